"""Whatever is sent: a sentence, nothing half-written, never 500."""

import uuid

import pytest
from django.urls import reverse

from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from tests.factories.cohorts import QuotaFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import MembershipFactory, RegistrationPaperFactory, RoleGrantFactory
from tests.naughty import NAUGHTY, encodable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]

REFUSED_WHYS = {"\x00", "a\x00b", "\x1b[31m", "9" * 5_000, "a" * 10_000, "", "   "}


@pytest.fixture
def cohort():
    return QuotaFactory().cohort


@pytest.fixture
def admin(login):
    institution = RegistrationPaperFactory().institution
    MembershipFactory(institution=institution)
    return login(RoleGrantFactory(institution_admin=True, institution=institution).user)


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_members_are_refused_on_the_form(admin, cohort, text):
    body = {"once_key": str(uuid.uuid4()), "members": [encodable(text)]}

    response = admin.post(reverse("nominate", args=[cohort.pk]), body)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["members"]
    assert not Enrolment.objects.exists()


def test_nobody_chosen_is_said_on_the_form(admin, cohort):
    response = admin.post(reverse("nominate", args=[cohort.pk]), {"once_key": str(uuid.uuid4())})

    assert list(response.context["form"].errors) == ["members"]


def test_more_fields_than_a_form_may_have_are_refused(admin, cohort):
    body = {"once_key": str(uuid.uuid4()), "members": ["1"] * 2_000}

    assert admin.post(reverse("nominate", args=[cohort.pk]), body).status_code == 413


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize(("name", "grant"), [("enrolment_decline", {}), ("participant_decline", {"province": True})])
def test_naughty_reasons_are_refused_or_kept_as_text(login, cohort, name, grant, text):
    client = login(RoleGrantFactory(**grant).user)
    enrolment = EnrolmentFactory(cohort=cohort)

    response = client.post(reverse(name, args=[enrolment.pk]), {"why": encodable(text)}, follow=True)

    enrolment.refresh_from_db()
    is_refused = text in REFUSED_WHYS
    assert response.status_code == 200
    assert enrolment.status == (EnrolmentStatus.NOMINATED if is_refused else EnrolmentStatus.DECLINED)
    assert "<script>alert" not in response.content.decode()


def test_a_decline_without_the_field_changes_nothing(login, cohort):
    enrolment = EnrolmentFactory(cohort=cohort)

    response = login(RoleGrantFactory().user).post(reverse("enrolment_decline", args=[enrolment.pk]), follow=True)

    assert len(list(response.context["messages"])) == 1
    assert Enrolment.objects.get().status == EnrolmentStatus.NOMINATED


@pytest.mark.parametrize(
    ("name", "grant"),
    [
        ("nominate", {"institution_admin": True}),
        ("enrolment_withdraw", {"institution_admin": True}),
        ("enrolment_confirm", {}),
        ("enrolment_decline", {}),
        ("enrolment_accept", {"province": True}),
        ("participant_decline", {"province": True}),
        ("accept_confirmed", {"province": True}),
    ],
)
def test_impossible_numbers_in_an_address_are_not_found(login, name, grant):
    client = login(RoleGrantFactory(**grant).user)

    response = client.post(reverse(name, args=[99999999999999999999999]), {"once_key": str(uuid.uuid4()), "why": "x"})

    assert response.status_code == 404
