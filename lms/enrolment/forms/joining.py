from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.cohorts.fields import offer_choices
from lms.cohorts.models import Cohort
from lms.enrolment.operations.joining import CODE_LENGTH, cohort_of_code, plain_code
from lms.organisations.enums import Sex
from lms.organisations.models import Person


class CodeForm(forms.Form):
    """The code of a class; ``cohort`` is what it opens once the form is valid."""

    kode = LineField(
        label=_("Class code"),
        max_length=20,
        help_text=_("Six letters and digits, which your trainer shows."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )
    cohort: Cohort

    def clean_kode(self) -> str:
        code = plain_code(self.cleaned_data["kode"])
        cohort = cohort_of_code(code) if len(code) == CODE_LENGTH else None
        if cohort is None:
            raise ValidationError(
                _("This class code is not known. Ask your trainer for the one of today."), code="code"
            )
        self.cohort = cohort
        return code


class JoinForm(forms.Form):
    """Nothing is asked of who stands in the register; others say how they are called."""

    kode = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    name = LineField(label=_("Full name with titles"), max_length=150, help_text=_("As it stands on a certificate."))
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["name"], self.fields["sex"]


class AssistedForm(forms.Form):
    """Whom of those one accompanies."""

    person = forms.ChoiceField(label=_("Whom do you bring?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by_value = {str(person.pk): person for person in people}
        offer_choices(self, "person", [(value, person.name) for value, person in self.by_value.items()])

    def clean_person(self) -> Person:
        return self.by_value[self.cleaned_data["person"]]
