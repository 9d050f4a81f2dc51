import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from lms.exchange.enums import Outcome
from lms.exchange.rules import CellProblem, Mapping, TypedRow
from lms.exchange.words import reason
from lms.organisations.encryption import lookup_hashes
from lms.refusal import Reason

NIK = "nik"  # among the values of a plan: in clear, and only in memory


@dataclass
class Plan:
    """What one row comes to. ``values`` and ``before``: names of model fields, and only what the row changes."""

    typed: TypedRow
    mapping: Mapping
    outcome: Outcome = Outcome.UNCHANGED
    target: Any = None  # the row of the register: there already, or made by the writer
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    doubts: list[CellProblem] = field(default_factory=list)
    nik_lookup: str = ""  # the keyed hash of a NIK among the values

    @property
    def row(self) -> int:
        return self.typed.number

    def refuse(self, name: str, code: str, **values: Any) -> None:
        self.refuse_for(name, reason(code, **values))

    def refuse_for(self, name: str, why: Reason) -> None:
        self.outcome = Outcome.ERROR
        self.problems.append(CellProblem(name, self.mapping.label(name), why))

    def doubt(self, name: str, why: Reason) -> None:
        self.doubts.append(CellProblem(name, self.mapping.label(name), why))

    def fingerprint(self) -> bytes:
        """The same for the same effect on the same row of the register; says nothing about anybody by itself."""
        values = {**self.values, NIK: self.nik_lookup} if NIK in self.values else self.values
        codes = [(each.field, each.reason.code) for each in (*self.problems, *self.doubts)]
        target = self.target.pk if self.target is not None and self.outcome != Outcome.NEW else None
        parts = [self.row, self.outcome, target, sorted(values.items()), sorted(self.before.items()), codes]
        return hashlib.sha256(json.dumps(parts, cls=DjangoJSONEncoder).encode()).digest()


def begin(typed: TypedRow, mapping: Mapping) -> Plan:
    plan = Plan(typed, mapping)
    if typed.problems:
        plan.outcome, plan.problems = Outcome.ERROR, list(typed.problems)
    return plan


def name_key(name: str) -> str:
    """Names that are the same when case and spaces do not count; as ``search_text`` of the database."""
    return "".join(name.lower().split())


def filled(rows: Iterable[TypedRow], name: str) -> set[Any]:
    """The values of a column that are there, among rows that can be read."""
    return {row.values[name] for row in rows if not row.problems and row.values.get(name)}


def hashes_in(rows: Iterable[TypedRow]) -> dict[str, tuple[str, ...]]:
    """For each NIK of a batch what to search for; computed once, since each needs the key ring."""
    return {nik: lookup_hashes(nik) for nik in filled(rows, NIK)}
