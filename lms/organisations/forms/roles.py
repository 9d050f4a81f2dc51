from datetime import date
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField, ReachField
from lms.accounts.models import User
from lms.accounts.roles import OFFICER_ROLES, Role
from lms.organisations.enums import GrantState, RegionLevel
from lms.organisations.models import Institution, Region, RoleGrant
from lms.organisations.models.roles import accounts_to_hand_over_to
from lms.organisations.rules.roles import Scopes, Term, day_after

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)


def day_field(**more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    limits = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    return forms.DateField(input_formats=DAY_FORMATS, widget=widget, validators=limits, **more)


def region_groups(first: Any) -> list[tuple[Any, Any]]:
    """Provinces of today with their kabupaten and kota, for a list to choose from; ``first`` stands for none."""
    today = timezone.localdate()
    regions = Region.objects.on(today).exclude(level=RegionLevel.DISTRICT).values_list("code", "name")
    groups: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for code, name in regions.order_by("code"):
        groups.setdefault(code[:2], (name, []))[1].append((code, name))
    return [("", first), *groups.values()]


class SearchForm(forms.Form):
    cari = LineField(label=_("Name"), required=False, max_length=150)


class AccountSearchForm(forms.Form):
    cari = LineField(label=_("Name, e-mail address or phone number"), required=False, max_length=150)


class RoleFilterForm(AccountSearchForm):
    """Which lines of "who may do what" are shown; those in force unless somebody says otherwise."""

    status = forms.ChoiceField(label=_("State"), required=False, choices=GrantState.choices)
    peran = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All roles")), *((role.value, role) for role in Role)]
    )
    wilayah = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, data: Any):
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["wilayah"]).choices = region_groups(_("The whole nation"))
        roles = [("", _("All roles")), *((role.value, role.short) for role in Role)]
        cast(forms.ChoiceField, self.fields["peran"]).choices = roles


class ScopesForm(forms.Form):
    """The three scopes of an officer, each by itself."""

    sees_sums = forms.BooleanField(label=_("May see figures"), required=False, initial=True)
    sees_names = forms.BooleanField(
        label=_("May see names"), required=False, initial=True, help_text=_("People, members and participants.")
    )
    can_edit = forms.BooleanField(
        label=_("May edit and decide"),
        required=False,
        initial=True,
        help_text=_("Deciding about people also needs “May see names”."),
    )

    @property
    def scopes(self) -> Scopes:
        data = self.cleaned_data
        return Scopes(can_edit=data["can_edit"], sees_sums=data["sees_sums"], sees_names=data["sees_names"])


class GrantForm(ScopesForm):
    """A role in its place, from a day on."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    region = forms.ChoiceField(
        label=_("Area"),
        required=False,
        help_text=_("For officers of a dinsos and for trainers. The ministry needs none."),
    )
    institution = LineField(
        label=_("Register number of the institution"),
        required=False,
        max_length=30,
        help_text=_("Only for an institution admin."),
    )
    starts_on = day_field(label=_("First day"))
    last_on = day_field(label=_("Last day"), required=False, help_text=_("Leave it empty if no end is known yet."))

    field_order = ["role", "region", "institution", "sees_sums", "sees_names", "can_edit", "starts_on", "last_on"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["region"]).choices = region_groups(_("No area"))
        self.fields["starts_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "role" in data and "region" in data and "institution" in data:
            data["place"] = self._place(Role(data["role"]), data["region"], data["institution"])
        last_on = data.get("last_on")
        if last_on and "starts_on" in data and last_on < data["starts_on"]:
            self.add_error("last_on", _("The last day comes before the first day."))
        elif last_on and last_on < timezone.localdate():
            self.add_error("last_on", _("The last day is over already."))
        return data

    def _place(self, role: Role, code: str, number: str) -> Region | Institution | None:
        if role == Role.INSTITUTION_ADMIN:
            institution = Institution.objects.in_register().numbered(number).first() if number else None
            if institution is None:
                self.add_error("institution", _("No institution of the register has this number."))
            return institution
        if role == Role.MINISTRY_OFFICER:
            return None
        if not code:
            self.add_error("region", _("Say in which area the role is held."))
            return None
        return Region.objects.get(code=code)

    def details(self) -> dict[str, Any]:
        """The further fields of the grant: scopes are an officer's matter."""
        data = self.cleaned_data
        scopes = {name: data[name] for name in ("can_edit", "sees_sums", "sees_names")}
        of_officers = scopes if data["role"] in OFFICER_ROLES else {}
        return {**of_officers, "ends_on": day_after(data["last_on"])}


class EndForm(forms.Form):
    on = day_field(label=_("No longer works from"), help_text=_("If you choose today, the role stops working at once."))


class HandOverForm(ScopesForm):
    """To whom an officer hands her role over, from when until when, and how much of it."""

    to = ReachField(
        label=_("E-mail address or phone number of your colleague"),
        help_text=_("An officer, or somebody who signs in with a second step."),
    )
    starts_on = day_field(label=_("First day"))
    last_on = day_field(label=_("Last day"), help_text=_("Afterwards it ends by itself."))

    field_order = ["to", "starts_on", "last_on", "sees_sums", "sees_names", "can_edit"]

    def __init__(self, *args: Any, origin: RoleGrant, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.origin = origin
        self.fields["starts_on"].initial = timezone.localdate
        for name in ("sees_sums", "sees_names", "can_edit"):
            if not getattr(origin, name):
                del self.fields[name]  # nobody hands over what she does not hold

    def clean_to(self) -> User:
        colleague = accounts_to_hand_over_to(self.origin.user).reached_by(self.cleaned_data["to"]).first()
        if colleague is None:
            raise forms.ValidationError(_("No colleague with a second step is known under this. Check the spelling."))
        return colleague

    @property
    def scopes(self) -> Scopes:
        data = self.cleaned_data
        return Scopes(data.get("can_edit", False), data.get("sees_sums", False), data.get("sees_names", False))

    @property
    def term(self) -> Term:
        return Term(self.cleaned_data["starts_on"], day_after(self.cleaned_data["last_on"]))
