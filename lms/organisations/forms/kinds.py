"""Local kinds, and the bodies that hold the people of a kind."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.accounts.roles import Permission
from lms.organisations.access import NATION, scope_of
from lms.organisations.enums import KindCategory, RegionLevel
from lms.organisations.forms.institutions import regencies_kept_by
from lms.organisations.forms.people import NOTHING_CHOSEN, choice_field
from lms.organisations.kinds import kind_book
from lms.organisations.models import PSKSKind, Region
from lms.organisations.rules.kinds import wadah_name

MOST_SYNONYMS = 20


class WadahForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"))
    region = forms.ChoiceField(label=_("Kabupaten or kota"))
    name = LineField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("Leave empty for the usual name, such as TKSK Kab. Kapuas."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.regions = regencies_kept_by(user)
        kinds = [(line.code, line.name) for line in kind_book(*self.regions).psks if line.is_of_people]
        places = [(code, region.name) for code, region in self.regions.items()]
        choice_field(self, "kind").choices = [NOTHING_CHOSEN, *kinds]
        choice_field(self, "region").choices = places if len(places) == 1 else [NOTHING_CHOSEN, *places]

    def wadah(self) -> dict[str, Any]:
        kind, region = PSKSKind.objects.get(pk=self.cleaned_data["kind"]), self.regions[self.cleaned_data["region"]]
        return {
            "kind": kind,
            "region": region,
            "name": self.cleaned_data["name"] or wadah_name(kind.name_id, region.short_name),
        }


class KindForm(forms.Form):
    """A local kind. ``provinces`` are those whose whole register one keeps."""

    name = LineField(label=_("Name"), max_length=150, help_text=_("For example: Pendamping PKH."))
    category = forms.ChoiceField(label=_("Category"), choices=KindCategory.choices, widget=forms.RadioSelect)
    province = forms.ChoiceField(label=_("Province"))
    synonyms = LineField(
        label=_("Other words for it"),
        max_length=500,
        required=False,
        help_text=_("Separated by commas. People find the kind by them."),
    )

    def __init__(self, *args: Any, provinces: dict[str, Region], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.provinces = provinces
        choice_field(self, "province").choices = [(code, region.name) for code, region in provinces.items()]

    def clean_synonyms(self) -> list[str]:
        words = [" ".join(word.lower().split()) for word in self.cleaned_data["synonyms"].split(",")]
        words = list(dict.fromkeys(word for word in words if word))
        if len(words) > MOST_SYNONYMS:
            raise forms.ValidationError(_("Give at most 20 words."), code="many")
        return words


def provinces_kept_by(user: Any) -> dict[str, Region]:
    """The provinces whose whole register one keeps; an officer of a kabupaten keeps none."""
    areas = scope_of(user).areas(Permission.MANAGE_REGISTER)
    provinces = Region.objects.on(timezone.localdate()).filter(level=RegionLevel.PROVINCE)
    rows = provinces if NATION in areas else provinces.filter(pk__in=areas)
    return {region.code: region for region in rows}
