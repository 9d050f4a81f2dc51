from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField, LongSelect, PhoneField
from lms.accounts.roles import Permission
from lms.organisations.access import NATION, covers, in_area, scope_of
from lms.organisations.enums import RegionLevel, Sex
from lms.organisations.forms.nik import NikField
from lms.organisations.forms.seen import SeenForm
from lms.organisations.models import Institution, Membership, Person, PSKSKind, Region
from lms.organisations.rules.people import ViewReason, looks_like_nik, masked_email, masked_phone

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
OLDEST = date(1900, 1, 1)
NOTHING_CHOSEN = ("", "—")


def day_field(*, label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, input_formats=DAY_FORMATS, widget=widget, **more)


def checked_day(day: date | None, *, latest: date) -> date | None:
    if day is not None and not OLDEST <= day <= latest:
        raise ValidationError(_("Check the year of this date."), code="far_day")
    return day


def choice_field(form: forms.Form, name: str) -> forms.ChoiceField:
    return cast(forms.ChoiceField, form.fields[name])


# --- regions -----------------------------------------------------------------


def areas_entered_by(user: Any) -> set[str]:
    """Where the people live whom one enters: the areas one keeps, and those of one's own institutions."""
    scope, today = scope_of(user), timezone.localdate()
    own = Membership.objects.on(today).filter(person__user_id=scope.user_id).values("institution")
    places = Institution.objects.filter(Q(pk__in=scope.institution_ids()) | Q(pk__in=own))
    return {*scope.areas(Permission.MANAGE_REGISTER), *places.values_list("region_id", flat=True)}


def regencies_seen_by(user: Any) -> QuerySet[Region]:
    """Where the people live, or belong, whose names one may see."""
    wanted = Q(pk__in=[])
    for area in scope_of(user).areas(Permission.SEE_NAMES):
        wanted |= in_area(area, "code")
    return Region.objects.on(timezone.localdate()).filter(wanted, level=RegionLevel.REGENCY)


class RegionChoices:
    """Kabupaten and kota of the provinces of some areas, kecamatan of the areas themselves. One query.

    ``also``: codes that stand already and remain possible, though they may have moved or ended.
    """

    def __init__(self, areas: Iterable[str], *, also: Iterable[str | None] = ()):
        kept = [code for code in also if code]
        wanted = Q(pk__in=[])
        for area in areas:
            wanted |= Q(level=RegionLevel.REGENCY) & in_area(area[:2], "code")
        for area in {*areas, *(code[:5] for code in kept)} - {NATION}:
            wanted |= Q(level=RegionLevel.DISTRICT) & in_area(area, "code")
        current = Region.objects.on(timezone.localdate()).filter(wanted)
        rows = current | Region.objects.filter(pk__in=kept)
        self.rows = {region.code: region for region in rows.order_by("code")}

    def regencies(self) -> list[tuple[str, Any]]:
        return [(code, row.name) for code, row in self.rows.items() if row.level != RegionLevel.DISTRICT]

    def districts(self) -> list[tuple[str, Any]]:
        """Grouped by kabupaten and kota when there are several."""
        groups: dict[str, list[tuple[str, Any]]] = {}
        for code, row in self.rows.items():
            if row.level == RegionLevel.DISTRICT:
                groups.setdefault(code[:5], []).append((code, row.name))
        if len(groups) < 2:
            return [choice for group in groups.values() for choice in group]
        return [(self.rows[code].name if code in self.rows else code, group) for code, group in groups.items()]

    def offer(self, form: forms.Form) -> None:
        choice_field(form, "region").choices = [NOTHING_CHOSEN, *self.regencies()]
        choice_field(form, "district").choices = [NOTHING_CHOSEN, *self.districts()]

    def chosen(self, code: str) -> Region | None:
        return self.rows.get(code)


# --- one person --------------------------------------------------------------


