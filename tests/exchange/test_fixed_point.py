"""Whatever lies in the register: what an export wrote, an import reads back without a change and without an error."""

import io
import os
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.exchange.enums import FileFormat, SheetKind
from lms.exchange.operations import export_register, upload_import
from lms.exchange.rules import normalised
from lms.exchange.rules.numbers import is_scientific
from lms.organisations.enums import Level, Owner, Position, Sex
from lms.organisations.models import Institution, Membership, Person
from tests.exchange.sheets import AT, counts
from tests.naughty import NAUGHTY

EXAMPLES = settings(
    max_examples=300 if os.environ.get("PILAR_CAMPAIGN") == "full" else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# What forms let in: normalised, without control characters, not empty.
LETTERS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1, max_size=40)
SPECIAL = [
    *("=1+1", "+62", "-", "--", "@nama", "'petik", "''", "'=1+1", "-5", "00123", "1e9", "NIK", "a;b", 'a"b', "a,b"),
    *(
        "Ibu 'Ani",
        "\u00e9cole",
        "e\u0301cole",
        "ﬁ",
        "İ",
        "ß",
        "ｆｕｌｌ",
        "１２",
        "＝1",
        "TRUE",
        "#N/A",
        "12/05/2020",
        "nan",
    ),
]
WORDS = st.one_of(LETTERS, st.sampled_from(SPECIAL), st.sampled_from(NAUGHTY))
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
PHONES = st.integers(10**7, 10**11).map(lambda number: f"+628{number}")


def sane(text, most):
    """As forms let it in. What looks like 6.2E+15 is refused on reading, by design: digits are gone there."""
    kept = normalised("".join(each for each in text if each.isprintable() and not "\ud800" <= each <= "\udfff"))
    cut = normalised(kept[:most])
    return "" if is_scientific(cut) else cut


def names(most=150):
    return WORDS.map(lambda text: sane(text, most)).filter(bool)


def texts(most):
    return WORDS.map(lambda text: sane(text, most))


INSTITUTIONS = st.fixed_dictionaries(
    {
        "name": names(),
        "short_name": texts(40),
        "level": st.sampled_from(Level.values),
        "owner": st.sampled_from(Owner.values),
        "is_legal_entity": st.booleans(),
        "status": st.sampled_from(["active", "inactive", "frozen"]),
        "founded_year": st.none() | st.integers(1800, 2100),
        "deed_number": texts(40),
        "deed_on": st.none() | DAYS,
        "notary": texts(150),
        "decree_number": texts(60),
        "npwp": st.sampled_from(["", "012345678901234", "0123456789012345"]),
        "nib": st.sampled_from(["", "0123456789012"]),
        "village": texts(80),
        "address": texts(300),
        "phone": st.just("") | PHONES,
        "email": st.sampled_from(["", "lks@contoh.id", "a+b@contoh.co.id"]),
        "capacity": st.none() | st.integers(0, 1_000_000),
        "region_id": st.sampled_from(["62.03", "62.10"]),
    }
)
PEOPLE = st.fixed_dictionaries(
    {
        "name": names(),
        "sex": st.sampled_from(Sex.values),
        "birth_place": texts(80),
        "birth_on": st.none() | DAYS,
        "nip": st.sampled_from(["", "198807052010012003"]),
        "phone": st.just("") | PHONES,
        "email": st.sampled_from(["", "siti@contoh.id"]),
        "region_id": st.sampled_from(["62.03", "62.10"]),
    }
)


def returned(kind, file_format, officer):
    """What the import of an export comes to: its counts, and the codes of its errors."""
    file, _rows = export_register(kind, file_format, area="", by=officer, at=AT)
    with file:
        content = io.BytesIO(file.read())
    run = upload_import(content, name=f"data.{file_format}", kind=kind, by=officer, at=AT)
    assert list(run.findings.values_list("row", "column", "code", "before", "after")) == []
    return counts(run)


@pytest.mark.parametrize("file_format", FileFormat)
@EXAMPLES
@given(rows=st.lists(INSTITUTIONS, min_size=1, max_size=5))
def test_institutions_come_back_as_they_went(province_officer, land, file_format, rows):
    with transaction.atomic():
        for number, row in enumerate(rows):
            made = Institution.objects.create(number=f"X-{number}", kind=land["kind"], **row)
            made.work_area.set(["62.03", "63.03"][: number % 3])

        assert returned(SheetKind.INSTITUTIONS, file_format, province_officer) == (0, 0, len(rows), 0)
        transaction.set_rollback(True)


@pytest.mark.parametrize("file_format", FileFormat)
@EXAMPLES
@given(rows=st.lists(PEOPLE, min_size=1, max_size=5))
def test_people_come_back_as_they_went(province_officer, file_format, rows):
    with transaction.atomic():
        for row in rows:
            Person.objects.create(**row)

        assert returned(SheetKind.PEOPLE, file_format, province_officer) == (0, 0, len(rows), 0)
        transaction.set_rollback(True)


MEMBERSHIPS = st.fixed_dictionaries(
    {
        "who": st.integers(0, 1),
        "position": st.sampled_from(Position.values),
        "starts_on": st.dates(date(2020, 1, 1), date(2020, 1, 2)),
        "ends_on": st.dates(date(2021, 1, 1), date(2021, 1, 2)),
        "decree_number": texts(80),
        "decree_on": st.none() | DAYS,
        "member_number": texts(40),
        "is_primary": st.booleans(),
    }
)


@pytest.mark.parametrize("file_format", FileFormat)
@EXAMPLES
@given(rows=st.lists(MEMBERSHIPS, min_size=1, max_size=6), open_one=st.booleans())
def test_memberships_come_back_as_they_went(province_officer, land, file_format, rows, open_one):
    with transaction.atomic():
        institution = Institution.objects.create(number="X-1", name="LKS", kind=land["kind"], region_id="62.03")
        people = [Person.objects.create(name=name, sex="female", region_id="62.03") for name in ("Siti", "Sri")]
        for row in rows:
            plain = {name: value for name, value in row.items() if name != "who"}
            Membership.objects.create(person=people[row["who"]], institution=institution, kind=land["kind"], **plain)
        if open_one:
            Membership.objects.create(person=people[0], institution=institution, starts_on=date(2020, 1, 1))

        assert returned(SheetKind.MEMBERSHIPS, file_format, province_officer) == (0, 0, len(rows) + open_one, 0)
        transaction.set_rollback(True)
