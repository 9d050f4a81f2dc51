"""At the door: somebody who was not expected stands on the list after one short form, as far as there are seats."""

import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.cohorts.models import Quota
from lms.duplicates.operations.merging import merge_people
from lms.enrolment.models import Enrolment
from lms.enrolment.operations import WalkIn, walk_in
from lms.journal.models import Event
from lms.organisations.models import Person
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortTrainerFactory, QuotaFactory
from tests.factories.content import CoursePageFactory, CoursePrerequisiteFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import MembershipFactory, PersonFactory, RegencyFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 22, 1, tzinfo=UTC)
WHY = "Membawa sertifikat BBPPKS tahun 2024, sudah dilihat."


@pytest.fixture(autouse=True)
def first_day():
    """22 July 2026, 08.00 WIB: the first day of the cohorts of the factories."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def cohort():
    """Open, with two seats for Kapuas."""
    return QuotaFactory().cohort


@pytest.fixture
def trainer(login, cohort):
    user = RoleGrantFactory(trainer=True).user
    CohortTrainerFactory(cohort=cohort, user=user)
    return login(user)


def body(**more):
    first = {"name": "Siti Aminah", "sex": "female", "region": "62.03", "institution": "LKS Kasih", "phone": ""}
    return first | {"once_key": str(uuid.uuid4())} | more


def siti(**more):
    return WalkIn(**{"name": "Siti Aminah", "sex": "female", "region": RegencyFactory(), **more})


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def test_a_trainer_enters_somebody_once(trainer, cohort):
    url, first = reverse("walk_in", args=[cohort.pk]), body(phone="0812 3456 7890")

    for _time in range(2):
        assert trainer.post(url, first).url == url

    enrolment = Enrolment.objects.get()
    assert (enrolment.way, enrolment.status, enrolment.institution_name) == ("walk_in", "accepted", "LKS Kasih")
    assert (enrolment.membership, enrolment.institution, enrolment.region_id) == (None, None, "62.03")
    person = Person.objects.get(pk=enrolment.person_id)
    assert (person.user, person.phone, person.region_id) == (None, "+6281234567890", "62.03")
    assert Quota.objects.get().taken == 1
    assert [one.person_name for one in trainer.get(url).context["latest"]] == ["Siti Aminah"]


def test_when_the_seats_are_taken_nobody_more_gets_in(cohort):
    for number in range(2):
        walk_in(cohort, siti(name=f"Warga {number}"), by=UserFactory(), at=AT)

    with pytest.raises(Refusal) as refusal:
        walk_in(cohort, siti(), by=UserFactory(), at=AT)

    assert refusal.value.reasons
    assert Quota.objects.get().taken == cohort.enrolments.count() == 2
    assert not Person.objects.filter(name="Siti Aminah").exists()


def test_a_full_door_is_answered_on_the_form_with_nothing_half_done(trainer, cohort):
    Quota.objects.update(seats=0)

    response = trainer.post(reverse("walk_in", args=[cohort.pk]), body())

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert not Person.objects.filter(name="Siti Aminah").exists()


def test_somebody_of_the_same_name_is_asked_about(trainer, cohort):
    url = reverse("walk_in", args=[cohort.pk])
    trainer.post(url, body())

    asked = trainer.post(url, body(name="siti  aminah, S.Sos."))
    trainer.post(url, body(name="Siti Aminah, S.Sos.", is_another="on"))

    assert asked.context["form"].asks_about_double
    assert Enrolment.objects.count() == 2


@pytest.mark.parametrize(
    ("at", "code"), [("2026-07-21T01:00:00+00:00", "door_too_early"), ("2026-07-25T01:00:00+00:00", "door_too_late")]
)
def test_the_door_is_open_while_the_activity_is_held(cohort, at, code):
    with pytest.raises(Refusal) as refusal:
        walk_in(cohort, siti(), by=UserFactory(), at=datetime.fromisoformat(at))

    assert codes(refusal) == [code]


def test_a_gate_is_opened_at_the_door_by_the_organiser_alone(login, trainer, cohort):
    CoursePrerequisiteFactory(page=cohort.course, course=CoursePageFactory(title="Pembinaan Mental"))
    url = reverse("walk_in", args=[cohort.pk])

    refused = trainer.post(url, body(gate_why=WHY))
    assert "gate_why" not in refused.context["form"].fields
    assert not Enrolment.objects.exists()
    login(RoleGrantFactory(province=True).user).post(url, body(gate_why=WHY))

    assert Enrolment.objects.get().gate_why == WHY
    assert Event.objects.filter(name="enrolment.gate_overridden").count() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"name": ""},
        {"name": "x" * 200},
        {"name": "\x00"},
        {"sex": "unknown"},
        {"region": "11.01"},
        {"region": ""},
        {"phone": "abc"},
        {"institution": "x" * 200},
    ],
)
def test_bad_input_is_answered_at_its_field(trainer, cohort, more):
    response = trainer.post(reverse("walk_in", args=[cohort.pk]), body(**more))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == list(more)
    assert not Enrolment.objects.exists()


def test_a_trainer_of_another_cohort_does_not_find_the_door(login, cohort):
    stranger = login(RoleGrantFactory(trainer=True).user)

    assert stranger.post(reverse("walk_in", args=[cohort.pk]), body()).status_code == 404
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("people", [1, 3])
def test_the_door_asks_a_fixed_number_of_queries(trainer, cohort, people, django_assert_num_queries):
    Quota.objects.update(seats=5)
    for number in range(people):
        walk_in(cohort, siti(name=f"Warga {number}", institution_name=f"LKS {number}"), by=UserFactory(), at=AT)
    trainer.get(reverse("walk_in", args=[cohort.pk]))

    with django_assert_num_queries(9):
        trainer.get(reverse("walk_in", args=[cohort.pk]))


# --- merged later ----------------------------------------------------------------------------------------------------


def test_what_she_did_as_a_stranger_is_hers_after_the_merge(cohort):
    known = PersonFactory(region=RegencyFactory(), user=UserFactory())
    enrolment = walk_in(cohort, siti(), by=UserFactory(), at=AT)

    merge_people(known, enrolment.person, choices={}, by=RoleGrantFactory().user, at=AT)

    assert list(known.enrolments.all()) == [enrolment]
    assert Enrolment.objects.get().person_name == "Siti Aminah"


def test_two_live_enrolments_in_one_cohort_stand_in_the_way_of_the_merge_in_words(cohort):
    nominated = EnrolmentFactory(cohort=cohort, membership=MembershipFactory())
    enrolment = walk_in(cohort, siti(), by=UserFactory(), at=AT)

    with pytest.raises(Refusal) as refusal:
        merge_people(nominated.person, enrolment.person, choices={}, by=RoleGrantFactory().user, at=AT)

    assert codes(refusal) == ["row_in_the_way"]
    assert "Siti Aminah" in str(refusal.value.reasons[0])
    assert Enrolment.objects.values("person").distinct().count() == 2
