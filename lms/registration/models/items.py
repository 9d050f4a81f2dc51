from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.organisations.models import StoredFile
from lms.registration.enums import FILLED, Fact, ItemState
from lms.registration.models.applications import Application
from lms.registration.models.requirements import Labelled
from lms.registration.rules import ItemFacts, reasons_against_editing


class ApplicationItem(Labelled):
    """One part of an application, with its label as it was asked; given, examined, perhaps returned, and mended."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="items")
    code = models.SlugField(max_length=40)
    place = models.PositiveSmallIntegerField(default=0)  # in the list
    needs_file = models.BooleanField(default=False)
    is_required = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.MISSING)
    answer = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # why it was returned; stays while it is mended
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["application", "place", "code"]
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="registration_applicationitem_once"),
            models.CheckConstraint(
                condition=Q(needs_file=False, file__isnull=True)
                | Q(needs_file=True, state="missing", file__isnull=True)
                | (Q(needs_file=True, file__isnull=False) & ~Q(state="missing")),
                name="registration_applicationitem_given_with_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""),
                name="registration_applicationitem_returned_with_a_reason",
            ),
        ]

    @property
    def label(self) -> str:
        return str(Fact(self.code).label) if self.is_fact else super().label

    @property
    def is_fact(self) -> bool:
        return self.code in Fact.values

    @property
    def is_filled(self) -> bool:
        return self.state in FILLED

    @property
    def is_editable(self) -> bool:
        return not reasons_against_editing(self.application.state, ItemState(self.state))

    def facts(self) -> ItemFacts:
        return ItemFacts(self.label, self.is_required, ItemState(self.state))
