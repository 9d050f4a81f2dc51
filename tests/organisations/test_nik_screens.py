"""The pages on the NIK: masked everywhere, full only after a reason; and a dump of everything holds none."""

import json
import logging
import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from lms.journal.logs import json_formatter
from lms.journal.models import Event
from lms.organisations.models import Person
from lms.organisations.operations.people import NIK_VIEWS_PER_HOUR, nik_version, open_nik, set_nik, view_nik
from tests.factories.organisations import (
    DistrictFactory,
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.naughty import NAUGHTY, encodable
from tests.organisations.undoing import undone

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
NIK, OTHER = "6203055207900011", "6203055207900012"
SPACED = "6203 0552 0790 0011"
WHY = "Mencocokkan dengan KTP di loket."


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def institution():
    DistrictFactory()
    return InstitutionFactory(region=RegencyFactory())


@pytest.fixture
def person(institution):
    return MembershipFactory(institution=institution, person__birth_on=date(1990, 7, 12)).person


@pytest.fixture
def sealed(person, officer):
    set_nik(person, nik=NIK, is_confirmed=False, by=officer, at=AT)
    return person


def url(name, person):
    return reverse(name, args=[person.pk])


def words(response):
    return response.content.decode()


def nik_of(person):
    return open_nik(Person.objects.get(pk=person.pk))


@pytest.mark.parametrize("typed", [NIK, SPACED, "6203.0552.0790.0011", f"  {NIK} "])
def test_a_nik_is_taken_with_spaces_and_dots_and_shown_masked(login, officer, person, typed):
    client = login(officer)

    sent = client.post(url("nik_edit", person), {"nik": typed})
    page = words(client.get(sent.url))

    assert sent.url == url("nik_edit", person)
    assert nik_of(person) == NIK
    assert "6203********0011" in page
    assert NIK not in page


def test_what_is_no_nik_is_answered_and_never_drawn_again(login, officer, person):
    client = login(officer)

    for typed in ["620305520790001", "62030552079000111", "abcdefgh", "6.2E+15", *map(encodable, NAUGHTY)]:
        response = client.post(url("nik_edit", person), {"nik": typed})
        assert response.status_code == 200
        assert list(response.context["form"].errors) == ["nik"]
        assert len(typed.strip()) < 7 or typed not in words(response)
    assert nik_of(person) == ""


def test_an_institution_enters_and_an_officer_confirms(login, admin, officer, person):
    entered = login(admin)
    entered.post(url("nik_edit", person), {"nik": NIK, "saw_card": "on"})
    assert Person.objects.get(pk=person.pk).nik_confirmed_at is None
    assert entered.post(url("nik_confirm", person), {"version": "x", "saw_card": "on"}).status_code == 403
    version = nik_version(Person.objects.get(pk=person.pk))

    unsure = login(officer).post(url("nik_confirm", person), {"version": version})
    sure = login(officer).post(url("nik_confirm", person), {"version": version, "saw_card": "on"})

    assert list(unsure.context["confirm_form"].errors) == ["saw_card"]
    assert sure.url == url("nik_edit", person)
    assert Person.objects.get(pk=person.pk).nik_confirmed_by == officer


def test_doubts_are_shown_after_saving(login, officer, person):
    client = login(officer)

    client.post(url("nik_edit", person), {"nik": "9999990101800000", "saw_card": "on"})
    response = client.get(url("nik_edit", person))

    assert [reason.code for reason in response.context["doubts"]] == [
        "nik_birth_differs",
        "nik_sex_differs",
        "nik_region_unknown",
        "nik_serial_zero",
    ]
    assert Person.objects.get(pk=person.pk).nik_confirmed_at is None


def test_a_strange_version_confirms_nothing(login, officer, sealed):
    client = login(officer)

    for version in NAUGHTY:
        response = client.post(url("nik_confirm", sealed), {"version": encodable(version), "saw_card": "on"})
        assert response.status_code in {200, 302}
    assert Person.objects.get(pk=sealed.pk).nik_confirmed_at is None


def test_the_holder_of_a_taken_nik_is_named_to_who_sees_her_only(login, officer, admin, sealed, institution):
    other = MembershipFactory(institution=institution).person
    hidden = PersonFactory(name="Rahasia Sekali", region=RegencyFactory(code="63.01", name="Kabupaten Tanah Laut"))
    set_nik(hidden, nik=OTHER, is_confirmed=False, by=officer, at=AT)

    seen = login(officer).post(url("nik_edit", other), {"nik": NIK})
    unseen = [login(user).post(url("nik_edit", other), {"nik": OTHER}) for user in (officer, admin)]

    assert url("person_detail", sealed) in words(seen)
    assert [response.status_code for response in unseen] == [200, 200]
    for response in (seen, *unseen):
        assert "Rahasia" not in words(response)
        assert NIK not in words(response)
        assert OTHER not in words(response)
    assert nik_of(other) == ""


def test_the_full_nik_is_the_answer_to_a_reason(login, officer, sealed):
    client = login(officer)

    silent = client.post(url("nik_view", sealed), {"why": ""})
    told = client.post(url("nik_view", sealed), {"why": WHY})

    assert SPACED not in words(silent)
    assert SPACED in words(told)
    assert "no-store" in told["Cache-Control"]
    assert Event.objects.get(name="person.nik_viewed").data == {"reason": WHY}


def test_a_strange_reason_opens_nothing_or_is_kept_as_it_is(login, officer, sealed):
    client = login(officer)

    for why in NAUGHTY:
        with undone():
            response = client.post(url("nik_view", sealed), {"why": encodable(why)})
            assert response.status_code == 200
            assert (SPACED in words(response)) is Event.objects.filter(name="person.nik_viewed").exists()


def test_after_thirty_in_an_hour_no_more_is_opened(login, officer, sealed):
    for _number in range(NIK_VIEWS_PER_HOUR):
        view_nik(sealed, why=WHY, by=officer, at=AT)

    response = login(officer).post(url("nik_view", sealed), {"why": WHY})

    assert response.status_code == 429
    assert SPACED not in words(response)


@pytest.mark.parametrize("name", ["nik_view", "nik_confirm", "nik_remove"])
def test_the_full_nik_is_for_officers_in_whose_area_the_person_is(login, admin, stranger, sealed, name):
    body = {"why": WHY, "version": nik_version(sealed), "saw_card": "on"}
    reader = RoleGrantFactory(region=sealed.memberships.get().institution.region, can_edit=False).user

    assert login(admin).post(url(name, sealed), body).status_code == 403
    assert login(reader).post(url(name, sealed), body).status_code == 403
    assert login(stranger).post(url(name, sealed), body).status_code == 404
    assert nik_of(sealed) == NIK


def test_an_officer_who_also_runs_an_institution_elsewhere_opens_no_nik_there(login, stranger, sealed, institution):
    RoleGrantFactory(user=stranger, institution_admin=True, institution=institution)
    client = login(stranger)

    assert client.get(url("nik_edit", sealed)).context["is_kept"] is False
    assert client.post(url("nik_view", sealed), {"why": WHY}).status_code == 404


def test_a_nik_is_taken_off_and_given_to_the_right_person(login, officer, sealed, institution):
    right = MembershipFactory(institution=institution).person
    client = login(officer)

    client.post(url("nik_remove", sealed))
    client.post(url("nik_edit", right), {"nik": NIK})

    assert (nik_of(sealed), nik_of(right)) == ("", NIK)


# --- a dump ------------------------------------------------------------------


def dumped():
    """Every cell of every table as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from (cell.hex() if isinstance(cell, bytes) else str(cell) for cell in row)


def test_a_dump_the_journal_and_the_logs_hold_no_nik(login, officer, admin, institution, person, caplog):
    caplog.set_level(logging.DEBUG)
    keeper, helper = login(officer), login(admin)
    niks = [NIK, OTHER, "6203051207850013", "6203055501990014"]
    keeper.post(url("nik_edit", person), {"nik": niks[0], "saw_card": "on"})
    keeper.post(url("nik_edit", person), {"nik": niks[1]})
    keeper.post(url("nik_view", person), {"why": WHY})
    keeper.post(url("nik_view", person), {"why": f"Untuk {niks[1]} di loket"})
    keeper.post(reverse("nik_find"), {"nik": niks[1]})
    new = {"name": "Warga Baru", "sex": "male", "position": "member", "starts_on": "2026-01-01"}
    members = reverse("member_new", args=[institution.pk])
    helper.post(members, {**new, "nik": niks[2], "once_key": str(uuid.uuid4())})
    helper.post(members, {**new, "nik": niks[2], "is_another": "on", "once_key": str(uuid.uuid4())})
    place = {"name": "Lain", "sex": "female", "region": "62.03"}
    keeper.post(reverse("person_new"), {**place, "nik": niks[3], "once_key": str(uuid.uuid4())})

    everything = "\n".join(dumped())

    assert Person.objects.exclude(nik_sealed="").count() == 3
    assert person.name in everything  # the dump holds what it should
    formatter = json_formatter()
    logs = "\n".join(formatter.format(record) for record in caplog.records)
    journal = json.dumps(list(Event.objects.values_list("data", flat=True)))
    for nik in niks:
        for form in (nik, " ".join(nik[i : i + 4] for i in range(0, 16, 4)), bytes(nik, "ascii").hex()):
            assert form not in everything
            assert form not in logs
            assert form not in journal
