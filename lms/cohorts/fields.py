"""Choices that come from rows, and choices of pages."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField


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


DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
TIME_FORMATS = ["%H:%M", "%H.%M"]
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def day_field(**more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    message = _("This year cannot be right. Check the date.")
    bounds = [MinValueValidator(FIRST_DAY, message), MaxValueValidator(LAST_DAY, message)]
    return forms.DateField(input_formats=DAY_FORMATS, widget=widget, validators=bounds, **more)


def time_field(**more: Any) -> forms.TimeField:
    more.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    return forms.TimeField(input_formats=TIME_FORMATS, **more)


class LinkField(LineField):
    """An https address, or nothing. Anything else a browser might run is refused."""

    default_error_messages = {"https": _("Paste a whole link that begins with https://.")}

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none"}))
        super().__init__(required=False, max_length=300, **more)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text:
            try:
                validate_https(text)
            except ValidationError:
                raise ValidationError(self.error_messages["https"], code="https") from None
        return text


validate_https = URLValidator(schemes=["https"])
