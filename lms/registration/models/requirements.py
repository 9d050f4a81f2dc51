from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from lms.organisations.enums import Level
from lms.organisations.models import Institution, PSKSKind, Region
from lms.organisations.rules.regions import above_codes
from lms.registration.enums import LegalForm
from lms.registration.rules import STALE


class Labelled(models.Model):
    """What a row is called, in both languages of the interface."""

    label_id = models.CharField(max_length=150)
    label_en = models.CharField(max_length=150)
    help_id = models.CharField(max_length=300, blank=True)
    help_en = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label_id

    @property
    def label(self) -> str:
        return self.label_en if get_language() == "en" else self.label_id

    @property
    def help(self) -> str:
        return self.help_en if get_language() == "en" else self.help_id


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def kept_in(self, province: str | None):
        """The checklist of a province: the nation's, save where it has a row of its own. None: the nation's."""
        if province is None:
            return self.filter(region__isnull=True)
        own = self.filter(region=province)
        return self.filter(Q(region=province) | (Q(region__isnull=True) & ~Q(code__in=own.values("code"))))

    def asked_of(self, institution: Institution, level: str):
        """What an institution of this kind and form hands in at this level, in order."""
        legal = LegalForm.LEGAL_ENTITY if institution.is_legal_entity else LegalForm.NO_LEGAL_ENTITY
        return self.kept_in(above_codes(institution.region_id)[-1]).filter(
            Q(kind__isnull=True) | Q(kind=institution.kind_id),
            Q(level="") | Q(level=level),
            legal__in=[LegalForm.BOTH, legal],
            is_active=True,
        )


class Requirement(Labelled):
    """Something an applicant hands in. Rows, for offices differ: Permensos 5/2024 and local service standards.

    A row of a province with the code of one of the nation stands in its place there. Applications copy what they are
    asked for (``ApplicationItem``), so a change is for those that begin later.
    """

    code = models.SlugField(max_length=40)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # a province
    kind = models.ForeignKey(PSKSKind, on_delete=models.PROTECT, null=True, blank=True)  # none: of every kind
    level = models.CharField(max_length=10, choices=Level, blank=True)  # none: at every level
    legal = models.CharField(max_length=4, choices=LegalForm, default=LegalForm.BOTH)
    position = models.PositiveSmallIntegerField(default=0)
    needs_file = models.BooleanField(default=True)
    is_required = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)  # what an office does not ask for is switched off, not deleted
    version = models.PositiveIntegerField(default=1)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(region__isnull=True),
                name="registration_requirement_once_in_the_nation",
                violation_error_message=STALE.message,
            ),
            models.UniqueConstraint(
                fields=["code", "region"],
                condition=Q(region__isnull=False),
                name="registration_requirement_once_in_a_province",
                violation_error_message=STALE.message,
            ),
        ]
