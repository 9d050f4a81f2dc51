"""What several forms of this room share."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LARGEST_VERSION = 2_147_483_647
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class CodeField(forms.ModelChoiceField):
    """A row by its code. What is no code at all never reaches the database, which cannot hold a NUL."""

    CODE = re.compile(r"[A-Za-z0-9.-]{1,20}")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value and not self.CODE.fullmatch(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return super().to_python(value)


class KindField(CodeField):
    def label_from_instance(self, kind: Any) -> str:
        return str(kind.name)


class RowsField(forms.MultipleChoiceField):
    """Several of the rows that are offered, by their keys as text; what was not offered is no choice."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, rows: Iterable[Any], *, words: str) -> None:
        self.by_key = {str(row.pk): row for row in rows}
        self.choices = [(key, getattr(row, words)) for key, row in self.by_key.items()]

    def clean(self, value: Any) -> list[Any]:
        return [self.by_key[key] for key in dict.fromkeys(super().clean(value))]


class VersionedForm(forms.Form):
    """Carries which state of the row its reader has seen."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=LARGEST_VERSION,
        error_messages={"required": _("Open this page anew, then try again.")},
    )

    @property
    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
