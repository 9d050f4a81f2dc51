"""After an account fell into wrong hands: whose data it reached, and the letter to them."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction

from lms.journal.models import Event
from lms.journal.operations import record
from lms.organisations.operations.members import add_member
from lms.organisations.operations.people import change_person, set_nik, view_nik, view_person
from lms.privacy.breach import breach_report, people_in_reach
from lms.privacy.enums import Contact
from tests.factories.accounts import UserFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.factories.registration import ApplicationFactory
from tests.naughty import NAUGHTY, encodable

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 10, 2, tzinfo=UTC)  # 09.00 WIB
HOUR = timedelta(hours=1)
NIK = "6203054405800001"


@pytest.fixture
def kapuas():
    return RegencyFactory()


@pytest.fixture
def thief(kapuas):
    """The account of an officer of Kapuas, in wrong hands."""
    return RoleGrantFactory(region=kapuas, user__email="kapuas@contoh.id").user


def report(account, since=AT, until=AT + 2 * HOUR):
    return breach_report(account, since=since, until=until)


def reached(found):
    return {each.person: (sorted(each.fields), {way.value: n for way, n in each.ways.items()}) for each in found.people}


def noted(name, subject, by, at=AT, **data):
    with transaction.atomic():
        record(name, subject=subject, by=by, at=at, data=data)


def ran(**options):
    out = StringIO()
    call_command("breach_report", stdout=out, **{"since": "2026-06-10", "until": "2026-06-10", **options})
    return out.getvalue()


# --- what the journal tells --------------------------------------------------


def test_whose_data_were_opened_and_changed_within_the_window_and_by_this_account_alone(thief):
    rini, sari, other = PersonFactory(), PersonFactory(name="Sari Contoh"), PersonFactory(name="Lain")
    view_person(rini, reason="contact", by=thief, at=AT)
    view_person(rini, reason="contact", by=thief, at=AT + HOUR)
    change_person(sari, by=thief, at=AT, phone="+6281200000001")
    view_person(other, reason="contact", by=UserFactory(), at=AT)
    view_person(other, reason="contact", by=thief, at=AT - timedelta(seconds=1))
    view_person(other, reason="contact", by=thief, at=AT + 2 * HOUR)

    found = report(thief)

    person = "organisations.Person"
    assert reached(found) == {
        rini.pk: ([f"{person}.birth_on", f"{person}.email", f"{person}.phone"], {"opened": 2}),
        sari.pk: ([f"{person}.phone"], {"handled": 1}),
    }
    first = found.people[0]
    assert (first.first_at, first.last_at, found.events) == (AT, AT + HOUR, 3)


def test_a_nik_that_was_read_or_entered_is_named(thief):
    person = PersonFactory()
    set_nik(person, nik=NIK, is_confirmed=True, by=thief, at=AT)
    view_nik(person, why="Mencocokkan di loket.", by=thief, at=AT)

    assert reached(report(thief)) == {person.pk: (["organisations.Person.nik_sealed"], {"handled": 1, "opened": 1})}


def test_rows_of_other_rooms_lead_to_their_person(thief):
    member = MembershipFactory()
    add_member(InstitutionFactory(), member.person, starts_on=AT.date(), by=thief, at=AT)
    enrolment, application = EnrolmentFactory(), ApplicationFactory(sent=True)
    noted("enrolment.confirmed", enrolment, thief)
    noted("application.item_accepted", application, thief)

    found = reached(report(thief))

    applicant = application.applicant.person.pk
    assert sorted(found) == sorted([member.person_id, enrolment.person_id, applicant])
    assert found[applicant][0] == ["registration.Application.chair_name", "registration.Application.reason"]
    assert {way for _fields, ways in found.values() for way in ways} == {"handled"}


def test_who_was_merged_meanwhile_is_told_once_under_the_entry_that_stayed(thief):
    gone, kept = PersonFactory(), PersonFactory(name="Tetap")
    view_person(gone, reason="contact", by=thief, at=AT)
    view_person(kept, reason="contact", by=thief, at=AT)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])

    assert {each.person: each.ways.total() for each in report(thief).people} == {kept.pk: 2}


def test_what_was_deleted_since_does_not_stand_in_the_way(thief):
    enrolment = EnrolmentFactory()
    noted("enrolment.confirmed", enrolment, thief)
    enrolment.delete()

    assert (report(thief).events, report(thief).people) == (1, ())


# --- sheets and screens ------------------------------------------------------


def test_a_sheet_of_people_reached_everybody_of_its_area_without_their_nik(thief, kapuas):
    at_home = PersonFactory(region=kapuas)
    member = MembershipFactory(institution__region=kapuas).person
    PersonFactory(region=RegencyFactory(code="11.01", parent=ProvinceFactory(code="11", name="Aceh")))
    noted("register.exported", thief, thief, kind="people", area="62.03", rows=2)

    found = report(thief)

    assert [each.person for each in found.people] == sorted([at_home.pk, member.pk])
    assert dict(found.by_way()) == {Contact.OPENED: 0, Contact.HANDLED: 0, Contact.EXPORTED: 2}
    fields = {name for each in found.people for name in each.fields}
    assert ("organisations.Person.phone" in fields, "organisations.Person.nik_sealed" in fields) == (True, False)


def test_a_sheet_of_institutions_reached_nobody(thief, kapuas):
    PersonFactory(region=kapuas)
    noted("register.exported", thief, thief, kind="institutions", area="", rows=9)

    assert (report(thief).people, report(thief).in_reach) == ((), 1)


def test_in_reach_of_screens_are_those_whom_the_roles_of_the_window_showed(kapuas):
    account = UserFactory(is_active=False)  # closed since
    PersonFactory(region=kapuas)
    RoleGrantFactory(user=account, region=kapuas, starts_on=AT.date() - timedelta(days=9), ends_on=AT.date())
    institution = InstitutionFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas"))
    MembershipFactory(institution=institution)

    counts = [
        people_in_reach(account, since=AT - timedelta(days=back), until=AT - timedelta(days=back)).count()
        for back in (20, 2, 0)
    ]
    RoleGrantFactory(user=account, institution_admin=True, institution=institution, starts_on=AT.date())

    assert counts == [0, 1, 0]
    assert people_in_reach(account, since=AT, until=AT).count() == 1


# --- the command -------------------------------------------------------------


@time_machine.travel(AT + 3 * HOUR, tick=False)
def test_the_command_tells_counts_ids_and_a_letter_and_no_name_or_nik(thief, settings):
    settings.BASE_URL = "https://pilar.example"
    person = PersonFactory(name="Rini Contoh", phone="+6281234567890")
    set_nik(person, nik=NIK, is_confirmed=False, by=thief, at=AT)
    view_person(person, reason="contact", by=thief, at=AT + HOUR)

    said = ran(account="KAPUAS@contoh.id")

    assert f"person ids: {person.pk}\n" in said
    assert "people reached: 1\n" in said
    assert "first 10 Juni 2026 pukul 09.00 WIB\n" in said
    assert "Data apa: NIK, alamat surel, nomor telepon, tanggal lahir." in said
    assert "antara 10 Juni 2026 pukul 09.00 WIB dan 10 Juni 2026 pukul 10.00 WIB" in said
    assert "https://pilar.example/data-saya/" in said
    assert "due until 13 Juni 2026 pukul 12.00 WIB" in said
    assert [word for word in ("Rini", NIK, "81234567890") if word in said] == []


def test_the_list_is_written_once_for_its_owner_alone(thief, tmp_path):
    person, path = PersonFactory(), tmp_path / "daftar.csv"
    view_person(person, reason="contact", by=thief, at=AT)

    ran(account=str(thief.pk), csv=path)

    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["person"], row["code"], row["ways"], row["contacts"]) == (str(person.pk), person.code, "opened", "1")
    assert (row["first_at"], path.stat().st_mode & 0o777) == (AT.isoformat(), 0o600)
    with pytest.raises(CommandError, match="cannot be written"):
        ran(account=str(thief.pk), csv=path)


def test_that_a_report_was_made_is_kept(thief):
    ran(account=str(thief.pk))

    event = Event.objects.get(name="account.breach_reported")
    assert (event.subject_id, event.by_id, event.data["people"]) == (str(thief.pk), None, 0)
    assert (event.data["since"], event.data["until"]) == ("2026-06-10T00:00:00+07:00", "2026-06-11T00:00:00+07:00")


@pytest.mark.parametrize("account", ["tidak@ada.id", "0812 3456 7890", "999999", *map(encodable, NAUGHTY)])
def test_an_unknown_account_is_said_to_be_unknown(account):
    with pytest.raises(CommandError, match="no such account"):
        ran(account=account)


def test_an_account_is_found_by_its_phone_number():
    user = UserFactory(email=None, phone="+6281234567890")

    assert f"account {user.pk}," in ran(account="0812 3456 7890")


@pytest.mark.parametrize("moment", ["kemarin", "2026-02-30", "2026-06-10T25:00", "", "9999-12-31"])
def test_a_moment_that_is_none_is_said_so(thief, moment):
    with pytest.raises(CommandError, match=r"is no moment|must be later"):
        ran(account=str(thief.pk), since=moment, until="2026-06-10")


@pytest.mark.parametrize("moment", ["2026-06-10T00:00", "2026-06-10T00:00+07:00"])
def test_a_window_that_ends_before_it_begins_is_refused(thief, moment):
    with pytest.raises(CommandError, match="must be later"):
        ran(account=str(thief.pk), since="2026-06-10", until=moment)
