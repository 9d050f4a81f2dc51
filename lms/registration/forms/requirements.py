"""What is asked of applicants."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.organisations.enums import KindCategory, Level
from lms.organisations.models import PSKSKind, Region
from lms.registration.enums import LegalForm, Reach
from lms.registration.forms.fields import KindField, VersionedForm

# At which level it is asked, in the words in which the applicant says how far her work goes.
LEVELS = [("", _("Wherever it works")), (Level.REGENCY, Reach.REGENCY.label), (Level.PROVINCE, Reach.PROVINCE.label)]
FORMS = [("yes", _("A photo or file")), ("no", _("A short written answer"))]
DUTIES = [("yes", _("Must be handed in")), ("no", _("May be left out"))]


def yes(value: Any) -> bool:
    return value == "yes"


class RequirementForm(forms.Form):
    label_id = LineField(
        label=_("Name in Indonesian"), max_length=150, help_text=_("For example: Surat keterangan domisili.")
    )
    label_en = LineField(label=_("Name in English"), max_length=150)
    help_id = LineField(
        label=_("Explanation in Indonesian"),
        max_length=300,
        required=False,
        help_text=_("Who issues it, and what must be seen on it."),
    )
    help_en = LineField(label=_("Explanation in English"), max_length=300, required=False)
    kind = KindField(
        PSKSKind.objects.none(), label=_("Kind of institution"), required=False, empty_label=_("Every kind")
    )
    level = forms.ChoiceField(label=_("Where the institution works"), choices=LEVELS, required=False)
    legal = forms.ChoiceField(
        label=_("Legal form"), choices=LegalForm, initial=LegalForm.BOTH, widget=forms.RadioSelect
    )
    needs_file = forms.TypedChoiceField(
        label=_("What is handed in"), choices=FORMS, initial="yes", widget=forms.RadioSelect, coerce=yes
    )
    is_required = forms.TypedChoiceField(
        label=_("Is it needed?"), choices=DUTIES, initial="yes", widget=forms.RadioSelect, coerce=yes
    )
    position = forms.IntegerField(
        label=_("Place in the list"),
        min_value=0,
        max_value=999,
        initial=100,
        help_text=_("From 0 to 999. The smallest number stands first."),
    )

    def __init__(self, *args: Any, region: Region | None, **more: Any):
        super().__init__(*args, **more)
        kinds = PSKSKind.objects.filter(Q(region__isnull=True) | Q(region=region), category=KindCategory.ORGANISATION)
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]

    @property
    def details(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class RequirementChangeForm(VersionedForm, RequirementForm):
    """The same, with which state of the row its reader has seen."""


class RequirementSwitchForm(VersionedForm):
    is_active = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput, coerce=yes)


def as_initial(row: Any) -> dict[str, Any]:
    """A row as its form shows it."""
    plain = ("label_id", "label_en", "help_id", "help_en", "level", "legal", "position", "version")
    marks = {name: "yes" if getattr(row, name) else "no" for name in ("needs_file", "is_required")}
    return {"kind": row.kind_id, **{name: getattr(row, name) for name in plain}, **marks}
