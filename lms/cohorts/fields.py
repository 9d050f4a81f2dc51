"""Choices that come from rows, and choices of pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet


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
