"""Who may send somebody else in the place of a participant: her office, her institution, and who is at the door."""

import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.cohorts.models import Quota
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.invariants import plans_are_kept, seats_taken_are_accepted_people
from lms.enrolment.models import Enrolment
from lms.enrolment.operations import WalkIn, accept_enrolment, mark_present, walk_in
from lms.journal.models import Event
from lms.letters.tasks import hand_over_after_replacement
from lms.notices.models import Notice
from lms.notices.tasks import tell_of_replacement
from lms.organisations.models import Person
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortTrainerFactory, QuotaFactory
from tests.factories.enrolment import EnrolmentFactory, SeatPlanFactory
from tests.factories.letters import LetterFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
)

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 7, 15, 2, tzinfo=UTC)  # nominations have ended, the first day has not come
AT_THE_DOOR = datetime(2026, 7, 22, 1, tzinfo=UTC)
AFTER = datetime(2026, 7, 27, 1, tzinfo=UTC)
WHY = "Ada rapat desa."


@pytest.fixture
def clock():
    with time_machine.travel(AT_THE_DOOR, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cohort():
    """Open and full: one seat for Kapuas."""
    return QuotaFactory(seats=1).cohort


@pytest.fixture
def seated(cohort):
    institution = RegistrationPaperFactory().institution
    enrolment = EnrolmentFactory(cohort=cohort, confirmed=True, membership__institution=institution)
    accept_enrolment(enrolment, by=UserFactory(), at=BEFORE)
    return enrolment


@pytest.fixture
def colleague(seated):
    return MembershipFactory(institution=seated.institution)


@pytest.fixture
def neighbour(seated):
    """Of another registered institution of Kapuas."""
    other = InstitutionFactory(region=seated.region)
    RegistrationPaperFactory(institution=other)
    return MembershipFactory(institution=other)


@pytest.fixture(autouse=True)
def all_seats_are_counted_right():
    yield
    assert [*seats_taken_are_accepted_people(at=BEFORE), *plans_are_kept(at=BEFORE)] == []


def trainer_of(cohort):
    user = RoleGrantFactory(trainer=True).user
    CohortTrainerFactory(cohort=cohort, user=user)
    return user


WHO = {
    "province": lambda seated: RoleGrantFactory(province=True).user,
    "regency": lambda seated: RoleGrantFactory().user,
    "institution": lambda seated: RoleGrantFactory(institution_admin=True, institution=seated.institution).user,
    "trainer": lambda seated: trainer_of(seated.cohort),
}


def body(member, **more):
    return {"once_key": str(uuid.uuid4()), "member": str(member.pk), "why": WHY, **more}


def status_of(enrolment):
    return Enrolment.objects.get(pk=enrolment.pk).status


@pytest.mark.parametrize("who", WHO)
def test_a_colleague_comes_instead_on_the_day(clock, login, seated, colleague, who):
    user = WHO[who](seated)
    client, url = login(user), reverse("enrolment_replace", args=[seated.pk])

    page = client.get(url)
    answer = client.post(url, body(colleague), follow=True)

    assert (page.status_code, answer.status_code, answer.redirect_chain[0][1]) == (200, 200, 302)
    seated.refresh_from_db()
    assert (seated.status, seated.ended_by, seated.ended_at, seated.ended_why) == ("replaced", user, AT_THE_DOOR, WHY)
    assert (seated.replacement.person, Quota.objects.get().taken) == (colleague.person, 1)
    assert Event.objects.get(name="enrolment.replaced").data == {"by": seated.replacement.pk}


@pytest.mark.parametrize(("who", "is_listed"), [("province", 1), ("regency", 1), ("institution", 0), ("trainer", 0)])
def test_names_of_other_institutions_are_for_offices_alone(clock, login, seated, neighbour, who, is_listed):
    client, url = login(WHO[who](seated)), reverse("enrolment_replace", args=[seated.pk])

    page = client.get(url)
    client.post(url, body(neighbour))

    assert (neighbour.person.name in page.content.decode()) == bool(is_listed)
    assert status_of(seated) == (EnrolmentStatus.REPLACED if is_listed else EnrolmentStatus.ACCEPTED)


@pytest.mark.parametrize(
    ("at", "may"),
    [(BEFORE, {"province", "regency", "institution"}), (AFTER, {"province"})],
)
@pytest.mark.parametrize("who", WHO)
def test_each_has_a_time_for_it(clock, login, seated, colleague, who, at, may):
    clock.move_to(at)
    client, url = login(WHO[who](seated)), reverse("enrolment_replace", args=[seated.pk])

    client.post(url, body(colleague))

    assert (status_of(seated) == EnrolmentStatus.REPLACED) == (who in may)
    if who not in may:
        assert client.get(url).context["closed"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: RoleGrantFactory(region=RegencyFactory(code="62.71", name="Kota Palangka Raya")).user,
        lambda: RoleGrantFactory(institution_admin=True).user,
        lambda: RoleGrantFactory(trainer=True).user,
        UserFactory,
    ],
)
def test_others_do_not_find_her(clock, login, seated, colleague, make):
    client, url = login(make()), reverse("enrolment_replace", args=[seated.pk])

    assert [client.get(url).status_code, client.post(url, body(colleague)).status_code] == [404, 404]
    assert status_of(seated) == EnrolmentStatus.ACCEPTED


