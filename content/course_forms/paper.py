"""The forms as they are printed, for rooms without telephones: what is rated, ticked and written, in its order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from content.course_forms.enums import AnswerKind, Form
from content.course_forms.lines import EvaluationLine, RtlLine

POINTS = {1: _("very poor"), 2: _("poor"), 3: _("fair"), 4: _("good"), 5: _("very good")}
MAX_BOXES = 10  # of a longer list one writes the name
ADVICE_LINES, PLAN_LINES = 4, 2  # to write on by hand
NO_NAME = _("Do not write your name. Tick one box in each row: %(points)s. Leave empty what does not concern you.")
LEADS = {
    Form.TRAINER: NO_NAME,
    Form.ORGANISER: NO_NAME,
    Form.RTL: _("Write what you will do after this training. Write no name and no NIK of those you serve."),
}
HEADS = {
    Form.TRAINER: (_("Trainer"), _("Subject taught"), _("Date")),
    Form.ORGANISER: (_("Activity"), _("Place"), _("Date")),
    Form.RTL: (_("Name"), _("Institution"), _("Kabupaten or kota"), _("Date")),
}


@dataclass(frozen=True)
class Blank:
    """A line to fill in: rated, ticked in one of its boxes, or written."""

    number: int
    words: str
    kind: str
    help: str = ""
    boxes: tuple[str, ...] = ()
    lines: int = 1

    @property
    def empty_lines(self) -> range:
        return range(self.lines)

    @property
    def is_short(self) -> bool:
        """Two of them stand side by side."""
        return not self.boxes and self.kind in (AnswerKind.DATE, AnswerKind.NUMBER, AnswerKind.CHOICE)


@dataclass(frozen=True)
class Sheet:
    form: Form
    blanks: tuple[Blank, ...]

    @property
    def title(self) -> Any:
        return self.form.label

    @property
    def heads(self) -> tuple[Any, ...]:
        return HEADS[self.form]

    @property
    def lead(self) -> str:
        points = ", ".join(f"{point} = {words}" for point, words in POINTS.items())
        return LEADS[self.form] % {"points": points}

    @property
    def points(self) -> Iterable[int]:
        return POINTS.keys()

    @property
    def parts(self) -> list[tuple[bool, list[Blank]]]:
        """Lines that follow one another and are rated share a table."""
        return [(rated, list(blanks)) for rated, blanks in groupby(self.blanks, lambda b: b.kind == AnswerKind.SCALE)]


def sheets_of(evaluation: Iterable[EvaluationLine], rtl: Iterable[RtlLine]) -> Iterator[Sheet]:
    """A sheet for each form that has lines."""
    evaluation = list(evaluation)
    for form in (Form.TRAINER, Form.ORGANISER):
        about = enumerate((line for line in evaluation if line.about == form), 1)
        if blanks := tuple(Blank(number, line.text, line.kind, lines=ADVICE_LINES) for number, line in about):
            yield Sheet(form, blanks)
    if blanks := tuple(_planned(number, line) for number, line in enumerate(rtl, 1)):
        yield Sheet(Form.RTL, blanks)


def _planned(number: int, line: RtlLine) -> Blank:
    boxes = tuple(words for _kept, words in line.choices) if len(line.choices) <= MAX_BOXES else ()
    lines = PLAN_LINES if line.kind == AnswerKind.TEXT else 1
    return Blank(number, line.label, line.kind, line.help, boxes, lines)
