from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.organisations.enums import Level, Verification
from lms.organisations.forms.people import checked_day, day_field
from lms.organisations.forms.seen import SeenForm
from lms.organisations.models import RegistrationPaper
from lms.organisations.uploads import ACCEPT

FARTHEST = date(2100, 12, 31)


class DatedForm(forms.Form):
    """What was issued on a day, until a day or for good."""

    def clean_issued_on(self) -> date | None:
        return checked_day(self.cleaned_data["issued_on"], latest=timezone.localdate())

    def clean_expires_on(self) -> date | None:
        return checked_day(self.cleaned_data["expires_on"], latest=FARTHEST)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        issued, expires = cleaned.get("issued_on"), cleaned.get("expires_on")
        if issued and expires and expires < issued:
            self.add_error("expires_on", _("This day lies before the day of issue."))
        return cleaned


class PaperForm(DatedForm):
    kind = LineField(
        label=_("Kind of paper"),
        max_length=80,
        help_text=_("For example: Surat Tanda Pendaftaran (STP), STP ulang, SIOP."),
    )
    number = LineField(label=_("Number"), max_length=80)
    issuer = LineField(label=_("Issuer"), max_length=150, help_text=_("The office as it stands on the paper."))
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.REGENCY)
    issued_on = day_field(label=_("Issued on"))
    expires_on = day_field(label=_("Valid until"), required=False, help_text=_("Leave empty when no end is stated."))
    scan = forms.FileField(
        label=_("Scan or photo of the paper"),
        required=False,
        help_text=_("PDF or photo, at most 15 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def paper(self) -> dict[str, Any]:
        """The fields of ``RegistrationPaper`` but for the scan, which is stored first."""
        return {name: value for name, value in self.cleaned_data.items() if name != "scan"}


class PaperEditForm(SeenForm, PaperForm):
    SEEN = ("kind", "number", "issuer", "level", "issued_on", "expires_on")

    def __init__(self, *args: Any, paper: RegistrationPaper, **kwargs: Any):
        super().__init__(*args, initial={name: getattr(paper, name) for name in self.SEEN}, **kwargs)
        if paper.scan_id is not None:
            self.fields["scan"].help_text = _("One is on file. Choose another to replace it.")

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.altered()}

    def before(self) -> dict[str, Any]:
        return {name: self._seen(name) for name in self.altered()}

    def take_notice(self) -> None:
        """The form comes back to a reader who was shown the difference: what stands there now is what she saw."""
        data = cast(QueryDict, self.data).copy()
        for name in self.SEEN:
            now = self._now(name)
            data[self[name].html_initial_name] = "" if now is None else str(now)
        self.data = data


class VerifyPaperForm(forms.Form):
    seen = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label=_("What did you find?"),
        choices=[(each.value, each.label) for each in (Verification.VALID, Verification.INVALID)],
        widget=forms.RadioSelect,
    )
    note = LineField(label=_("Note"), max_length=300, required=False, help_text=_("The institution reads this."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("result") == Verification.INVALID and "note" in cleaned and not cleaned["note"]:
            self.add_error("note", _("Say what is wrong with the paper."))
        return cleaned


class AccreditationForm(DatedForm):
    grade = LineField(label=_("Grade"), max_length=20, help_text=_("As on the certificate: A, B or C."))
    number = LineField(label=_("Number"), max_length=80)
    regulation = LineField(
        label=_("Under which regulation"), max_length=80, help_text=_("For example: Permensos 8/2025.")
    )
    issued_on = day_field(label=_("Issued on"))
    expires_on = day_field(label=_("Valid until"), required=False)
