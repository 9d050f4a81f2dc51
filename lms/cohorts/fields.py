"""Form fields that clean what people type or paste. Source: house security rules 3."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

UNSEEN = ("Cf",)  # bidirectional controls, zero-width characters
CONTROL = ("Cc", "Cs", "Co")


def offer_rows(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let ``form`` choose among ``rows`` alone."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def offer_choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class PageChoiceField(forms.ModelChoiceField):
    """A choice of pages. A key no database can hold is no choice: through a page's parent row Django passes it on."""

    MAX_DIGITS = 18

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > self.MAX_DIGITS:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return super().to_python(value)


class LineField(forms.CharField):
    """One line of text in NFC: white space becomes single spaces, unseen signs go, control signs are refused."""

    default_error_messages = {"control": _("This text has characters that cannot be read. Type it anew.")}

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        text = " ".join("".join(sign for sign in text if unicodedata.category(sign) not in UNSEEN).split())
        if any(unicodedata.category(sign) in CONTROL for sign in text):
            raise ValidationError(self.error_messages["control"], code="control")
        return text
