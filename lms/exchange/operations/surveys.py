"""A walk over a whole sheet: a plan for every row and, in the run, its writing. Check and run are this one walk."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lms.exchange.enums import FindingKind, Outcome
from lms.exchange.models import ImportFinding, ImportRun
from lms.exchange.operations.files import open_run
from lms.exchange.planning import PLANNERS, Plan, Setting, setting_of
from lms.exchange.planning.plans import NIK
from lms.exchange.rules import Repair, looks_rounded, masked, repaired, typed_row, xlsx_row
from lms.exchange.rules.cells import cell
from lms.exchange.rules.findings import shown
from lms.exchange.tables import Table, data_rows, headed
from lms.exchange.words import reason
from lms.exchange.writing import Pen, write_batch
from lms.refusal import Refusal

BATCH = 500
MOST_ERRORS = 5_000  # kept to be read; all are counted
CHANGED_FIELD = "changed_field"
MOST_OF_A_CODE = 200  # different repairs of one type, and changed fields, kept to be read

Report = Callable[[int], None]


@dataclass
class Survey:
    """What a walk came to."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    tallies: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    findings: list[ImportFinding] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    obstacle: str = ""
    _kept: Counter[tuple[str, str]] = field(default_factory=Counter)
    _hash: Any = field(default_factory=hashlib.sha256)
    _places: dict[tuple[str, ...], ImportFinding] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return str(self._hash.hexdigest())

    def fingerprint(self, plan: Plan) -> None:
        self._hash.update(plan.fingerprint())

    def add(self, plan: Plan, setting: Setting) -> None:
        self.counts[plan.outcome] += 1
        for problem in plan.problems:
            code, values = problem.reason.code, dict(problem.reason.values)
            self._note(FindingKind.ERROR, plan.row, problem.column, code, values=values)
        if plan.outcome not in (Outcome.NEW, Outcome.CHANGED):
            return
        for doubt in plan.doubts:
            after = masked(NIK, plan.values[NIK])
            self._note(FindingKind.DOUBT, plan.row, doubt.column, doubt.reason.code, after=after)
        for each in plan.typed.repairs:
            self._once(plan.row, each.column, each.repair)
        if plan.outcome == Outcome.CHANGED:
            self._note_changes(plan, setting)

    def note_headers(self, setting: Setting) -> None:
        for repair in setting.mapping.repairs:
            self._once(setting.mapping.header_rows[0], "", repair)

    def _once(self, row: int, column: str, repair: Repair) -> None:
        """The same repair in many cells is one line, with their number."""
        place = (column, repair.code, repair.before, repair.after)
        if place in self._places:
            self._places[place].count += 1
            self.tallies[FindingKind.REPAIR][repair.code] += 1
        elif found := self._note(
            FindingKind.REPAIR, row, column, repair.code, before=repair.before, after=repair.after
        ):
            self._places[place] = found

    def _note(self, kind: FindingKind, row: int, column: str, code: str, **values: Any) -> ImportFinding | None:
        self.tallies[kind][code] += 1
        shelf = (kind, "" if kind == FindingKind.ERROR else code)
        if self._kept[shelf] >= (MOST_ERRORS if kind == FindingKind.ERROR else MOST_OF_A_CODE):
            return None
        self._kept[shelf] += 1
        self.findings.append(ImportFinding(kind=kind, row=row, column=column[:200], code=code, **values))
        return self.findings[-1]

    def _note_changes(self, plan: Plan, setting: Setting) -> None:
        if self._kept[(FindingKind.CHANGE, CHANGED_FIELD)] >= MOST_OF_A_CODE:
            return
        before, after = _in_words(plan, setting, plan.before), _in_words(plan, setting, plan.values)
        for name, attribute in fields_of(setting.kind).items():
            if attribute in plan.values:
                words = {"before": masked(name, before[name])[:80], "after": masked(name, after[name])[:80]}
                self._note(FindingKind.CHANGE, plan.row, setting.mapping.label(name), CHANGED_FIELD, **words)


def fields_of(kind: str) -> dict[str, str]:
    """Column → field of the model, for whatever a sheet of this kind can change."""
    return {**PLANNERS[kind].fields, "work_area": "work_area", "nik": NIK}


def _in_words(plan: Plan, setting: Setting, source: dict[str, Any]) -> dict[str, str]:
    """A plan's values as an export would write them; the NIK that was there before is not opened for this."""
    values = {name: source[attribute] for name, attribute in fields_of(setting.kind).items() if attribute in source}
    if source is plan.before and values.get("nik"):
        values["nik"] = "…"
    if district := values.get("district"):
        values.setdefault("regency", district[:5])
    written = map(shown, xlsx_row(setting.kind, values, setting.lookups))
    return dict(zip(setting.columns, written, strict=True))


def batches(rows: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def survey(run: ImportRun, *, pen: Pen | None = None, report: Report = lambda rows: None) -> Survey:
    """Walk over the sheet of ``run``. With a ``pen``, inside the transaction of the run, what is planned is written."""
    found = Survey()
    with ExitStack() as open_files:
        try:
            table = open_files.enter_context(open_run(run))
            mapping = headed(table, run.kind)
        except Refusal:  # it could be read when it was uploaded
            found.obstacle = "file_lost"
            return found
        setting = setting_of(run.kind, run.by, mapping, is_locking=pen is not None)
        if pen is not None:
            pen.taken_numbers = numbers_in(table, setting)
        found.note_headers(setting)
        _walk(run, table, setting, found, pen, report)
    return found


def _walk(run: ImportRun, table: Table, setting: Setting, found: Survey, pen: Pen | None, report: Report) -> None:
    planner, ends = PLANNERS[run.kind](setting), []
    for rows in batches(typed_row(row, setting.mapping, setting.lookups) for row in data_rows(table, setting.mapping)):
        ends += [nik[-1] for row in rows if (nik := row.values.get("nik"))]
        plans = planner.plan(rows)
        _settle(plans, run, found, pen)
        for plan in plans:
            found.add(plan, setting)
        report(found.counts.total())
    if looks_rounded(ends):
        found.obstacle = "niks_rounded"


def _settle(plans: list[Plan], run: ImportRun, found: Survey, pen: Pen | None) -> None:
    """Fingerprint what is planned, then write it. A row the database refused once stays refused in every later walk."""
    for plan in plans:
        if (words := run.refused.get(str(plan.row))) and plan.outcome != Outcome.ERROR:
            plan.refuse_for(plan.mapping.columns[0].column.field, reason("register_refuses", sentence=words))
        found.fingerprint(plan)
    if pen is None:
        return
    sound = {plan.row for plan in plans if plan.outcome != Outcome.ERROR}
    write_batch(plans, pen)
    for plan in plans:
        if plan.row in sound and plan.outcome == Outcome.ERROR:
            found.refused[str(plan.row)] = str(dict(plan.problems[-1].reason.values)["sentence"])


def numbers_in(table: Table, setting: Setting) -> frozenset[str]:
    """Register numbers the sheet speaks of anywhere: none of them is given to somebody else meanwhile."""
    column = next((each for each in setting.mapping.columns if each.column.field == "number"), None)
    if column is None:
        return frozenset()
    cells = (cell(row, column) for row in data_rows(table, setting.mapping))
    return frozenset(repaired(column.column, value, setting.lookups).value or "" for value in cells)