@pytest.mark.parametrize(("steps", "status"), [(1, 404), (2, 200)])
def test_a_regency_replaces_no_applicant_on_whom_it_had_no_say(clock, login, seated, steps, status):
    SeatPlanFactory(cohort=seated.cohort, takes_applications=True, approval_steps=steps, taken=1)
    Enrolment.objects.update(way="application")

    assert login(WHO["regency"](seated)).get(reverse("enrolment_replace", args=[seated.pk])).status_code == status


def test_without_a_reason_nobody_is_replaced(clock, login, seated, colleague):
    client = login(WHO["institution"](seated))

    answer = client.post(reverse("enrolment_replace", args=[seated.pk]), body(colleague, why=" "))

    assert list(answer.context["form"].errors) == ["why"]
    assert status_of(seated) == EnrolmentStatus.ACCEPTED


def test_who_is_present_is_not_replaced(clock, login, seated, colleague):
    mark_present([seated.pk], by=UserFactory(), at=AT_THE_DOOR)
    client = login(WHO["institution"](seated))

    answer = client.post(reverse("enrolment_replace", args=[seated.pk]), body(colleague))

    assert answer.context["form"].non_field_errors()
    assert status_of(seated) == EnrolmentStatus.PRESENT


def test_an_admin_does_not_give_the_seat_to_herself(clock, login, seated):
    user = WHO["institution"](seated)
    own = MembershipFactory(institution=seated.institution, person__user=user)

    answer = login(user).post(reverse("enrolment_replace", args=[seated.pk]), body(own))

    assert answer.context["form"].non_field_errors()
    assert status_of(seated) == EnrolmentStatus.ACCEPTED


def test_each_finds_the_way_on_her_own_page(clock, login, seated):
    pages = {
        "province": reverse("participant_list", args=[seated.cohort_id]),
        "regency": reverse("nomination_list"),
        "institution": reverse("nominate", args=[seated.cohort_id]),
        "trainer": reverse("walk_in", args=[seated.cohort_id]),
    }
    link = reverse("enrolment_replace", args=[seated.pk])

    assert [who for who, url in pages.items() if link not in login(WHO[who](seated)).get(url).content.decode()] == []


# --- by somebody nobody expected -------------------------------------------------------------------------------------


def at_the_door(**more):
    first = {"name": "Siti Aminah", "sex": "female", "region": "62.03", "institution": "LKS Kasih", "phone": ""}
    return first | {"once_key": str(uuid.uuid4())} | more


def siti(**more):
    return WalkIn(**{"name": "Siti Aminah", "sex": "female", "region": RegencyFactory(), "replaced_why": WHY, **more})


