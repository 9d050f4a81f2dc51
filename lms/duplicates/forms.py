from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.duplicates.comparison import Comparison, Line
from lms.duplicates.institutions_compared import INSTITUTIONS_COMPARED
from lms.duplicates.people_compared import PEOPLE_COMPARED
from lms.duplicates.rules.merging import NIK
from lms.organisations.models import Person
from lms.organisations.operations.people import masked_nik

CHOOSE = {"required": _("Choose which of the two stays."), "invalid_choice": _("Choose one of the two.")}


class SidesForm(forms.Form):
    """One choice for each field in which both say something else. Letters name the two, since either may remain."""

    comparison: Comparison
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def __init__(self, *args: Any, a: Any, b: Any, kept: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.a, self.b, self.kept = a, b, kept
        self.letters = {"a" if kept == a else "b": "kept", "b" if kept == a else "a": "gone"}
        self.version = self.comparison.version(a, b)
        self.fields["seen"].initial = self.version
        first = "a" if kept == a else "b"
        for group in self.comparison.to_choose(a, b):
            options = self.comparison.options(a, b, group)
            self.fields[group] = _choice(self.comparison.labels[group], options, initial=first)

    def lines(self) -> list[tuple[Line, forms.BoundField | None]]:
        """Each field of the two, with the choice that is asked about it or None."""
        lines = self.comparison.lines(self.a, self.b, kept=self.kept)
        return [(line, self[line.group] if line.is_chosen else None) for line in lines]

    def clean_seen(self) -> str:
        if self.cleaned_data["seen"] != self.version:
            raise forms.ValidationError(_("Somebody changed these data meanwhile. Look at them again, then merge."))
        return self.version

    @property
    def choices(self) -> dict[str, str]:
        """ "kept" or "gone" for each group."""
        groups = (*self.comparison.groups, NIK)
        return {name: self.letters[letter] for name, letter in self.cleaned_data.items() if name in groups}


class MergeForm(SidesForm):
    comparison = PEOPLE_COMPARED

    def __init__(self, *args: Any, a: Person, b: Person, kept: Person, **kwargs: Any):
        super().__init__(*args, a=a, b=b, kept=kept, **kwargs)
        if a.nik_lookup and b.nik_lookup:
            niks = [("a", masked_nik(a)), ("b", masked_nik(b))]
            self.fields[NIK] = _choice(_("NIK"), niks, help_text=_("Choose the one that stands on the KTP."))
            self.fields["is_nik_wrong"] = forms.BooleanField(
                label=_("I saw the KTP: the other NIK was entered wrongly"),
                error_messages={"required": _("Two different NIKs are two people, unless one was entered wrongly.")},
            )


class InstitutionMergeForm(SidesForm):
    comparison = INSTITUTIONS_COMPARED


def _choice(label: Any, choices: list[tuple[str, str]], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=CHOOSE, **more)
