"""The lines of the forms as plain values, as a cohort freezes them. Keys stay through edits, copies and clones."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from content.audience import ppks_kinds
from content.course_forms.enums import AnswerKind, Form

MAX_LINES = 20
MAX_LETTERS = 200


@dataclass(frozen=True)
class EvaluationLine:
    """``about``: trainer or organiser. ``kind``: scale (1 to 5) or text."""

    key: str
    about: str
    text: str
    kind: str

    def to_data(self) -> dict[str, Any]:
        return {"key": self.key, "about": self.about, "text": self.text, "kind": self.kind}


@dataclass(frozen=True)
class RtlLine:
    """``kind``: text, date, number or choice; only a choice has ``choices``, each what is kept and what is shown."""

    key: str
    label: str
    kind: str
    help: str
    choices: tuple[tuple[str, str], ...] = ()

    def to_data(self) -> dict[str, Any]:
        data = {"key": self.key, "label": self.label, "kind": self.kind, "help": self.help}
        return data | ({"choices": [list(pair) for pair in self.choices]} if self.kind == AnswerKind.CHOICE else {})


def evaluation_lines(stream: Any, *, about: Form) -> Iterator[EvaluationLine]:
    """``about`` comes first in each key: both parts of an evaluation may have a line of advice."""
    for line in stream:
        yield EvaluationLine(f"{about}-{line.id}", str(about), line.value, line.block_type)


def rtl_lines(stream: Any) -> Iterator[RtlLine]:
    for line in stream:
        kind = line.block_type
        choices: tuple[tuple[str, str], ...] = ()
        if kind == "ppks":  # the kinds of the register, by their codes
            kind, choices = str(AnswerKind.CHOICE), tuple(ppks_kinds())
        elif kind == AnswerKind.CHOICE:
            choices = tuple((option, option) for option in line.value["options"])
        yield RtlLine(line.id, line.value["label"], kind, line.value["help"] or "", choices)
