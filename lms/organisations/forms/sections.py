"""The sections of an institution, each a page of its own."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField, PhoneField
from lms.accounts.phones import e164, spoken
from lms.organisations.access import in_area
from lms.organisations.enums import IN_REGISTER, Delivery, InstitutionStatus, Level, Owner, RegionLevel, YouthGrade
from lms.organisations.forms.institutions import number_field, regencies_kept_by
from lms.organisations.forms.people import NOTHING_CHOSEN, checked_day, choice_field, day_field
from lms.organisations.forms.seen import SeenForm
from lms.organisations.kinds import kind_book
from lms.organisations.models import Institution, PPKSKind, PSKSKind, Region
from lms.organisations.operations.institutions import plain

OLDEST_YEAR = 1800
E164 = re.compile(r"\+[1-9][0-9]{7,14}", re.ASCII)
VILLAGE_CODE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}", re.ASCII)


class SectionForm(SeenForm):
    """Some fields of an institution, with what their reader saw there."""

    ROWS: dict[str, type[Any]] = {}  # fields that choose rows by their keys

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any):
        kwargs["initial"] = {name: plain(institution, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.institution = institution
        self.offer()
        self.SEEN = tuple(self.fields)
        for name in self.SEEN:
            self.fields[name].show_hidden_initial = True

    def offer(self) -> None:
        """Choices that depend on the institution."""

    def _seen(self, name: str) -> Any:
        if not isinstance(self.fields[name], forms.MultipleChoiceField):
            return super()._seen(name)
        if not any(key.startswith("initial-") for key in self.data):
            return self._now(name)
        widget = self.fields[name].hidden_widget()
        return sorted(widget.value_from_datadict(self.data, self.files, self[name].html_initial_name) or [])

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return str(_("Yes") if value else _("No"))
        if isinstance(value, list):
            return ", ".join(super(SectionForm, self)._shown(name, each) for each in value) or "—"
        return super()._shown(name, value)

    def _now(self, name: str) -> Any:
        try:
            value = super()._now(name)
        except ValidationError:  # on file in a form that nobody may type today
            value = self.initial[name]
        return sorted(value) if isinstance(value, list) else value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        several = {name for name in self.SEEN if isinstance(self.fields[name], forms.MultipleChoiceField)}
        if any(self[name].html_initial_name not in self.data for name in self.SEEN if name not in several):
            raise ValidationError(_("This form did not reach us whole. Open the page again."), code="not_whole")
        return {name: sorted(value) if isinstance(value, list) else value for name, value in cleaned.items()}

    def before(self) -> dict[str, Any]:
        """What the reader saw of the fields she altered."""
        seen = {name: self._seen(name) for name in self.altered()}
        return {name: None if value == "" and name in self.ROWS else value for name, value in seen.items()}

    def changes(self) -> dict[str, Any]:
        """The altered fields as operations take them."""
        return {name: self._row(name, self.cleaned_data[name]) for name in self.altered()}

    def _row(self, name: str, value: Any) -> Any:
        model = self.ROWS.get(name)
        if model is None:
            return value
        if isinstance(value, list):
            return list(model.objects.filter(pk__in=value))
        return model.objects.get(pk=value) if value else None

    def hidden_initials(self) -> list[str]:
        """What the reader saw of the fields that are drawn choice by choice; the others carry theirs themselves."""
        drawn = [name for name in self.SEEN if isinstance(self.fields[name].widget, forms.RadioSelect)]
        return [
            self.fields[name].hidden_widget().render(self[name].html_initial_name, self._seen(name)) for name in drawn
        ]

    def take_notice(self) -> None:
        """The form comes back to a reader who was shown the difference: what stands there now is what she saw."""
        data = cast(QueryDict, self.data).copy()
        for name in self.SEEN:
            now, key = self._now(name), self[name].html_initial_name
            if isinstance(now, list):
                data.setlist(key, now)
            else:
                data[key] = "" if now is None else str(now)
        self.data = data


class IdentityForm(SectionForm):
    ROWS = {"kind": PSKSKind}

    name = LineField(label=_("Name"), max_length=150)
    short_name = LineField(label=_("Short name"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    owner = forms.ChoiceField(label=_("Owner"), choices=Owner.choices)
    is_legal_entity = forms.BooleanField(label=_("It is a legal entity (yayasan or perkumpulan)"), required=False)
    founded_year = number_field(label=_("Year of founding"))

    def offer(self) -> None:
        if self.institution.is_wadah:
            del self.fields["kind"]
            return
        book = kind_book(self.institution.region_id)
        of_bodies = [line for line in book.psks if not line.is_of_people or line.code == self.institution.kind_id]
        choice_field(self, "kind").choices = [(line.code, line.name) for line in of_bodies]

    def clean_founded_year(self) -> int | None:
        year = self.cleaned_data["founded_year"]
        if year is not None and not OLDEST_YEAR <= year <= timezone.localdate().year:
            raise ValidationError(_("Check the year."), code="far_year")
        return year


class LegalForm(SectionForm):
    deed_number = LineField(label=_("Number of the notarial deed"), max_length=40, required=False)
    deed_on = day_field(label=_("Date of the deed"), required=False)
    notary = LineField(label=_("Notary"), max_length=150, required=False)
    decree_number = LineField(label=_("Number of the decree of the ministry of law"), max_length=60, required=False)
    decree_on = day_field(label=_("Date of the decree"), required=False)
    npwp = LineField(label=_("NPWP of the body"), max_length=30, required=False, help_text=_("15 or 16 digits."))
    nib = LineField(label=_("NIB"), max_length=30, required=False, help_text=_("13 digits."))
    fundraising_permit = LineField(label=_("Fundraising permit (PUB)"), max_length=80, required=False)

    def clean_deed_on(self) -> date | None:
        return checked_day(self.cleaned_data["deed_on"], latest=timezone.localdate())

    def clean_decree_on(self) -> date | None:
        return checked_day(self.cleaned_data["decree_on"], latest=timezone.localdate())

    def clean_npwp(self) -> str:
        return digits(self.cleaned_data["npwp"], lengths=(15, 16), words=_("An NPWP has 15 or 16 digits."))

    def clean_nib(self) -> str:
        return digits(self.cleaned_data["nib"], lengths=(13,), words=_("An NIB has 13 digits."))


def digits(text: str, *, lengths: tuple[int, ...], words: Any) -> str:
    """Digits alone, however they were grouped."""
    bare = re.sub(r"[ ./-]", "", text)
    if bare and (len(bare) not in lengths or not bare.isascii() or not bare.isdigit()):
        raise ValidationError(words, code="digits")
    return bare


class PlaceForm(SectionForm):
    ROWS = {"region": Region, "district": Region, "work_area": Region}

    region = forms.ChoiceField(label=_("Kabupaten or kota"))
    district = forms.ChoiceField(label=_("Kecamatan"), required=False)
    village = LineField(label=_("Desa or kelurahan"), max_length=80, required=False)
    village_code = LineField(
        label=_("Code of the desa or kelurahan"), max_length=13, required=False, help_text=_("Like 62.03.05.1001.")
    )
    address = LineField(label=_("Address"), max_length=300, required=False)
    rt_rw = LineField(label=_("RT/RW"), max_length=12, required=False, help_text=_("Like 003/001."))
    latitude = forms.DecimalField(label=_("Latitude"), max_digits=8, decimal_places=5, required=False)
    longitude = forms.DecimalField(label=_("Longitude"), max_digits=8, decimal_places=5, required=False)
    work_area = forms.MultipleChoiceField(
        label=_("Work area"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The kabupaten and kota in which it works."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        own = self.institution.region
        kept = regencies_kept_by(self.user)
        here = Region.objects.on(timezone.localdate()).filter(in_area(own.code, "code"), level=RegionLevel.DISTRICT)
        near = Region.objects.on(timezone.localdate()).filter(in_area(own.code[:2], "code"), level=RegionLevel.REGENCY)
        also = Region.objects.filter(pk__in=[*self.initial["work_area"], self.initial["district"] or ""])
        named = {region.code: region.name for region in [*also, *here, *near, own]}
        districts = {region.code: region.name for region in here} | {
            code: named[code] for code in [self.initial["district"]] if code
        }
        areas = {*(region.code for region in near), *self.initial["work_area"]}
        choice_field(self, "district").choices = [NOTHING_CHOSEN, *sorted(districts.items())]
        choice_field(self, "work_area").choices = [(code, named[code]) for code in sorted(areas)]
        regions = {own.code: own.name} | {code: region.name for code, region in kept.items()}
        choice_field(self, "region").choices = list(regions.items())
        if len(kept) < 2:
            del self.fields["region"]
        self.fields["district"].help_text = _("Of %(region)s.") % {"region": own.name}

    def clean_village_code(self) -> str:
        code = self.cleaned_data["village_code"]
        if code and not VILLAGE_CODE.fullmatch(code):
            raise ValidationError(_("Write the code like 62.03.05.1001."), code="village_code")
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        if (latitude is None) != (longitude is None) and not {"latitude", "longitude"} & self.errors.keys():
            self.add_error("longitude", _("Give both coordinates, of a place in Indonesia."))
        elif latitude is not None and longitude is not None and not _in_indonesia(latitude, longitude):
            self.add_error("latitude", _("Give both coordinates, of a place in Indonesia."))
        region = cleaned.get("region", self.institution.region_id)
        if not (cleaned.get("district") or "").startswith(f"{region}."):
            cleaned["district"] = ""  # a kecamatan of where it was before
        if cleaned.get("village_code") and not cleaned["village_code"].startswith(cleaned["district"] or region):
            self.add_error("village_code", _("This desa or kelurahan lies elsewhere."))
        return cleaned


def _in_indonesia(latitude: Decimal, longitude: Decimal) -> bool:
    return -11 <= latitude <= Decimal("6.5") and 94 <= longitude <= 142


class OwnPhoneField(PhoneField):
    """Shows the number as people write it at home."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return text if not text or E164.fullmatch(text) else e164(text)
        except ValueError:
            raise ValidationError(self.error_messages["phone"], code="phone") from None

    def prepare_value(self, value: Any) -> Any:
        return spoken(value) if isinstance(value, str) and E164.fullmatch(value) else value


