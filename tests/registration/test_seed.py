from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from lms.accounts.models import User
from lms.organisations.models import Holiday, Institution, PSKSKind, Region
from lms.organisations.operations.regions import load_kinds
from lms.registration.invariants import what_was_approved_is_in_the_register, who_applies_has_an_open_application
from lms.registration.models import Application, Requirement
from lms.seed.register_applications import _pdf, seed_applications
from tests.factories.organisations import DistrictFactory, RoleGrantFactory
from tests.registration.conftest import AT

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_an_application_in_each_standing_however_often_it_is_seeded():
    load_kinds()
    DistrictFactory()
    RoleGrantFactory(user__email="kapuas@contoh.id")

    for _time in range(2):
        seed_applications(AT)

    found = Application.objects.order_by("pk").values_list("status", "institution__name")
    assert list(found) == [
        ("draft", "LKS Cahaya Basarang"),
        ("submitted", "LKS Anjir Serapat Berbagi"),
        ("returned", "LKS Pulau Petak Mandiri"),
        ("approved", "LKS Bataguh Sejahtera"),
    ]
    assert Institution.objects.in_register().get().papers.count() == 1
    assert list(what_was_approved_is_in_the_register(at=AT)) == []
    assert list(who_applies_has_an_open_application(at=AT)) == []


def test_its_papers_are_real_small_pdfs():
    file = ContentFile(_pdf("Contoh"))

    assert file.read(5) == b"%PDF-"
    assert file.size < 1_000


def test_a_fresh_installation_has_what_it_starts_from_and_nobody():
    said = [StringIO(), StringIO()]

    for out in said:
        call_command("seed", empty=True, stdout=out)

    first, second = (out.getvalue().splitlines() for out in said)
    assert first[1:] == [
        "kinds: 38 new or changed",
        f"holidays: {Holiday.objects.count()} new or changed",
        "requirements: 23 new or changed",
        "consent texts: 4 new or changed",
    ]
    assert [line.split(": ")[1] for line in second] == ["0 new or changed"] * 5
    assert (Requirement.objects.count(), PSKSKind.objects.count(), Region.objects.filter(pk="62.03").count()) == (
        23,
        12,
        1,
    )
    assert not User.objects.exists()


def test_preparing_in_production_loads_the_checklist_and_invents_nobody(settings, tmp_path):
    settings.IS_PRODUCTION, settings.VAR_DIR = True, tmp_path
    out = StringIO()

    call_command("prepare", stdout=out)
    Requirement.objects.filter(code="program-kerja").update(is_active=False)
    call_command("prepare", stdout=out)

    assert Requirement.objects.count() == 23
    assert Requirement.objects.get(code="program-kerja").is_active is False
    assert not User.objects.exists()
    assert "Preparing the database" not in out.getvalue()
