from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.organisations.access import in_area
from lms.organisations.enums import Position, RegionLevel
from lms.organisations.forms.people import NOTHING_CHOSEN, NewPersonForm, checked_day, choice_field, day_field
from lms.organisations.forms.seen import SeenForm
from lms.organisations.models import Institution, Membership, PSKSKind, Region
from lms.organisations.rules.people import looks_like_nik

AHEAD = timedelta(days=366)  # decrees name terms that begin or end within a year
TKSK = "tksk"  # works in one kecamatan; Source: Permensos 28/2018


class MembershipFields(forms.Form):
    """One membership in ``institution``. Choices come from its kind and area; three queries."""

    position = forms.ChoiceField(label=_("Position"), choices=Position.choices, initial=Position.MEMBER)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    starts_on = day_field(label=_("Member since"))
    decree_number = LineField(label=_("Number of the decree"), max_length=80, required=False)
    decree_on = day_field(label=_("Date of the decree"), required=False)
    member_number = LineField(label=_("Member number"), max_length=40, required=False)
    duty_area = forms.ChoiceField(label=_("Duty area (kecamatan)"), required=False)
    family = forms.ChoiceField(label=_("Family"), required=False)
    is_primary = forms.BooleanField(label=_("This is her main membership"), required=False)

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.institution = institution
        code = institution.region_id
        local = Q(region__in=[code, code[:2]])
        self.kinds = {row.code: row for row in PSKSKind.objects.filter(Q(is_local=False) | local)}
        in_force = Region.objects.on(timezone.localdate()).filter(level=RegionLevel.DISTRICT)
        self.districts = {row.code: row for row in in_force.filter(in_area(code, "code"))}
        self.families = {str(row.pk): row for row in institution.families.all()} if institution.is_wadah else {}
        choice_field(self, "kind").choices = [NOTHING_CHOSEN, *((key, row.name) for key, row in self.kinds.items())]
        choice_field(self, "duty_area").choices = [NOTHING_CHOSEN, *((k, r.name) for k, r in self.districts.items())]
        choice_field(self, "family").choices = [NOTHING_CHOSEN, *((k, r.name) for k, r in self.families.items())]
        self.fields["kind"].initial = institution.kind_id
        if not self.families:
            del self.fields["family"]

    def clean_starts_on(self) -> date | None:
        return checked_day(self.cleaned_data["starts_on"], latest=timezone.localdate() + AHEAD)

    def clean_decree_on(self) -> date | None:
        return checked_day(self.cleaned_data["decree_on"], latest=timezone.localdate() + AHEAD)

    def clean_member_number(self) -> str:
        text = self.cleaned_data["member_number"]
        if looks_like_nik(text):
            raise ValidationError(_("This looks like a NIK. A NIK has a place of its own."), code="nik")
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = self.kinds.get(cleaned.get("kind", ""))
        if kind is not None and kind.slug == TKSK and not cleaned.get("duty_area") and "duty_area" not in self.errors:
            self.add_error("duty_area", _("A TKSK has a duty area. Choose the kecamatan."))
        return cleaned

    def membership(self) -> dict[str, Any]:
        """The fields of ``Membership`` as operations take them."""
        data = self.cleaned_data
        names = ("position", "starts_on", "decree_number", "decree_on", "member_number", "is_primary")
        values = {name: data[name] for name in names}
        values["kind"] = self.kinds.get(data["kind"])
        values["duty_area"] = self.districts.get(data["duty_area"])
        if "family" in self.fields:
            values["family"] = self.families.get(data["family"])
        return values


class MembershipForm(MembershipFields):
    """A membership of somebody who is in the register already."""


class NewMemberForm(NewPersonForm, MembershipFields):
    """Somebody new and her membership in one go."""


class MembershipCorrectionForm(SeenForm, MembershipFields):
    """A mistake is put right: what was true and then changed is an end and a new membership."""

    PLAIN = ("position", "starts_on", "ends_on", "decree_number", "decree_on", "member_number", "is_primary")
    SEEN: tuple[str, ...] = (*PLAIN, "kind", "duty_area", "family")

    ends_on = day_field(label=_("Last day of the membership"), required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any):
        values = {name: getattr(membership, name) for name in self.PLAIN}
        values |= {name: getattr(membership, f"{name}_id") or "" for name in ("kind", "duty_area", "family")}
        institution = membership.institution
        if not institution.is_wadah or not institution.families.exists():
            self.SEEN = tuple(name for name in self.SEEN if name != "family")
        super().__init__(*args, initial=values, institution=institution, **kwargs)
        kept = membership.duty_area
        if kept is not None and kept.code not in self.districts:  # a kecamatan that is no more
            self.districts[kept.code] = kept
            offered = [(code, row.name) for code, row in self.districts.items()]
            choice_field(self, "duty_area").choices = [NOTHING_CHOSEN, *offered]

    def clean_ends_on(self) -> date | None:
        return checked_day(self.cleaned_data["ends_on"], latest=timezone.localdate() + AHEAD)

    def membership(self) -> dict[str, Any]:
        return super().membership() | {"ends_on": self.cleaned_data["ends_on"]}

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.membership().items() if name in self.altered()}


class EndForm(forms.Form):
    ends_on = day_field(label=_("Last day of the membership"))

    def clean_ends_on(self) -> date | None:
        return checked_day(self.cleaned_data["ends_on"], latest=timezone.localdate() + AHEAD)


class DayForm(forms.Form):
    """Of which day the members are shown; none: today."""

    tanggal = day_field(label=_("Members on"), required=False)

    def clean_tanggal(self) -> date | None:
        return checked_day(self.cleaned_data["tanggal"], latest=date(2100, 12, 31))


class InstitutionSearchForm(forms.Form):
    cari = LineField(label=_("Part of the name of the institution"), max_length=100, required=False)
