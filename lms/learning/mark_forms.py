"""What a device sends later, read and cleaned."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext_lazy as _

from lms.learning.enums import MarkKind
from lms.learning.receiving import MAX_MARKS, Mark
from lms.refusal import Reason, Refusal

MAX_FILE_BYTES = 500_000
LARGEST_ID = 2**63 - 1  # what the database still holds

NOT_READABLE = Reason("marks_not_readable", _("This is not a list of things done in lessons. Nothing was changed."))
TOO_MANY = Reason(
    "too_many_marks",
    _("More than %(limit)s at once are not taken. Nothing was changed. Send them in parts."),
    (("limit", MAX_MARKS),),
)
NO_MARK = Reason("no_mark", _("This entry is not complete, so it cannot be saved."))


class MarkForm(forms.Form):
    """One mark, as a device writes it."""

    key = forms.UUIDField()
    kind = forms.ChoiceField(choices=MarkKind)
    enrolment = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    lesson = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    block = forms.CharField(max_length=36, required=False)
    choice = forms.IntegerField(min_value=0, max_value=100, required=False)
    at = forms.CharField(max_length=40)

    def clean_at(self) -> datetime:
        return moment(self.cleaned_data["at"])

    def clean(self) -> None:
        data = super().clean() or {}
        kind = data.get("kind")
        if kind == MarkKind.FINISH and data.get("block"):
            raise ValidationError(str(NO_MARK))
        if kind in {MarkKind.PLACE, MarkKind.ANSWER} and not data.get("block"):
            raise ValidationError(str(NO_MARK))
        if (kind == MarkKind.ANSWER) != (data.get("choice") is not None):
            raise ValidationError(str(NO_MARK))

    def mark(self) -> Mark:
        data = self.cleaned_data
        return Mark(
            key=data["key"],
            kind=MarkKind(data["kind"]),
            enrolment_id=data["enrolment"],
            lesson_id=data["lesson"],
            made_at=data["at"],
            block=data["block"],
            choice=data["choice"],
        )


@dataclass(frozen=True)
class Parcel:
    """What arrived: for each entry its key as sent, and the mark, or why it is none."""

    device_now: datetime | None
    marks: tuple[tuple[str, Mark | Reason], ...]


def moment(text: Any) -> datetime:
    """A moment with its zone; a device that leaves the zone out tells no time."""
    try:
        found = parse_datetime(str(text))
        if found is not None and is_aware(found):
            return found.astimezone(UTC)
    except (ValueError, OverflowError):  # well formed, such as the 31st of February, or outside the calendar in UTC
        pass
    raise ValidationError(str(NO_MARK))


def read_marks(body: bytes) -> Parcel:
    """Raises Refusal when it is no list of marks or too long a one; a single bad entry spoils only itself."""
    try:
        told = json.loads(body)
        entries = told["marks"]
        now = moment(told["now"]) if "now" in told else None
    except (ValueError, RecursionError, TypeError, KeyError, ValidationError):
        raise Refusal([NOT_READABLE]) from None
    if not isinstance(entries, list):
        raise Refusal([NOT_READABLE])
    if len(entries) > MAX_MARKS:
        raise Refusal([TOO_MANY])
    return Parcel(now, tuple(map(_read, entries)))


def _read(entry: Any) -> tuple[str, Mark | Reason]:
    if not isinstance(entry, dict) or set(entry) - set(MarkForm.base_fields):
        return "", NO_MARK
    form = MarkForm({name: str(value) for name, value in entry.items() if value is not None})
    key = str(entry.get("key", ""))[:36]
    return key, form.mark() if form.is_valid() else NO_MARK


class MarkFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of what was not sent"),
        help_text=_("The file that the phone saved under “Not yet sent”. It ends in .json."),
    )

    def clean_file(self) -> Parcel:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise ValidationError(_("This file is too large. It is not the one that the phone saved."))
        try:
            return read_marks(file.read())
        except Refusal as refusal:
            raise ValidationError([str(reason) for reason in refusal.reasons]) from None