class ContactForm(SectionForm):
    phone = OwnPhoneField(label=_("Telephone of the institution"), required=False)
    whatsapp = OwnPhoneField(label=_("WhatsApp of the institution"), required=False)
    email = forms.EmailField(label=_("E-mail address of the institution"), max_length=254, required=False)
    staff_female = number_field(label=_("Board and staff: women"), max_value=100_000)
    staff_male = number_field(label=_("Board and staff: men"), max_value=100_000)


class ServicesForm(SectionForm):
    ROWS = {"serves": PPKSKind}

    serves = forms.MultipleChoiceField(label=_("Whom it serves"), required=False, widget=forms.CheckboxSelectMultiple)
    delivery = forms.ChoiceField(
        label=_("Form of service"), required=False, choices=[NOTHING_CHOSEN, *Delivery.choices]
    )
    capacity = number_field(label=_("Capacity, people"))

    def offer(self) -> None:
        book = kind_book(self.institution.region_id)
        choice_field(self, "serves").choices = [(line.code, line.name) for line in book.ppks]


class YouthGradeForm(SectionForm):
    youth_grade = forms.ChoiceField(
        label=_("Classification"), required=False, choices=[NOTHING_CHOSEN, *YouthGrade.choices]
    )


class StatusForm(SectionForm):
    """Only active institutions nominate and count; why another one does not, is said."""

    status = forms.ChoiceField(
        label=_("Status"),
        choices=[(status.value, status.label) for status in IN_REGISTER],
        widget=forms.RadioSelect,
    )
    status_why = LineField(label=_("Reason"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("status") in (InstitutionStatus.INACTIVE, InstitutionStatus.FROZEN):
            if "status_why" in cleaned and not cleaned["status_why"]:
                self.add_error("status_why", _("Say why, so that the institution knows what to do next."))
        elif cleaned.get("status_why") == self.initial["status_why"] and "status" in self.changed_data:
            cleaned["status_why"] = ""  # the old reason does not speak for being active again
        return cleaned
