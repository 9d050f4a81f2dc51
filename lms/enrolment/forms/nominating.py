from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.cohorts.fields import offer_choices
from lms.enrolment.enums import EnrolmentRole
from lms.enrolment.rules.gates import MAX_WHY as MAX_GATE_WHY
from lms.organisations.models import Membership

MOST_AT_ONCE = 1_000  # ids read from one form
DIGITS_OF_A_KEY = 18


def chosen_keys(data: Any) -> list[int]:
    """Keys of members a posted form names, whatever else stands there."""
    found = [text for text in data.getlist("members")[:MOST_AT_ONCE] if text.isascii() and text.isdigit()]
    return [int(text) for text in found if len(text) <= DIGITS_OF_A_KEY]


class NominationForm(forms.Form):
    """Which of the listed members are nominated, and as what. A member who is not listed is not a choice."""

    members = forms.MultipleChoiceField(error_messages={"required": _("Choose at least one member.")})
    role = forms.ChoiceField(
        label=_("They come as"),
        choices=[
            (EnrolmentRole.PARTICIPANT, _("participants, who take a seat and earn the certificate")),
            (EnrolmentRole.COMPANION, _("companions of participants, outside the count of seats")),
        ],
        initial=EnrolmentRole.PARTICIPANT,
        required=False,
        widget=forms.RadioSelect,
    )

    together = forms.BooleanField(
        label=_("They want to stay together"),
        required=False,
        help_text=_("On the reserve list they get seats together, or none of them gets one."),
    )

    def __init__(self, *args: Any, members: list[Membership], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by_value = {str(member.pk): member for member in members}
        offer_choices(self, "members", [(value, str(member)) for value, member in self.by_value.items()])

    def clean_members(self) -> list[Membership]:
        return [self.by_value[value] for value in dict.fromkeys(self.cleaned_data["members"])]

    def clean_role(self) -> EnrolmentRole:
        return EnrolmentRole(self.cleaned_data["role"] or EnrolmentRole.PARTICIPANT)

    def choices(self) -> dict[str, Any]:
        """As the operations take them."""
        return {
            "memberships": self.cleaned_data["members"],
            "role": self.cleaned_data["role"],
            "together": self.cleaned_data["together"],
        }


class MemberSearchForm(forms.Form):
    cari = LineField(label=_("Name of a member or an institution"), max_length=100, required=False)


class GateForm(forms.Form):
    why = LineField(
        label=_("Why may this person come without it?"),
        max_length=MAX_GATE_WHY,
        help_text=_("For example the certificate you have seen. The sentence is kept."),
        error_messages={"required": _("Say in a sentence why this person may come without it.")},
    )
