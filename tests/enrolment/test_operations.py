from datetime import UTC, date, datetime

import pytest

from lms.cohorts.models import Quota
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.enrolment.operations import (
    accept_confirmed,
    accept_enrolment,
    confirm_enrolment,
    decline_enrolment,
    nominate_members,
    withdraw_enrolment,
)
from lms.journal.models import Event
from lms.organisations.enums import Position, Zone
from lms.organisations.models import Membership
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    RegencyFactory,
    RegistrationPaperFactory,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 10, 2, tzinfo=UTC)


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def cohort():
    """Open, with two seats for Kapuas."""
    return QuotaFactory().cohort


def a_member(**more):
    """Of a registered institution of Kapuas."""
    membership = MembershipFactory(**more)
    RegistrationPaperFactory(institution=membership.institution)
    return membership


def with_expired_paper():
    membership = MembershipFactory()
    RegistrationPaperFactory(institution=membership.institution, expires_on=date(2026, 6, 9))
    return membership


def confirmed_in(cohort, **more):
    return EnrolmentFactory(cohort=cohort, confirmed=True, **more)


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def events():
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def taken():
    return list(Quota.objects.order_by("pk").values_list("taken", flat=True))


def test_members_are_nominated_together_and_kept_as_they_are_today(cohort, officer):
    chair = a_member(position=Position.CHAIR)
    member = MembershipFactory(institution=chair.institution)

    sent = nominate_members(cohort, [chair, member], by=officer, at=AT)
    Membership.objects.filter(pk=chair.pk).update(position=Position.MEMBER)
    chair.institution.name = "Nama baru"
    chair.institution.save()

    first = Enrolment.objects.get(pk=sent[0].pk)
    assert (first.person, first.membership, first.status) == (chair.person, chair, EnrolmentStatus.NOMINATED)
    assert (first.person_name, first.position, first.region_id) == (chair.person.name, Position.CHAIR, "62.03")
    assert (first.institution_number, first.kind_name) == (
        chair.institution.number,
        "Lembaga Kesejahteraan Sosial (LKS)",
    )
    assert first.institution_name.startswith("LKS Contoh")
    assert (first.nominated_at, first.nominated_by) == (AT, officer)
    assert events() == ["enrolment.nominated", "enrolment.nominated"]


def test_nobody_decides_on_her_own_nomination(cohort, officer):
    own = EnrolmentFactory(cohort=cohort, membership__person__user=officer)
    waiting = confirmed_in(cohort, membership__person__user=UserFactory())

    with pytest.raises(Refusal) as confirming:
        confirm_enrolment(own, by=officer, at=AT)
    with pytest.raises(Refusal) as accepting:
        accept_enrolment(waiting, by=waiting.person.user, at=AT)
    outcome = accept_confirmed(cohort, by=waiting.person.user, at=AT)

    assert (codes(confirming), codes(accepting)) == (["own_nomination"], ["own_nomination"])
    assert (outcome.accepted, [enrolment for enrolment, _reasons in outcome.refused]) == ((), [waiting])
    assert (taken(), events()) == ([0], [])


def test_all_are_nominated_or_none(cohort, officer):
    good, former = a_member(), a_member(ends_on=date(2026, 6, 9))
    unregistered = MembershipFactory()

    with pytest.raises(Refusal) as refusal:
        nominate_members(cohort, [good, former, unregistered], by=officer, at=AT)

    assert codes(refusal) == ["not_a_member", "institution_unregistered"]
    assert [
        former.person.name in str(refusal.value.reasons[0]),
        unregistered.person.name in str(refusal.value.reasons[1]),
    ] == [True, True]
    assert (Enrolment.objects.count(), events()) == (0, [])


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: a_member(starts_on=date(2026, 6, 11)), "not_a_member"),
        (lambda: a_member(institution=InstitutionFactory(status="inactive")), "institution_inactive"),
        (
            lambda: a_member(institution=InstitutionFactory(region=RegencyFactory(code="62.71", name="Kota"))),
            "no_quota",
        ),
        (with_expired_paper, "institution_unregistered"),
    ],
)
def test_a_nominee_is_refused_when_something_stands_against_her(cohort, officer, make, code):
    with pytest.raises(Refusal) as refusal:
        nominate_members(cohort, [make()], by=officer, at=AT)

    assert codes(refusal) == [code]


def test_the_deadline_is_the_local_date_of_the_cohort(officer):
    """16.30 UTC on the last day is 23.30 WIB of that day and 00.30 WITA of the next."""
    late = datetime(2026, 7, 10, 16, 30, tzinfo=UTC)
    west = QuotaFactory(cohort=CohortFactory(opened=True, zone=Zone.WIB)).cohort
    middle = QuotaFactory(cohort=CohortFactory(opened=True, zone=Zone.WITA)).cohort
    member = a_member()

    nominate_members(west, [member], by=officer, at=late)
    with pytest.raises(Refusal) as refusal:
        nominate_members(middle, [member], by=officer, at=late)

    assert codes(refusal) == ["nominations_ended"]


def test_somebody_with_a_live_nomination_is_not_nominated_again(cohort, officer):
    member = a_member()
    nominate_members(cohort, [member], by=officer, at=AT)

    with pytest.raises(Refusal) as refusal:
        nominate_members(cohort, [member], by=officer, at=AT)

    assert codes(refusal) == ["nominated_already"]


def test_somebody_declined_may_be_nominated_again(cohort, officer):
    member = a_member()
    (first,) = nominate_members(cohort, [member], by=officer, at=AT)
    decline_enrolment(first, why="Berkas kurang", by=officer, at=AT)

    nominate_members(cohort, [member], by=officer, at=AT)

    assert list(Enrolment.objects.order_by("pk").values_list("status", flat=True)) == ["declined", "nominated"]


