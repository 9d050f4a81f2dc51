import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.accounts.roles import Permission
from lms.organisations.access import NATION, in_area, scope_of
from lms.organisations.enums import (
    IN_REGISTER,
    AgeGroup,
    Level,
    RegionLevel,
)
from lms.organisations.forms.people import NOTHING_CHOSEN, checked_day, choice_field, day_field
from lms.organisations.kinds import KindBook, kind_book
from lms.organisations.models import Institution, PSKSKind, Region
from lms.organisations.operations.institutions import Counts

OLDEST_YEAR = 1800
MANY = 1_000_000
VILLAGE_CODE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}", re.ASCII)


def number_field(*, label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=more.pop("max_value", MANY), required=False, **more)


def regencies_kept_by(user: Any) -> dict[str, Region]:
    """The kabupaten and kota of today in the areas whose register one keeps."""
    wanted = scope_of(user).region_filter(Permission.MANAGE_REGISTER, "code")
    rows = Region.objects.on(timezone.localdate()).filter(wanted, level=RegionLevel.REGENCY)
    return {region.code: region for region in rows}


def area_choices(areas: tuple[str, ...], chosen: str) -> list[tuple[str, Any]]:
    """Whoever reads the nation chooses among provinces, then in the one that is chosen; others in their own area."""
    regions = Region.objects.on(timezone.localdate())
    if NATION in areas:
        wanted = regions.filter(level=RegionLevel.PROVINCE)
        if chosen.isprintable() and chosen:
            wanted = wanted | regions.filter(level=RegionLevel.REGENCY, parent=chosen[:2])
    else:
        wanted = regions.none()
        for area in areas:
            wanted = wanted | regions.filter(in_area(area, "code"), level=RegionLevel.REGENCY)
    return [("", _("The whole area")), *((region.code, region.short_name) for region in wanted)]


class DirectoryFilterForm(forms.Form):
    """Search words, kind and area. Two queries; ``book`` then tells what the words mean."""

    cari = LineField(label=_("Name of the institution, or what it does"), max_length=100, required=False)
    jenis = forms.ChoiceField(label=_("Kind"), required=False)
    wilayah = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, data: Any, *, areas: tuple[str, ...]):
        super().__init__(data)
        self.book: KindBook = kind_book(*areas)
        choice_field(self, "jenis").choices = [("", _("All")), *((line.code, line.name) for line in self.book.psks)]
        choice_field(self, "wilayah").choices = area_choices(areas, data.get("wilayah", ""))


class RegisterFilterForm(DirectoryFilterForm):
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), *((status.value, status.label) for status in IN_REGISTER)],
    )


class NewInstitutionForm(forms.Form):
    """The first page: what gives an institution its place and number. The rest follows section by section."""

    name = LineField(label=_("Name"), max_length=150)
    kind = forms.ChoiceField(label=_("Kind"))
    region = forms.ChoiceField(label=_("Kabupaten or kota"))
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.REGENCY)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.regions = regencies_kept_by(user)
        self.book = kind_book(*self.regions)
        kinds = [(line.code, line.name) for line in self.book.psks if not line.is_of_people]
        places = [(code, region.name) for code, region in self.regions.items()]
        choice_field(self, "kind").choices = [NOTHING_CHOSEN, *kinds]
        choice_field(self, "region").choices = places if len(places) == 1 else [NOTHING_CHOSEN, *places]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"name", "kind", "region"} <= cleaned.keys():
            alike = Institution.objects.in_register().filter(
                name__iexact=cleaned["name"], kind=cleaned["kind"], region=cleaned["region"]
            )
            if there := alike.first():
                words = _("It is in the register already, under number %(number)s. Another one needs another name.")
                self.add_error("name", ValidationError(words, params={"number": there.number}))
        return cleaned

    def institution(self) -> dict[str, Any]:
        data = self.cleaned_data
        kind, region = PSKSKind.objects.get(pk=data["kind"]), self.regions[data["region"]]
        return {"name": data["name"], "kind": kind, "region": region, "level": data["level"]}


class BeneficiariesForm(forms.Form):
    """Women and men of each age group on a day. Carries hidden what is on file of that day."""

    as_of = day_field(label=_("As of"))
    seen = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, latest: tuple[date | None, Counts], **kwargs: Any):
        day, counts = latest
        initial: dict[str, Any] = {"as_of": day or timezone.localdate(), "seen": packed(day, counts)}
        for group, pair in counts.items():
            initial |= {f"{group}_female": pair[0], f"{group}_male": pair[1]}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        for group in AgeGroup:
            for sex, word in (("female", _("%(group)s: female")), ("male", _("%(group)s: male"))):
                self.fields[f"{group.value}_{sex}"] = number_field(label=word % {"group": group.label})

    def clean_as_of(self) -> date | None:
        return checked_day(self.cleaned_data["as_of"], latest=timezone.localdate())

    def counts(self) -> Counts:
        data = self.cleaned_data
        return {group: (data[f"{group}_female"] or 0, data[f"{group}_male"] or 0) for group in AgeGroup.values}

    def before(self) -> Counts:
        """What the reader saw of the day she sends; nothing when it was another day."""
        day, _sep, rest = self.cleaned_data["seen"].partition(":")
        numbers = rest.split(",")
        if day != self.cleaned_data["as_of"].isoformat() or len(numbers) != 2 * len(AgeGroup):
            return {}
        if not all(number.isascii() and number.isdigit() and len(number) < 8 for number in numbers):
            return {}
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return {group: (int(f), int(m)) for group, (f, m) in zip(AgeGroup.values, pairs, strict=True)}


def packed(day: date | None, counts: Counts) -> str:
    if day is None:
        return ""
    return f"{day.isoformat()}:{','.join(str(n) for group in AgeGroup.values for n in counts.get(group, (0, 0)))}"
