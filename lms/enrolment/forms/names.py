from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import ParagraphField
from lms.enrolment.rules.names import MOST_ROWS, AskedRow, asked_rows, rows_of_text
from lms.exchange.tables import Limits, open_table
from lms.exchange.tables.limits import MB
from lms.refusal import Refusal

LIMITS = Limits(upload_bytes=2 * MB, unpacked_bytes=30 * MB, shown_bytes=60 * MB, rows=MOST_ROWS + 100, columns=50)
MOST_LETTERS = 60_000


class NamesForm(forms.Form):
    """A list of names, pasted or in a file. ``rows`` holds what it asks for once the form is valid."""

    names = ParagraphField(
        label=_("Paste the names"),
        max_length=MOST_LETTERS,
        required=False,
        help_text=_(
            "One person in each line: her NIK, her person code, or her name and institution. "
            "You can copy the columns from Excel."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        required=False,
        help_text=_("An Excel workbook (.xlsx) or CSV with the same columns, at most 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    rows: list[AskedRow]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        file, text = cleaned.get("file"), cleaned.get("names", "")
        if not file and not text:
            raise ValidationError(_("Paste the names, or choose a file."), code="nothing")
        self.rows = asked_rows(self._rows_of(file)) if file else asked_rows(rows_of_text(text))
        if not self.rows:
            raise ValidationError(_("There is no name in this list."), code="nobody")
        if len(self.rows) > MOST_ROWS:
            words = _("The list has %(number)s rows; at most %(most)s can be sent at once. Split it.")
            raise ValidationError(words, code="too_many", params={"number": len(self.rows), "most": MOST_ROWS})
        return cleaned

    def _rows_of(self, file: UploadedFile) -> list[tuple[int, tuple[Any, ...]]]:
        try:
            table = open_table(file, name=file.name or "", limits=LIMITS)
            return [(row.number, row.values) for row in table.rows()]
        except Refusal as refusal:
            raise ValidationError([str(reason) for reason in refusal.reasons]) from refusal
