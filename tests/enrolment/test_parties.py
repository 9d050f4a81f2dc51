"""Who asked to stay together get seats together, or none of them gets one, whichever button is pressed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from lms.cohorts.models import Quota
from lms.enrolment.boards import participant_board
from lms.enrolment.models import Enrolment
from lms.enrolment.operations import (
    accept_confirmed,
    accept_enrolment,
    confirm_enrolment,
    reserve_confirmed,
    reserve_enrolment,
    withdraw_enrolment,
)
from lms.journal.models import Event
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import QuotaFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import InstitutionFactory, RoleGrantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]

AT = datetime(2026, 6, 10, 2, tzinfo=UTC)


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def cohort():
    """Open, with three seats for Kapuas."""
    return QuotaFactory(seats=3).cohort


@pytest.fixture
def people(cohort):
    """Confirms as many as are asked for, one hour after the other."""
    institution, hours = InstitutionFactory(region=Quota.objects.get().region), iter(range(100))

    def confirm(number, **more):
        return [
            EnrolmentFactory(
                cohort=cohort,
                membership__institution=institution,
                **{"confirmed": True, "confirmed_at": AT + timedelta(hours=next(hours)), **more},
            )
            for _one in range(number)
        ]

    return confirm


def statuses(*groups):
    rows = dict(Enrolment.objects.values_list("pk", "status"))
    return [[rows[one.pk] for one in group] for group in groups]


def codes_of(outcome):
    return {enrolment.pk: [reason.code for reason in reasons] for enrolment, reasons in outcome.refused}


def test_accepting_all_leaves_out_a_party_that_does_not_fit_as_a_whole(cohort, officer, people):
    first, party, last = people(2), people(2, party="a"), people(1)

    outcome = accept_confirmed(cohort, by=officer, at=AT)

    assert statuses(first, party, last) == [["accepted"] * 2, ["confirmed"] * 2, ["accepted"]]
    assert codes_of(outcome) == {party[0].pk: ["not_together"], party[1].pk: ["no_seat", "not_together"]}
    assert all(one.person_name in str(reasons[-1]) for one, reasons in outcome.refused)


def test_a_party_comes_where_the_first_of_it_was_confirmed(cohort, officer, people):
    one, single, other = people(1, party="a"), people(2), people(1, party="a")

    accept_confirmed(cohort, by=officer, at=AT)

    assert statuses(one, single, other) == [["accepted"], ["accepted", "confirmed"], ["accepted"]]


def test_one_of_a_party_is_not_accepted_alone_when_there_is_no_seat_for_the_others(cohort, officer, people):
    accepted, party = people(2), people(2, party="a")
    accept_confirmed(cohort, by=officer, at=AT)
    assert statuses(accepted) == [["accepted"] * 2]

    with pytest.raises(Refusal) as refusal:
        accept_enrolment(party[0], by=officer, at=AT)

    assert [reason.code for reason in refusal.value.reasons] == ["not_together"]


def test_a_party_waits_for_who_is_not_confirmed_yet(cohort, officer, people):
    party = people(1, party="a") + people(1, party="a", confirmed=False, confirmed_at=None)

    waits = accept_confirmed(cohort, by=officer, at=AT)
    confirm_enrolment(party[1], by=officer, at=AT)
    done = accept_confirmed(cohort, by=officer, at=AT)

    assert codes_of(waits) == {party[0].pk: ["party_waits"]}
    assert ([one.pk for one in done.accepted], statuses(party)) == ([one.pk for one in party], [["accepted"] * 2])


def test_who_is_accepted_brings_her_party_so_that_nobody_comes_between(cohort, officer, people):
    party, other = people(2, party="a"), people(2)

    together = accept_enrolment(party[1], by=officer, at=AT)
    accept_enrolment(other[0], by=officer, at=AT)
    with pytest.raises(Refusal):
        accept_enrolment(other[1], by=officer, at=AT)

    assert {one.pk for one in together} == {one.pk for one in party}
    assert statuses(party, other) == [["accepted"] * 2, ["accepted", "confirmed"]]
    assert Event.objects.filter(name="enrolment.accepted", subject_id__in=[one.pk for one in party]).count() == 2
    assert Quota.objects.get().taken == 3


def test_the_officer_reads_who_came_with_her(login, people):
    party = people(2, party="a")

    answer = login(RoleGrantFactory(province=True).user).post(
        reverse("enrolment_accept", args=[party[0].pk]), follow=True
    )

    (words,) = map(str, answer.context["messages"])
    assert [one.person_name in words for one in party] == [True, True]


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_seat_given_back_does_not_part_a_party_of_which_one_is_not_on_the_reserve_list(
    cohort, officer, people, confirmed
):
    seated, still = people(3), {} if confirmed else {"confirmed": False, "confirmed_at": None}
    accept_confirmed(cohort, by=officer, at=AT)
    party, alone = people(1, party="a") + people(1, party="a", **still), people(1)
    reserve_enrolment(party[0], by=officer, at=AT)
    reserve_enrolment(alone[0], by=officer, at=AT)

    withdraw_enrolment(seated[0], by=officer, at=AT)

    assert statuses(party, alone) == [["reserve", "confirmed" if confirmed else "nominated"], ["offered"]]


@pytest.mark.parametrize("all_at_once", [True, False])
def test_a_party_for_which_there_is_no_room_goes_to_the_reserve_list(cohort, officer, people, all_at_once):
    people(2)
    party = people(2, party="a")
    accept_confirmed(cohort, by=officer, at=AT)

    if all_at_once:
        reserve_confirmed(cohort, by=officer, at=AT)
    else:
        for one in party:
            reserve_enrolment(one, by=officer, at=AT)

    assert statuses(party) == [["reserve"] * 2]


def cards_of(cohort, people):
    rows = participant_board(cohort, at=AT).rows
    cards = {card.enrolment.pk: (card.may_accept, card.may_reserve) for row in rows for card in row.cards}
    return [cards[one.pk] for one in people]


def test_the_page_promises_what_the_button_does(login, cohort, people):
    people(2)
    party, province = people(2, party="a"), login(RoleGrantFactory(province=True).user)
    board, offered = participant_board(cohort, at=AT), cards_of(cohort, party)

    province.post(reverse("accept_confirmed", args=[cohort.pk]))

    assert (board.may_accept, board.may_reserve) == (2, 2)
    assert Enrolment.objects.accepted().count() == 2
    assert cards_of(cohort, party) == [(False, True)] * 2
    assert offered == [(True, False)] * 2  # the order of confirmation decides, not the one in which cards are pressed
