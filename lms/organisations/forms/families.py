from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.accounts.roles import Permission
from lms.organisations.access import covers, scope_of
from lms.organisations.forms.people import (
    NOTHING_CHOSEN,
    NewPersonForm,
    RegionChoices,
    checked_day,
    choice_field,
    day_field,
    regencies_seen_by,
)
from lms.organisations.forms.seen import SeenForm
from lms.organisations.models import FamilyUnit

MOST_IN_A_FAMILY = 30


def count_field(*, label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_IN_A_FAMILY, required=False)


class FamilyFields(forms.Form):
    """Counts only: no name of a child has a field here."""

    family_name = LineField(label=_("Name of the family"), max_length=150)
    family_district = forms.ChoiceField(label=_("Kecamatan of the family"), required=False)
    village = LineField(label=_("Desa or kelurahan"), max_length=80, required=False)
    address = LineField(label=_("Address"), max_length=300, required=False)
    adults = count_field(label=_("Number of adults"))
    children = count_field(label=_("Number of children"))
    decree_number = LineField(label=_("Number of the decree"), max_length=80, required=False)
    decree_on = day_field(label=_("Date of the decree"), required=False)

    PLAIN = ("village", "address", "adults", "children", "decree_number", "decree_on")

    def offer_districts(self, places: RegionChoices) -> None:
        self.places = places
        choice_field(self, "family_district").choices = [NOTHING_CHOSEN, *places.districts()]

    def clean_decree_on(self) -> date | None:
        return checked_day(self.cleaned_data["decree_on"], latest=timezone.localdate())

    def family(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {name: data[name] for name in self.PLAIN}
        return values | {"name": data["family_name"], "district": self.places.chosen(data["family_district"])}


class FamilyForm(FamilyFields):
    """A family of somebody who is in the register already, in a kabupaten or kota of the officer."""

    family_region = forms.ChoiceField(label=_("Kabupaten or kota of the family"))
    starts_on = day_field(label=_("Pioneer family since"))

    def __init__(self, *args: Any, user: Any, places: RegionChoices, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer_districts(places)
        areas = scope_of(user).areas(Permission.MANAGE_REGISTER)
        own = [(code, name) for code, name in places.regencies() if any(covers(area, code) for area in areas)]
        choice_field(self, "family_region").choices = own if len(own) == 1 else [NOTHING_CHOSEN, *own]

    def clean_starts_on(self) -> date | None:
        return checked_day(self.cleaned_data["starts_on"], latest=timezone.localdate())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        region, district = cleaned.get("family_region"), cleaned.get("family_district")
        if region and district and not covers(region, district):
            self.add_error("family_district", _("This kecamatan lies in another kabupaten or kota."))
        return cleaned


class NewFamilyForm(NewPersonForm, FamilyForm):
    """A family and its contact person, who is not in the register yet."""

    def __init__(self, *args: Any, places: RegionChoices, **kwargs: Any):
        super().__init__(*args, places=places, regions=places, **kwargs)


class FamilyEditForm(SeenForm, FamilyFields):
    SEEN = ("family_name", "family_district", *FamilyFields.PLAIN, "contact")

    contact = forms.ChoiceField(label=_("Contact person"))

    def __init__(self, *args: Any, family: FamilyUnit, **kwargs: Any):
        values = {name: getattr(family, name) for name in self.PLAIN}
        values |= {"family_name": family.name, "family_district": family.district_id or ""}
        super().__init__(*args, initial=values | {"contact": str(family.contact_id)}, **kwargs)
        self.offer_districts(RegionChoices([family.wadah.region_id], also=[family.district_id]))
        members = [row.person for row in family.memberships.select_related("person").order_by("person__name", "pk")]
        self.people = {str(person.pk): person for person in [family.contact, *members]}
        choice_field(self, "contact").choices = [(key, person.name) for key, person in self.people.items()]

    def changes(self) -> dict[str, Any]:
        columns = {"family_name": "name", "family_district": "district"}
        values = self.family() | {"contact": self.people[self.cleaned_data["contact"]]}
        altered = {columns.get(name, name) for name in self.altered()}
        return {name: value for name, value in values.items() if name in altered}


class FamilyFilterForm(forms.Form):
    cari = LineField(label=_("Part of the name"), max_length=100, required=False)
    wilayah = forms.ChoiceField(label=_("Kabupaten or kota"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        regencies = [(region.code, region.short_name) for region in regencies_seen_by(user)]
        choice_field(self, "wilayah").choices = [("", _("The whole area")), *regencies]
        if len(regencies) <= 1:
            del self.fields["wilayah"]