def test_somebody_at_the_door_takes_the_seat_of_who_did_not_come_in_one_action(clock, login, cohort, seated):
    trainer = trainer_of(cohort)
    url, first = reverse("walk_in", args=[cohort.pk]), at_the_door(instead_of=str(seated.pk), replaced_why=WHY)
    client = login(trainer)

    for _time in range(2):
        assert client.post(url, first).url == url

    new = Enrolment.objects.get(way="walk_in")
    seated.refresh_from_db()
    assert (new.replaces, new.status, new.person_name) == (seated, "accepted", "Siti Aminah")
    assert (seated.status, seated.ended_by, seated.ended_why) == ("replaced", trainer, WHY)
    assert Quota.objects.get().taken == 1
    assert Event.objects.get(name="enrolment.replaced").data == {"by": new.pk}
    assert Event.objects.get(name="enrolment.walked_in").data["replaces"] == seated.pk


def test_at_the_door_too_a_reason_is_asked_for(clock, login, cohort, seated):
    client = login(trainer_of(cohort))

    answer = client.post(reverse("walk_in", args=[cohort.pk]), at_the_door(instead_of=str(seated.pk)))

    assert list(answer.context["form"].errors) == ["replaced_why"]
    assert (status_of(seated), Person.objects.filter(name="Siti Aminah").exists()) == ("accepted", False)


def test_a_seat_for_women_is_not_taken_by_a_man_at_the_door(cohort, seated):
    SeatPlanFactory(cohort=cohort, women_percent=100, taken=1)

    with pytest.raises(Refusal) as refusal:
        walk_in(cohort, siti(name="Budi", sex="male", instead_of=seated), by=UserFactory(), at=AT_THE_DOOR)

    assert [reason.code for reason in refusal.value.reasons] == ["kept_for_women"]
    assert (status_of(seated), Person.objects.filter(name="Budi").exists()) == ("accepted", False)


def test_the_seat_of_one_region_does_not_become_one_of_another_that_is_full(cohort, seated):
    palangka = RegencyFactory(code="62.71", name="Kota Palangka Raya")
    QuotaFactory(cohort=cohort, region=palangka, seats=0)

    with pytest.raises(Refusal) as refusal:
        walk_in(cohort, siti(region=palangka, instead_of=seated), by=UserFactory(), at=AT_THE_DOOR)

    assert [reason.code for reason in refusal.value.reasons] == ["no_seat"]
    assert status_of(seated) == "accepted"


def test_who_came_after_all_keeps_her_seat(cohort, seated):
    mark_present([seated.pk], by=UserFactory(), at=AT_THE_DOOR)

    with pytest.raises(Refusal) as refusal:
        walk_in(cohort, siti(instead_of=seated), by=UserFactory(), at=AT_THE_DOOR)

    assert "step_not_allowed" in [reason.code for reason in refusal.value.reasons]
    assert (status_of(seated), Enrolment.objects.count()) == ("present", 1)


def test_a_participant_of_another_cohort_is_no_choice_at_the_door(clock, login, cohort, seated):
    other = EnrolmentFactory(accepted=True, cohort=QuotaFactory(taken=1, region=seated.region).cohort)

    answer = login(trainer_of(cohort)).post(
        reverse("walk_in", args=[cohort.pk]), at_the_door(instead_of=str(other.pk), replaced_why=WHY)
    )

    assert list(answer.context["form"].errors) == ["instead_of"]
    assert status_of(other) == "accepted"


def test_letters_and_notices_follow_a_replacement_at_the_door(cohort, seated):
    sender = UserFactory()
    Enrolment.objects.filter(pk=seated.pk).update(nominated_by=sender)
    letter = LetterFactory(enrolment=seated, assignment=True, issued=True)

    walk_in(cohort, siti(instead_of=seated), by=UserFactory(), at=AT_THE_DOOR)
    replaced = Event.objects.get(name="enrolment.replaced")
    hand_over_after_replacement(replaced)
    tell_of_replacement(replaced)

    letter.refresh_from_db()
    assert letter.state != "issued"
    assert Notice.objects.filter(recipient=sender, kind="replaced_sent").count() == 1
