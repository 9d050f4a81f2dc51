import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.duplicates.enums import DuplicateEvent
from lms.duplicates.models.pairs import MergeOfTwo, Pair
from lms.organisations.encryption import EncryptedTextField
from lms.organisations.models import Person


def people_kept_by(user: Any) -> models.QuerySet[Person]:
    """Present people who live, or have or had a membership, in an area whose register one keeps."""
    return Person.objects.kept_by(user).filter(erased_at__isnull=True)


class Suggestion(Pair):
    """Two people who may be one."""

    PAIR: ClassVar = ("person_a", "person_b")
    DISMISSED: ClassVar = DuplicateEvent.PAIR_DISMISSED
    kept_by = staticmethod(people_kept_by)

    person_a = models.BigIntegerField(db_index=True)
    person_b = models.BigIntegerField(db_index=True)

    class Meta(Pair.Meta):
        constraints = [
            *Pair.Meta.constraints,
            models.UniqueConstraint(fields=["person_a", "person_b"], name="duplicates_suggestion_once_per_pair"),
            models.CheckConstraint(
                condition=Q(person_a__lt=F("person_b")), name="duplicates_suggestion_older_row_first"
            ),
        ]


class Merge(MergeOfTwo):
    """Two rows of one human made one. NIKs are sealed under ``uuid``, so keys can rotate."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(  # that went over with the merge
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    kept_nik_sealed = EncryptedTextField(blank=True)
    gone_nik_sealed = EncryptedTextField(blank=True)
    confirmations = models.JSONField(default=dict)  # of the two NIKs: who and when
    is_nik_of_gone = models.BooleanField(default=False)  # the one that stayed

    class Meta(MergeOfTwo.Meta):
        constraints = [
            *MergeOfTwo.Meta.constraints,
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_at__isnull=True),
                name="duplicates_merge_one_standing_per_person",
                violation_error_message=_("This person is merged already."),
            ),
        ]


class Fingerprint(models.Model):
    """What the search for doubles knows of a person: numbers only. Who shares one is compared; nobody else is."""

    person = models.BigIntegerField(primary_key=True)  # no foreign key, as with suggestions
    digest = models.BigIntegerField()  # tells whether anything changed since she was compared
    by_phone = models.BigIntegerField(null=True, db_index=True)
    by_birth = models.BigIntegerField(null=True, db_index=True)
    by_name = models.BigIntegerField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"fingerprint of {self.person}"
