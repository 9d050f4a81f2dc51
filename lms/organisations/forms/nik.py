from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.organisations.rules.nik import reasons_against
from lms.organisations.rules.people import MAX_WHY


class NikInput(forms.TextInput):
    """A text field that comes back empty: no NIK stands in the page of a form with errors."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"})

    def format_value(self, value: Any) -> str:
        return ""


class NikField(forms.CharField):
    """16 digits with spaces or dots between; 16 digits when cleaned. What was typed is never drawn again."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("NIK"))
        more.setdefault("help_text", _("16 digits, as on the KTP. Spaces and dots do not matter."))
        more.setdefault("max_length", 40)
        more.setdefault("widget", NikInput())
        super().__init__(**more)

    def clean(self, value: Any) -> str:
        nik = "".join(sign for sign in super().clean(value) if not sign.isspace() and sign not in ".-")
        if nik and (reasons := reasons_against(nik)):
            raise ValidationError([str(reason) for reason in reasons], code="nik_form")
        return nik


class NikSearchForm(forms.Form):
    nik = NikField()


class NikForm(forms.Form):
    nik = NikField()
    saw_card = forms.BooleanField(label=_("I saw the KTP"), required=False)


class NikConfirmForm(forms.Form):
    version = forms.CharField(max_length=16, widget=forms.HiddenInput)
    saw_card = forms.BooleanField(
        label=_("I saw the KTP, and this is the NIK on it"),
        error_messages={"required": _("Confirm only what you saw.")},
    )


class NikViewForm(forms.Form):
    why = LineField(
        label=_("Why do you need the full NIK?"), max_length=MAX_WHY, help_text=_("This is kept, with your name.")
    )
