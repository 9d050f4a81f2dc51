from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField, PhoneField
from lms.cohorts.fields import offer_choices
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.enrolment.operations import WalkIn
from lms.enrolment.rules import MAX_WHY as MAX_REPLACED_WHY
from lms.enrolment.rules.gates import MAX_WHY
from lms.enrolment.rules.names import key_of
from lms.organisations.enums import Sex
from lms.organisations.models import Region


class WalkInForm(forms.Form):
    """One short form for the door. Who has the name of somebody on the list is asked about once."""

    name = LineField(
        label=_("Full name with titles"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, widget=forms.RadioSelect)
    region = forms.ChoiceField(label=_("Kabupaten or kota"))
    institution = LineField(
        label=_("Institution"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "institutions"}),
    )
    phone = PhoneField(required=False)
    gate_why = LineField(
        label=_("Why may this person come without it?"),
        max_length=MAX_WHY,
        required=False,
        help_text=_("For example the certificate you have seen. The sentence is kept."),
    )
    instead_of = forms.ChoiceField(label=_("She comes instead of"), required=False)
    replaced_why = LineField(
        label=_("Why did the other person not come?"),
        max_length=MAX_REPLACED_WHY,
        required=False,
        help_text=_("Who sent her reads this. Write nothing about illness."),
    )
    is_another = forms.BooleanField(label=_("This is another person with the same name"), required=False)

    def __init__(
        self,
        *args: Any,
        cohort: Cohort,
        regions: Sequence[Region],
        absent: Sequence[Enrolment],
        may_open_gates: bool,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.regions = {region.pk: region for region in regions}
        offer_choices(self, "region", [("", "—"), *((pk, region.short_name) for pk, region in self.regions.items())])
        if not self.regions:
            del self.fields["region"]
        self.absent = {str(enrolment.pk): enrolment for enrolment in absent}
        named = [(key, one.person_name) for key, one in self.absent.items()]
        offer_choices(self, "instead_of", [("", _("Nobody: she takes a free seat")), *named])
        if not self.absent:
            del self.fields["instead_of"], self.fields["replaced_why"]
        if not may_open_gates:
            del self.fields["gate_why"]
        self.asks_about_double = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = cleaned.get("name", "")
        if name and not cleaned.get("is_another") and (other := self._namesake(name)):
            self.asks_about_double = True
            words = _("%(person)s is on the list already. Only tick below when this is another person.")
            raise ValidationError(words, code="double", params={"person": other})
        if cleaned.get("instead_of") and not cleaned.get("replaced_why"):
            self.add_error("replaced_why", _("Say why, so that the institution knows what to do next."))
        return cleaned

    def _namesake(self, name: str) -> str:
        names = Enrolment.objects.live().filter(cohort=self.cohort).values_list("person_name", flat=True)
        return next((each for each in names if key_of(each) == key_of(name)), "")

    def newcomer(self) -> WalkIn:
        return WalkIn(
            name=self.cleaned_data["name"],
            sex=self.cleaned_data["sex"],
            region=self.regions.get(self.cleaned_data.get("region", "")),
            institution_name=self.cleaned_data["institution"],
            phone=self.cleaned_data["phone"],
            gate_why=self.cleaned_data.get("gate_why", ""),
            instead_of=self.absent.get(self.cleaned_data.get("instead_of", "")),
            replaced_why=self.cleaned_data.get("replaced_why", ""),
        )
