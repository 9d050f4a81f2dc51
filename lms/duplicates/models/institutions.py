from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.duplicates.enums import DuplicateEvent
from lms.duplicates.models.pairs import MergeOfTwo, Pair
from lms.organisations.models import Institution


def institutions_kept_by(user: Any) -> models.QuerySet[Institution]:
    """Of the register, in an area whose register one keeps."""
    return Institution.objects.editable_by(user)


class InstitutionSuggestion(Pair):
    """Two institutions that may be one."""

    PAIR: ClassVar = ("institution_a", "institution_b")
    DISMISSED: ClassVar = DuplicateEvent.INSTITUTION_PAIR_DISMISSED
    kept_by = staticmethod(institutions_kept_by)

    institution_a = models.BigIntegerField(db_index=True)
    institution_b = models.BigIntegerField(db_index=True)

    class Meta(Pair.Meta):
        constraints = [
            *Pair.Meta.constraints,
            models.UniqueConstraint(
                fields=["institution_a", "institution_b"], name="duplicates_institutionsuggestion_once_per_pair"
            ),
            models.CheckConstraint(
                condition=Q(institution_a__lt=F("institution_b")),
                name="duplicates_institutionsuggestion_older_row_first",
            ),
        ]


class InstitutionMerge(MergeOfTwo):
    """Two rows of one institution made one. Its register number and its old address lead to the remaining row."""

    kept = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")

    class Meta(MergeOfTwo.Meta):
        constraints = [
            *MergeOfTwo.Meta.constraints,
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_at__isnull=True),
                name="duplicates_institutionmerge_one_standing_per_institution",
                violation_error_message=_("This institution is merged already."),
            ),
        ]


class InstitutionFingerprint(models.Model):
    """What the search for doubles knows of an institution: numbers only. Those that share one are compared."""

    institution = models.BigIntegerField(primary_key=True)  # no foreign key, as with suggestions
    digest = models.BigIntegerField()  # tells whether anything changed since it was compared
    by_name = models.BigIntegerField(null=True, db_index=True)
    by_whole_name = models.BigIntegerField(null=True, db_index=True)
    by_phone = models.BigIntegerField(null=True, db_index=True)
    by_email = models.BigIntegerField(null=True, db_index=True)
    by_npwp = models.BigIntegerField(null=True, db_index=True)
    by_nib = models.BigIntegerField(null=True, db_index=True)
    by_decree = models.BigIntegerField(null=True, db_index=True)
    by_paper = models.BigIntegerField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"fingerprint of institution {self.institution}"