def test_a_person_in_two_institutions_is_nominated_from_one(cohort, officer):
    first = a_member()
    second = a_member(person=first.person)

    with pytest.raises(Refusal) as refusal:
        nominate_members(cohort, [first, second], by=officer, at=AT)

    assert codes(refusal) == ["chosen_twice"]


def test_a_nomination_is_confirmed_once(cohort, officer):
    enrolment = EnrolmentFactory(cohort=cohort)

    confirm_enrolment(enrolment, by=officer, at=AT)
    with pytest.raises(Refusal) as refusal:
        confirm_enrolment(enrolment, by=officer, at=AT)

    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.confirmed_at, enrolment.confirmed_by) == (
        EnrolmentStatus.CONFIRMED,
        AT,
        officer,
    )
    assert (codes(refusal), events()) == (["step_not_allowed"], ["enrolment.confirmed"])


def test_acceptance_takes_a_seat(cohort, officer):
    enrolment = confirmed_in(cohort)

    accept_enrolment(enrolment, by=officer, at=AT)

    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.accepted_at, enrolment.accepted_by) == (EnrolmentStatus.ACCEPTED, AT, officer)
    assert (taken(), events()) == ([1], ["enrolment.accepted"])


def test_a_nominee_is_refused_when_the_seats_of_her_region_are_taken(cohort, officer):
    enrolments = [confirmed_in(cohort) for _number in range(3)]
    for enrolment in enrolments[:2]:
        accept_enrolment(enrolment, by=officer, at=AT)

    with pytest.raises(Refusal) as refusal:
        accept_enrolment(enrolments[2], by=officer, at=AT)

    assert (codes(refusal), taken()) == (["no_seat"], [2])
    assert Enrolment.objects.get(pk=enrolments[2].pk).status == EnrolmentStatus.CONFIRMED


def test_acceptance_looks_at_what_was_decided_meanwhile(cohort, officer):
    enrolment = confirmed_in(cohort)
    stale = Enrolment.objects.get(pk=enrolment.pk)
    decline_enrolment(enrolment, why="Berkas kurang", by=officer, at=AT)

    with pytest.raises(Refusal) as refusal:
        accept_enrolment(stale, by=officer, at=AT)

    assert (codes(refusal), taken()) == (["step_not_allowed"], [0])


def test_without_a_confirmation_nobody_is_accepted(cohort, officer):
    with pytest.raises(Refusal) as refusal:
        accept_enrolment(EnrolmentFactory(cohort=cohort), by=officer, at=AT)

    assert (codes(refusal), taken()) == (["step_not_allowed"], [0])


def test_declining_says_why_and_gives_a_seat_back(cohort, officer):
    enrolment = confirmed_in(cohort)
    accept_enrolment(enrolment, by=officer, at=AT)

    decline_enrolment(enrolment, why="Berhalangan", by=officer, at=AT)

    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.ended_why, enrolment.ended_by) == (
        EnrolmentStatus.DECLINED,
        "Berhalangan",
        officer,
    )
    assert (taken(), events()) == ([0], ["enrolment.accepted", "enrolment.declined"])


def test_declining_without_a_reason_is_refused(cohort, officer):
    enrolment = EnrolmentFactory(cohort=cohort)

    with pytest.raises(Refusal) as refusal:
        decline_enrolment(enrolment, why=" ", by=officer, at=AT)

    assert codes(refusal) == ["why_missing"]
    assert Enrolment.objects.get().status == EnrolmentStatus.NOMINATED


@pytest.mark.parametrize("is_accepted", [False, True])
def test_withdrawing_gives_back_only_a_seat_that_was_taken(cohort, officer, is_accepted):
    enrolment = confirmed_in(cohort)
    if is_accepted:
        accept_enrolment(enrolment, by=officer, at=AT)

    withdraw_enrolment(enrolment, by=officer, at=AT)

    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.ended_at, taken()) == (EnrolmentStatus.WITHDRAWN, AT, [0])
    with pytest.raises(Refusal):
        withdraw_enrolment(enrolment, by=officer, at=AT)


def test_nothing_is_decided_in_a_closed_cohort(officer):
    cohort = QuotaFactory(cohort=CohortFactory(closed=True)).cohort
    enrolment = confirmed_in(cohort)

    for act in (
        lambda: accept_enrolment(enrolment, by=officer, at=AT),
        lambda: decline_enrolment(enrolment, why="x", by=officer, at=AT),
        lambda: withdraw_enrolment(enrolment, by=officer, at=AT),
        lambda: nominate_members(cohort, [a_member()], by=officer, at=AT),
    ):
        with pytest.raises(Refusal) as refusal:
            act()
        assert "closed" in codes(refusal)


def test_all_confirmed_are_accepted_as_far_as_seats_allow_first_confirmed_first(cohort, officer):
    late, *others = [confirmed_in(cohort, confirmed_at=datetime(2026, 6, day, tzinfo=UTC)) for day in (9, 1, 2)]
    QuotaFactory(cohort=cohort, region=RegencyFactory(code="62.71", name="Kota Palangka Raya"))
    EnrolmentFactory(cohort=cohort)

    outcome = accept_confirmed(cohort, by=officer, at=AT)

    assert list(outcome.accepted) == others
    assert [(one, [reason.code for reason in reasons]) for one, reasons in outcome.refused] == [(late, ["no_seat"])]
    assert taken() == [2, 0]
    assert late.person_name in str(outcome.refused[0][1][0])


def test_people_of_another_cohort_are_left_alone(cohort, officer):
    elsewhere = confirmed_in(QuotaFactory().cohort)

    accept_confirmed(cohort, by=officer, at=AT)

    assert Enrolment.objects.get(pk=elsewhere.pk).status == EnrolmentStatus.CONFIRMED
