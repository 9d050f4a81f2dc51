from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.cohorts.fields import offer_choices
from lms.enrolment.models import SeatPlan
from lms.enrolment.rules import MAX_WHY
from lms.organisations.models import Membership, PSKSKind, Region

MOST_SEATS = 5000
KIND, REGION = "kind_", "region_"


class SeatPlanForm(forms.Form):
    """By which rules the seats of a cohort are given.

    One field for each kind of PSKS follows the others, then one for each kabupaten and kota in ``regions``.
    """

    total = forms.IntegerField(
        label=_("Seats in all"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=_("Leave this empty to have as many as all kabupaten and kota together."),
    )
    per_institution = forms.IntegerField(
        label=_("At most for each institution"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=_("Leave this empty if an institution may send as many as it likes."),
    )
    women_percent = forms.IntegerField(
        label=_("At least women, percent"),
        min_value=0,
        max_value=100,
        help_text=_("These seats are kept for women. Write 0 to keep none."),
    )
    cascade = forms.ChoiceField(
        label=_("Where seats go that nobody took"), choices=SeatPlan.Cascade.choices, widget=forms.RadioSelect
    )
    accept_within_hours = forms.IntegerField(
        label=_("Hours to accept an offered seat"),
        min_value=1,
        max_value=336,
        help_text=_("Afterwards the seat goes to the next on the reserve list."),
    )
    opens_kept_seats = forms.BooleanField(
        label=_("Kept seats nobody claimed open to others"),
        required=False,
        help_text=_("When nominations have ended. Otherwise they stay empty."),
    )
    takes_applications = forms.BooleanField(
        label=_("People may apply by themselves"),
        required=False,
        help_text=_("Beside those whom institutions and dinsos nominate."),
    )
    approval_steps = forms.TypedChoiceField(
        label=_("Who decides on an application?"),
        choices=[(2, _("The kabupaten or kota first, then the province")), (1, _("The province alone"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    seed = forms.IntegerField(
        label=_("Number of the lot"),
        min_value=1,
        max_value=2**31 - 1,
        help_text=_("Published with the rules, so that anybody can draw the lot again."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        plan: SeatPlan,
        reserved: Mapping[str, int],
        regions: Sequence[Region],
        own: Mapping[str, int],
    ):
        names = ("total", "per_institution", "women_percent", "cascade", "accept_within_hours", "opens_kept_seats")
        initial = {name: getattr(plan, name) for name in (*names, "takes_applications", "approval_steps", "seed")}
        super().__init__(data, initial=initial)
        self.kinds = {KIND + kind.code: kind for kind in PSKSKind.objects.order_by("code")}
        for name, kind in self.kinds.items():
            self.fields[name] = forms.IntegerField(
                label=kind.name_id,
                required=False,
                min_value=0,
                max_value=MOST_SEATS,
                initial=reserved.get(kind.code),
            )
        self.places = {REGION + region.pk: region for region in regions}
        for name, region in self.places.items():
            self.fields[name] = forms.IntegerField(
                label=region.short_name,
                required=False,
                min_value=1,
                max_value=MOST_SEATS,
                initial=own.get(region.pk),
            )

    def general(self) -> list[forms.BoundField]:
        return [self[name] for name in self._general_names()]

    def kept(self) -> list[forms.BoundField]:
        return [self[name] for name in self.kinds]

    def placed(self) -> list[forms.BoundField]:
        return [self[name] for name in self.places]

    def choices(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._general_names()}

    def reserved(self) -> dict[str, int]:
        return {kind.code: self.cleaned_data[name] or 0 for name, kind in self.kinds.items()}

    def own(self) -> dict[str, int]:
        """Seats of the regions that get another number than the others."""
        return {region.pk: self.cleaned_data[name] or 0 for name, region in self.places.items()}

    def _general_names(self) -> list[str]:
        return [name for name in self.fields if name not in self.kinds and name not in self.places]


class ReplacementForm(forms.Form):
    """Who comes instead. A member who is not listed is not a choice."""

    member = forms.ChoiceField(
        label=_("Who comes instead?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who comes instead.")},
    )

    why = LineField(
        label=_("Why?"),
        max_length=MAX_WHY,
        help_text=_("Who sent her reads this. Write nothing about illness."),
        error_messages={"required": _("Say why, so that the institution knows what to do next.")},
    )

    def __init__(self, *args: Any, members: list[Membership], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by_value = {str(member.pk): member for member in members}
        named = [
            (value, f"{member.person.name} · {member.get_position_display()}, {member.institution.name}")
            for value, member in self.by_value.items()
        ]
        offer_choices(self, "member", named)

    def clean_member(self) -> Membership:
        return self.by_value[self.cleaned_data["member"]]