class PersonFields(forms.Form):
    """What is asked of everybody. ``district`` must lie in ``region``, which follows from it when it stays empty."""

    name = LineField(label=_("Full name with titles"), max_length=150)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_on = day_field(label=_("Date of birth"), required=False)
    birth_place = LineField(label=_("Place of birth"), max_length=80, required=False)
    region = forms.ChoiceField(label=_("Kabupaten or kota of residence"), required=False)
    district = forms.ChoiceField(label=_("Kecamatan"), required=False)

    def __init__(self, *args: Any, regions: RegionChoices, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.regions = regions
        regions.offer(self)

    def clean_birth_on(self) -> date | None:
        return checked_day(self.cleaned_data["birth_on"], latest=timezone.localdate())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        region, district = cleaned.get("region", ""), cleaned.get("district", "")
        if region and district and not covers(region, district):
            self.add_error("district", _("This kecamatan lies in another kabupaten or kota."))
        elif district and "region" in cleaned:
            cleaned["region"] = district[:5]
        return cleaned

    def person(self) -> dict[str, Any]:
        """The fields of ``Person`` as operations take them."""
        names = [name for name in PERSON_FIELDS if name in self.cleaned_data]
        values = {name: self.cleaned_data[name] for name in names}
        for name in ("region", "district"):
            if name in values:
                values[name] = self.regions.chosen(values[name])
        return values


PERSON_FIELDS = ("name", "sex", "birth_on", "birth_place", "phone", "email", "nip", "region", "district")


class NewPersonForm(PersonFields):
    """Somebody new. When people alike are found, the sender says that this is another one."""

    phone = PhoneField(required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    nik = NikField(required=False)
    is_another = forms.BooleanField(label=_("This is another person; enter her anew"), required=False)

    field_order = ("name", "sex", "phone", "district", "birth_on", "birth_place", "region", "email", "nik")

    def likeness(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) or "" for name in ("name", "phone", "nik")} | {
            "birth_on": self.cleaned_data["birth_on"]
        }


class RegisteredPersonForm(NewPersonForm):
    """Somebody without a membership: she lives in an area whose register the officer keeps."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.areas = scope_of(user).areas(Permission.MANAGE_REGISTER)
        own = [code for code, _name in self.regions.regencies() if any(covers(area, code) for area in self.areas)]
        self.fields["region"].required = True
        self.fields["region"].initial = own[0] if len(own) == 1 else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        region = cleaned.get("region", "")
        if "region" not in self.errors and not any(covers(area, region) for area in self.areas if region):
            self.add_error("region", _("Choose where this person lives, in your area."))
        return cleaned


class AssistedPersonForm(PersonFields):
    """Somebody without telephone and e-mail, entered by her companion."""

    is_another = forms.BooleanField(label=_("This is another person; enter her anew"), required=False)

    def likeness(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "birth_on": self.cleaned_data["birth_on"], "phone": "", "nik": ""}


class PersonEditForm(SeenForm, PersonFields):
    """Contact data and the date of birth are not shown: an empty field keeps what is on file."""

    KEPT = ("birth_on", "phone", "email")
    SEEN = ("name", "sex", "birth_place", "nip", "region", "district")

    nip = forms.RegexField(
        label=_("NIP"), regex=r"^[0-9]{18}$", required=False, error_messages={"invalid": _("A NIP has 18 digits.")}
    )
    phone = PhoneField(required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    forget = forms.MultipleChoiceField(
        label=_("Take off the register"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any):
        values = {name: getattr(person, name) for name in ("name", "sex", "birth_place", "nip")}
        values |= {"region": person.region_id or "", "district": person.district_id or ""}
        super().__init__(*args, initial=values, **kwargs)
        shown = {
            "birth_on": str(person.birth_on.year) if person.birth_on else "",
            "phone": masked_phone(person.phone),
            "email": masked_email(person.email),
        }
        self.fields["birth_on"].help_text = ""
        for name, value in shown.items():
            if value:
                self.fields[name].help_text = _("On file: %(value)s. Leave empty to keep it.") % {"value": value}
        filled = [(name, self.fields[name].label) for name, value in shown.items() if value]
        choice_field(self, "forget").choices = filled
        if not filled:
            del self.fields["forget"]

    def changes(self) -> dict[str, Any]:
        """Only what the reader altered, so that nobody's later word is overwritten."""
        altered = self.altered()
        changed = {name: value for name, value in self.person().items() if name in altered}
        changed |= {name: self.cleaned_data[name] for name in self.KEPT if self.cleaned_data[name]}
        for name in self.cleaned_data.get("forget", []):
            changed[name] = None if name == "birth_on" else ""
        return changed


# --- searching and opening ---------------------------------------------------


class PersonFilterForm(forms.Form):
    cari = LineField(label=_("Part of the name"), max_length=100, required=False)
    wilayah = forms.ChoiceField(label=_("Kabupaten or kota"), required=False, widget=LongSelect)
    jenis = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        regencies = regencies_seen_by(user).annotate(what=Value("wilayah"), name_en=F("name"))
        kinds = PSKSKind.objects.annotate(what=Value("jenis"))
        one_query = regencies.order_by().values_list("what", "code", "name", "name_en")
        rows = one_query.union(kinds.order_by().values_list("what", "code", "name_id", "name_en")).order_by("code")
        names = 3 if get_language() == "en" else 2
        choices: dict[str, list[tuple[str, Any]]] = {"wilayah": [("", _("The whole area"))], "jenis": [("", _("All"))]}
        for row in rows:
            choices[row[0]].append((row[1], row[names]))
        for name, offered in choices.items():
            choice_field(self, name).choices = offered
        if len(choices["wilayah"]) <= 2:  # an officer of one kabupaten has nothing to choose
            del self.fields["wilayah"]

    def clean_cari(self) -> str:
        text = self.cleaned_data["cari"]
        if looks_like_nik(text):
            raise ValidationError(_("Look for a NIK in the field of its own, not here."), code="nik")
        return text


class ViewForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why do you open the data?"), choices=ViewReason.choices, widget=forms.RadioSelect
    )
