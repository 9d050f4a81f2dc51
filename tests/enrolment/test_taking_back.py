"""Who may take somebody off a list again, and who has no say in an application."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from lms.cohorts.models import Quota
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.enrolment.operations import accept_enrolment, leave_cohort, mark_present, withdraw_enrolment
from lms.journal.models import Event
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import QuotaFactory
from tests.factories.enrolment import EnrolmentFactory, SeatPlanFactory
from tests.factories.organisations import RegistrationPaperFactory, RoleGrantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]

AT = datetime(2026, 6, 10, 2, tzinfo=UTC)


@pytest.fixture
def cohort():
    return QuotaFactory().cohort


@pytest.fixture
def present(cohort):
    """A participant who was seen."""
    institution = RegistrationPaperFactory().institution
    enrolment = EnrolmentFactory(cohort=cohort, confirmed=True, membership__institution=institution)
    accept_enrolment(enrolment, by=UserFactory(), at=AT)
    mark_present([enrolment.pk], by=UserFactory(), at=AT)
    return enrolment


def status_of(enrolment):
    return Enrolment.objects.get(pk=enrolment.pk).status


def test_an_institution_does_not_take_back_who_was_present(login, present):
    admin = login(RoleGrantFactory(institution_admin=True, institution=present.institution).user)

    answer = admin.post(reverse("enrolment_withdraw", args=[present.pk]), follow=True)

    assert status_of(present) == EnrolmentStatus.PRESENT
    assert present.person_name in [*map(str, answer.context["messages"])][-1]
    assert reverse("enrolment_withdraw", args=[present.pk]) not in answer.content.decode()


def test_a_regency_does_not_decline_who_was_present(login, present):
    login(RoleGrantFactory().user).post(reverse("enrolment_decline", args=[present.pk]), {"why": "Salah orang."})

    assert status_of(present) == EnrolmentStatus.PRESENT


@pytest.mark.parametrize(("take_back", "way"), [(withdraw_enrolment, "nomination"), (leave_cohort, "code")])
def test_who_was_present_is_taken_back_by_the_organiser_alone(present, take_back, way):
    Enrolment.objects.update(way=way)
    present.refresh_from_db()

    with pytest.raises(Refusal) as refusal:
        take_back(present, by=UserFactory(), at=AT)

    assert [reason.code for reason in refusal.value.reasons] == ["present_already"]


def test_the_organiser_corrects_a_presence_and_says_why(login, cohort, present):
    officer = RoleGrantFactory(province=True).user
    url, page = reverse("participant_take_out", args=[present.pk]), reverse("participant_list", args=[cohort.pk])
    province = login(officer)
    assert url in province.get(page).content.decode()

    silent = province.post(url, {"why": ""})
    assert (silent.url, status_of(present)) == (page, EnrolmentStatus.PRESENT)
    province.post(url, {"why": "Salah menandai hadir."})

    present.refresh_from_db()
    assert (present.status, present.ended_by, present.ended_why) == ("withdrawn", officer, "Salah menandai hadir.")
    assert Quota.objects.get().taken == 0
    assert Event.objects.filter(name="enrolment.withdrawn", subject_id=present.pk).count() == 1


@pytest.mark.parametrize(("steps", "status"), [(1, 404), (2, 302)])
@pytest.mark.parametrize("name", ["enrolment_confirm", "enrolment_decline"])
def test_a_regency_decides_where_the_cohort_asks_two_steps(login, cohort, name, steps, status):
    SeatPlanFactory(cohort=cohort, takes_applications=True, approval_steps=steps)
    application = EnrolmentFactory(cohort=cohort, way="application")

    answer = login(RoleGrantFactory().user).post(reverse(name, args=[application.pk]), {"why": "Belum waktunya."})

    assert answer.status_code == status
    assert (status_of(application) == "nominated") == (steps == 1)
