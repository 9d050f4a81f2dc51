from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.enums import CourseKind
from lms.accounts.fields import LineField
from lms.learning.catalogue import FEW_JP, HOURS, MANY_JP, NATIONAL
from lms.organisations.access import NATION
from lms.organisations.forms.people import choice_field
from lms.organisations.kinds import kind_book
from lms.organisations.models import Region

ALL = ("", _("All"))


class PlaceForm(forms.Form):
    """Where the trainee is in a lesson: the id of a block."""

    block = forms.CharField(max_length=36, widget=forms.HiddenInput)


class CatalogueForm(forms.Form):
    """Search words and filters of the list of courses. ``areas``: the regions whose offices offer something."""

    cari = LineField(label=_("What do you want to learn?"), max_length=100, required=False)
    untuk = forms.ChoiceField(label=_("For whom"), required=False)
    tema = forms.ChoiceField(label=_("People it is about (PPKS)"), required=False)
    jenis = forms.ChoiceField(label=_("Kind of course"), required=False, choices=[ALL, *CourseKind.choices])
    jp = forms.ChoiceField(label=_("Length"), required=False)
    wilayah = forms.ChoiceField(label=_("Offered by"), required=False)
    dibuka = forms.BooleanField(label=_("Only with an open cohort"), required=False)

    def __init__(self, data: Any, *, areas: Iterable[str]):
        super().__init__(data)
        lengths = (
            _("up to %(most)s JP") % {"most": FEW_JP},
            _("%(least)s to %(most)s JP") % {"least": FEW_JP + 1, "most": MANY_JP},
            _("more than %(most)s JP") % {"most": MANY_JP},
        )
        regions = Region.objects.on(timezone.localdate()).filter(code__in=areas).order_by("code")
        book = kind_book(NATION)
        choice_field(self, "untuk").choices = [ALL, *((line.code, line.name) for line in book.psks)]
        choice_field(self, "tema").choices = [ALL, *((line.code, line.name) for line in book.ppks)]
        choice_field(self, "jp").choices = [ALL, *zip(HOURS, lengths, strict=True)]
        choice_field(self, "wilayah").choices = [
            ALL, (NATIONAL, _("Whole nation")), *((region.code, region.short_name) for region in regions)
        ]  # fmt: skip
