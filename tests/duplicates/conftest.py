"""Two entries of one woman of Kapuas, and helpers that look at whole tables."""

import uuid
from datetime import UTC, date, datetime

import pytest

from lms.duplicates.operations.rows import all_values
from lms.enrolment.models import Enrolment
from lms.journal.models import Event
from lms.organisations.models import FamilyUnit, Invitation, Membership, Person
from lms.organisations.operations.people import open_nik, set_nik
from tests.factories.organisations import InstitutionFactory, PersonFactory, RegencyFactory, RoleGrantFactory

AT = datetime(2026, 11, 2, 3, tzinfo=UTC)
LATER = datetime(2026, 12, 2, 3, tzinfo=UTC)
NIKS = ("6203014507850001", "6203014507850002", "6203014507850003")
TABLES = (Person, Membership, Enrolment, FamilyUnit, Invitation)
CONFIRMED = ("nik_confirmed_by_id", "nik_confirmed_at")


def table(model):
    """Every row with every column; a NIK as what it says, since each seal looks different."""
    rows = [all_values(row) for row in model._base_manager.order_by("pk")]
    if model is Person:
        niks = {person.pk: open_nik(person) for person in Person._base_manager.all()}
        rows = [{**row, "nik_sealed": niks[row["id"]]} for row in rows]
    return rows


def tables():
    return {model.__name__: table(model) for model in TABLES}


def give_nik(person, nik, *, by, confirmed=False):
    set_nik(person, nik=nik, is_confirmed=confirmed, by=by, at=AT)


def replayed():
    """Every membership as the journal tells it, read from its first word to its last."""
    states = {}
    for event in Event.objects.filter(name__startswith="membership.").order_by("pk"):
        if event.name == "membership.removed":
            del states[event.subject_id]
        else:
            states[event.subject_id] = event.data
    return states


def members_by_journal(day):
    day = day.isoformat()
    return sorted(
        (state["person"], state["institution"], state["position"])
        for state in replayed().values()
        if state["starts_on"] <= day and (state["ends_on"] is None or state["ends_on"] >= day)
    )


def members_by_register(day):
    return sorted(Membership.objects.on(day).values_list("person_id", "institution_id", "position"))


@pytest.fixture
def kapuas(db):
    return RegencyFactory()


@pytest.fixture
def officer(kapuas):
    return RoleGrantFactory(region=kapuas).user


@pytest.fixture
def siti(kapuas):
    return PersonFactory(name="Siti Aminah", region=kapuas, birth_on=date(1985, 7, 5), phone="+6281234567890")


@pytest.fixture
def sitti(kapuas):
    """The same woman, entered a second time."""
    return PersonFactory(name="Hj. Sitti Amina", region=kapuas, birth_on=date(1985, 7, 5))


@pytest.fixture
def harapan(kapuas):
    return InstitutionFactory(name="LKS Harapan Bunda", region=kapuas)


@pytest.fixture
def yys_harapan(kapuas):
    """The same institution, entered a second time."""
    return InstitutionFactory(name="Yys. Harapan Boenda", region=kapuas)


@pytest.fixture
def stranger(login):
    """The desk of an officer of another kabupaten."""
    return login(RoleGrantFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")).user)


def form_sent(client, page, **choices):
    """What an officer sends who looked at the page of two rows."""
    form = client.get(page).context["form"]
    return {"once_key": str(uuid.uuid4()), "seen": form.version, "name": "a", **choices}
