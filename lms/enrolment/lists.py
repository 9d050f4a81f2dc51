"""Finds the members a pasted or uploaded list of names speaks of, and says of each row what is the matter."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lms.cohorts.models import Cohort
from lms.enrolment.candidates import MemberRow, member_rows
from lms.enrolment.rules.names import WORDS, AskedRow, key_of
from lms.organisations.encryption import lookup_hashes
from lms.organisations.models import Membership
from lms.organisations.rules.nik import masked
from lms.refusal import Reason


@dataclass(frozen=True)
class ListRow:
    """One row of the list: whom it means, or why nobody; and what stands against sending her."""

    number: int
    shown: str
    row: MemberRow | None
    problem: Reason | None = None

    @property
    def is_ready(self) -> bool:
        return self.row is not None and self.problem is None and not self.row.against

    @property
    def reasons(self) -> tuple[Reason, ...]:
        if self.problem is not None:
            return (self.problem,)
        return self.row.against if self.row else ()


def list_rows(cohort: Cohort, asked: Sequence[AskedRow], members: QuerySet[Membership], *, on: date) -> list[ListRow]:
    """In a fixed number of queries. Who is outside ``members`` is unknown, whatever her NIK: nothing leaks here."""
    found = _found(asked, members)
    means = [_meant(row, found) for row in asked]
    people = {member.pk: member for member in means if isinstance(member, Membership)}
    rows = {int(row.value): row for row in member_rows(cohort, list(people.values()), on=on)}
    first: dict[int, int] = {}
    shown = []
    for row, meant in zip(asked, means, strict=True):
        if isinstance(meant, Reason):
            shown.append(ListRow(row.number, _shown(row), None, meant))
            continue
        before = first.setdefault(meant.person_id, row.number)
        twice = Reason("row_twice", WORDS["row_twice"], (("row", before),)) if before != row.number else None
        shown.append(ListRow(row.number, meant.person.name, rows[meant.pk], twice))
    return shown


@dataclass(frozen=True)
class _Found:
    by_nik: dict[str, list[Membership]]
    by_code: dict[str, list[Membership]]
    by_name: dict[str, list[Membership]]


def _found(asked: Sequence[AskedRow], members: QuerySet[Membership]) -> _Found:
    """Two queries for all rows of the list; one when no row is known by its name alone."""
    hashes = {row.nik: lookup_hashes(row.nik) for row in asked if row.nik}
    wanted = Q(person__nik_lookup__in=[each for keys in hashes.values() for each in keys])
    wanted |= Q(person__code__in=[row.code for row in asked if row.code])
    names = {key_of(row.name) for row in asked if row.name and not (row.nik or row.code)} - {""}
    if names:
        spelt = members.order_by().values_list("pk", "person__name")
        wanted |= Q(pk__in=[key for key, name in spelt if key_of(name) in names])
    by_hash, by_code, by_name = defaultdict(list), defaultdict(list), defaultdict(list)
    for member in members.filter(wanted).order_by("-is_primary", "pk"):
        by_code[member.person.code].append(member)
        by_name[key_of(member.person.name)].append(member)
        if member.person.nik_lookup:
            by_hash[member.person.nik_lookup].append(member)
    by_nik = {nik: [member for key in keys for member in by_hash[key]] for nik, keys in hashes.items()}
    return _Found(by_nik, by_code, by_name)


def _meant(row: AskedRow, found: _Found) -> Membership | Reason:
    if row.is_garbled:
        return _reason("digits_lost")
    if row.nik:
        return _one(found.by_nik[row.nik], row, "nik_unknown")
    if row.code:
        return _one(found.by_code.get(row.code, []), row, "code_unknown")
    if key_of(row.name):
        return _one(found.by_name.get(key_of(row.name), []), row, "name_unknown")
    return _reason("row_empty")


def _one(members: Sequence[Membership], row: AskedRow, unknown: str) -> Membership | Reason:
    """The one person meant; of her memberships the one in the institution of the row, else the main one."""
    wanted = key_of(row.institution)
    there = [member for member in members if wanted and wanted in key_of(member.institution.name)]
    members = there or members
    if not members:
        return _reason(unknown)
    return members[0] if len({member.person_id for member in members}) == 1 else _reason("several")


def _reason(code: str) -> Reason:
    return Reason(code, WORDS[code])


def _shown(row: AskedRow) -> str:
    """What the reader recognises her row by; a NIK only masked."""
    return row.name or row.code or (masked(row.nik) if row.nik else "")
