from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import ParagraphField
from lms.cohorts import rules
from lms.cohorts.enums import SessionKind
from lms.cohorts.forms.grid import Offers
from lms.cohorts.models import Cohort, Session
from lms.cohorts.operations import GridLine, Line, session_of
from lms.cohorts.pasting import Ground, PastedLine, read_rows, reasons_against_rows, rows_of
from lms.refusal import Reason

LONGEST = 50_000


@dataclass(frozen=True)
class Reading:
    """What a pasted text comes to: its lines, what is wrong with each, and the whole timetable they would make."""

    lines: list[PastedLine]
    reasons: tuple[Reason, ...]
    timetable: list[GridLine]

    @property
    def is_clear(self) -> bool:
        return not self.reasons and not any(line.reasons for line in self.lines)

    @property
    def unclear(self) -> int:
        return sum(bool(line.reasons) for line in self.lines)


class PasteForm(forms.Form):
    """Lines copied from a sheet: day, begins, ends, subject, sort, room, trainers, group, with tabs between them."""

    text = ParagraphField(
        label=_("Lines from your sheet"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Mark the rows in your sheet, copy them and paste them here."),
    )
    replaces = forms.BooleanField(
        label=_("Replace the timetable that is there"),
        required=False,
        help_text=_("Otherwise the new lines are added to it."),
    )
    version = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)

    def read(self, cohort: Cohort) -> Reading:
        """Read the text against the cohort. Writes nothing."""
        rows = rows_of(self.cleaned_data["text"])
        if reasons := reasons_against_rows(rows):
            return Reading([], reasons, [])
        offers = Offers.of(cohort)
        trainers = {" ".join(name.casefold().split()): int(pk) for pk, name in offers.trainers}
        lines = read_rows(rows, Ground(cohort.facts(), offers.titles, trainers))
        clear = [line for line in lines if not line.reasons]
        present = [] if self.cleaned_data["replaces"] else list(cohort.sessions.with_trainers())
        new = [GridLine(Line(**line.values), trainers=line.trainers) for line in clear]  # type: ignore[typeddict-item]
        facts = [session.facts() for session in present]
        facts += [session_of(cohort, each.line).facts() for each in new]
        told = rules.reasons_by_line(facts, cohort.facts())
        for line, found in zip(clear, told[len(present) :], strict=True):
            line.reasons += found
        above = tuple(reason for found in told[: len(present)] for reason in found)
        kept = [_kept(session) for session in present]
        return Reading(lines, (*above, *rules.reasons_against_number(len(facts))), [*kept, *new])


def _kept(session: Session) -> GridLine:
    line = Line(
        kind=SessionKind(session.kind),
        module_code=session.module_code,
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        method=session.method,
        room=session.room,
        link=session.link,
        group=session.group,
    )
    return GridLine(line, session.pk, frozenset(row.trainer_id for row in session.trainers.all()))


def answer_of(form: PasteForm) -> dict[str, Any]:
    """What the second step sends again, unseen."""
    return {name: form.cleaned_data[name] for name in ("text", "replaces", "version")}
