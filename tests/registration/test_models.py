"""Each constraint, and who sees what."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.accounts.roles import Role
from lms.organisations.enums import InstitutionStatus
from lms.refusal import Refusal, constraints_as_refusal
from lms.registration.models import Application, ApplicationItem, Review
from tests.factories.accounts import UserFactory
from tests.factories.organisations import ProvinceFactory, RegencyFactory, RoleGrantFactory
from tests.factories.registration import SENT_AT, ApplicationFactory, ApplicationItemFactory, ReviewFactory

pytestmark = pytest.mark.django_db


def breaks(name, model, row, **values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("sent_to_an_office", {"region": None}),
        ("sent_to_an_office", {"level": ""}),
        ("sent_to_an_office", {"position": ""}),
        ("sent_to_an_office", {"submitted_at": None}),
        ("clock_runs_while_examined", {"due_on": None}),
        ("clock_runs_while_examined", {"runs_from": None}),
        ("clock_runs_while_examined", {"status": "returned"}),
        ("decided_at_and_by", {"decided_at": SENT_AT}),
        ("decided_at_and_by", {"status": "approved", "runs_from": None}),
        (
            "turned_down_with_a_reason",
            {"status": "rejected", "runs_from": None, "decided_at": SENT_AT, "decided_by": 1},
        ),
        ("withdrawn_at", {"status": "withdrawn", "runs_from": None}),
        ("withdrawn_at", {"withdrawn_at": SENT_AT}),
    ],
)
def test_an_application_keeps_its_law(name, values):
    application = ApplicationFactory(sent=True)
    if "decided_by" in values:
        values["decided_by"] = application.applicant_id

    breaks(f"registration_application_{name}", Application, application, **values)


def test_an_institution_has_one_open_application():
    first = ApplicationFactory()

    with pytest.raises(Refusal) as refusal, constraints_as_refusal(Application):
        Application.objects.create(institution=first.institution, applicant=first.applicant, started_at=SENT_AT)

    assert [reason.code for reason in refusal.value.reasons] == ["registration_application_one_open_per_institution"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("given_with_its_file", {"state": "given", "file": None}),
        ("given_with_its_file", {"state": "missing"}),
        ("given_with_its_file", {"needs_file": False}),
        ("returned_with_a_reason", {"state": "returned", "reason": ""}),
    ],
)
def test_an_item_keeps_its_law(name, values):
    item = ApplicationFactory(complete=True).items.get(code="susunan-pengurus")

    breaks(f"registration_applicationitem_{name}", ApplicationItem, item, **values)


def test_an_item_stands_once_in_an_application():
    item = ApplicationFactory(complete=True).items.get(code="susunan-pengurus")

    with pytest.raises(Refusal) as refusal, constraints_as_refusal(ApplicationItem):
        ApplicationItemFactory(application=item.application)

    assert [reason.code for reason in refusal.value.reasons] == ["registration_applicationitem_once"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("answered_with_an_opinion", {"answered_at": SENT_AT}),
        ("answered_with_an_opinion", {"opinion": "agree"}),
        ("ends_after_it_was_asked", {"expires_at": SENT_AT - timedelta(days=1)}),
    ],
)
def test_a_review_keeps_its_law(name, values):
    breaks(f"registration_review_{name}", Review, ReviewFactory(), **values)


def test_who_sees_and_who_decides():
    city = RegencyFactory(code="62.71", name="Kota Palangka Raya")
    kapuas = ApplicationFactory(sent=True)
    elsewhere = ApplicationFactory(sent=True, institution__region=city)
    provincial = ApplicationFactory(sent=True, level="province", region=ProvinceFactory())
    draft = ApplicationFactory(complete=True)
    regency, province = RoleGrantFactory().user, RoleGrantFactory(province=True).user
    south = RoleGrantFactory(province=True, region=ProvinceFactory(code="63", name="Kalimantan Selatan")).user
    reader = RoleGrantFactory(can_edit=False).user
    ministry = RoleGrantFactory(ministry=True).user
    admin = RoleGrantFactory(institution_admin=True).user
    rows = Application.objects.order_by("pk")

    def sees(user):
        return list(rows.visible_to(user)), list(rows.decidable_by(user))

    assert sees(regency) == ([kapuas], [kapuas])
    assert sees(province) == ([kapuas, elsewhere, provincial], [provincial])
    assert sees(south) == sees(reader) == sees(ministry) == sees(admin) == ([], [])
    assert sees(draft.applicant) == ([draft], [])
    assert list(Application.objects.of(kapuas.applicant)) == [kapuas]
    assert list(Application.objects.of(UserFactory(is_superuser=True))) == []


def test_a_delegated_officer_decides_while_it_lasts():
    application = ApplicationFactory(sent=True)
    origin = RoleGrantFactory()
    stand_in = RoleGrantFactory(role=Role.REGENCY_OFFICER, delegated_from=origin, ends_on=date(2100, 1, 1)).user

    assert list(Application.objects.decidable_by(stand_in)) == [application]


def test_who_applies_is_in_no_register():
    application = ApplicationFactory(sent=True)
    visible = type(application.institution).objects.visible_to(RoleGrantFactory().user)

    assert application.institution.status == InstitutionStatus.APPLYING
    assert list(visible) == []
