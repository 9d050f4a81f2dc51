from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.cohorts.fields import offer_choices
from lms.enrolment.rules import MAX_WHY
from lms.organisations.models import Membership


class NominationForm(forms.Form):
    """Which of the listed members are nominated. A member who is not listed is not a choice."""

    members = forms.MultipleChoiceField(error_messages={"required": _("Choose at least one member.")})

    def __init__(self, *args: Any, members: list[Membership], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by_value = {str(member.pk): member for member in members}
        offer_choices(self, "members", [(value, str(member)) for value, member in self.by_value.items()])

    def clean_members(self) -> list[Membership]:
        return [self.by_value[value] for value in dict.fromkeys(self.cleaned_data["members"])]


class DeclineForm(forms.Form):
    why = LineField(
        max_length=MAX_WHY,
        error_messages={"required": _("Say why, so that the institution knows what to do next.")},
    )
