from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.organisations.access import NATION, Scope
from lms.organisations.enums import RegionLevel
from lms.reports.enums import InstitutionStatus
from lms.reports.figures import regions_for


def region_choices(scope: Scope, chosen: str) -> list[tuple[str, Any]]:
    """All of one's area, then its regions; whoever reads the nation gets provinces and the chosen one's regions."""
    regions = regions_for(scope).on(timezone.localdate()).filter(level__in=(RegionLevel.PROVINCE, RegionLevel.REGENCY))
    if NATION in scope.areas(Permission.SEE_REPORTS):
        regions = regions.filter(level=RegionLevel.PROVINCE) | regions.filter(parent=chosen[:2])
    return [("", _("The whole area")), *((region.code, region.short_name) for region in regions)]


class AreaForm(forms.Form):
    wilayah = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, data, *, scope: Scope):
        super().__init__(data)
        chosen = data.get("wilayah", "")
        areas = cast(forms.ChoiceField, self.fields["wilayah"])
        areas.choices = region_choices(scope, chosen if chosen.isprintable() else "")


class InstitutionFilterForm(AreaForm):
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("All")), *InstitutionStatus.choices])
