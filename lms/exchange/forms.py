from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms.exchange.enums import FileFormat, SheetKind
from lms.exchange.models import ImportRun
from lms.exchange.operations import to_accept
from lms.exchange.words import sentence
from lms.organisations.models import Region


class UploadForm(forms.Form):
    """Shape of an upload; what is in the file is the operation's business."""

    kind = forms.ChoiceField(label=_("What does the file hold?"), choices=SheetKind.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("An Excel workbook (.xlsx) or CSV, at most 20 MB and 50,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class RunForm(forms.Form):
    """What an officer accepts before a sheet is written."""

    accepted = forms.MultipleChoiceField(
        label=_("Which of these do you accept?"),
        help_text=_("All of them must be accepted. Otherwise correct the file and upload it again."),
        widget=forms.CheckboxSelectMultiple,
    )
    leaves_out_errors = forms.BooleanField(required=False)

    def __init__(self, *args, run: ImportRun, **kwargs):
        super().__init__(*args, **kwargs)
        items = to_accept(run)
        choices = [(code, f"{sentence(code)} ({self._cells(number)})") for code, number in items]
        self.fields["accepted"].choices = choices  # type: ignore[attr-defined]
        if not items:
            del self.fields["accepted"]
        words = ngettext(
            "Leave out %(number)s row with errors", "Leave out %(number)s rows with errors", run.error_rows
        )
        self.fields["leaves_out_errors"].label = words % {"number": run.error_rows}
        if not run.error_rows:
            del self.fields["leaves_out_errors"]

    @staticmethod
    def _cells(number: int) -> str:
        return ngettext("%(number)s cell", "%(number)s cells", number) % {"number": number}


class UndoForm(forms.Form):
    keeps_later = forms.BooleanField(label=_("What was changed since stays as it is now"), required=False)


class ExportForm(forms.Form):
    area = forms.ChoiceField(label=_("Kabupaten or kota"), required=False)
    format = forms.ChoiceField(
        label=_("Kind of file"),
        choices=FileFormat.choices,
        initial=FileFormat.XLSX,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, regions: list[Region], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("All that you may see")), *((region.code, region.name) for region in regions)]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]
