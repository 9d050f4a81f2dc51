"""Links that work once: to an account of one's own, and back into an account. Only hashes of them are kept."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.organisations.models.people import Person
from lms.organisations.models.roles import accounts_helped_by
from lms.organisations.rules.links import hash_of


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime):
        """Not used, not expired, and the person still has no account."""
        return self.filter(
            used_at__isnull=True,
            expires_at__gt=at,
            person__user__isnull=True,
            person__merged_into__isnull=True,
            person__erased_at__isnull=True,
        )

    def behind(self, token: str):
        return self.filter(token_hash=hash_of(token))


class Invitation(models.Model):
    """A link with which a person of the register gets her account. Only a hash of it is kept; used once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation #{self.pk}"


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def visible_to(self, user):
        return self.filter(user__in=accounts_helped_by(user))

    def open(self, at: datetime):
        return self.filter(used_at__isnull=True, expires_at__gt=at)

    def behind(self, token: str):
        """Links stand only on what a second officer confirmed."""
        return self.filter(token_hash=hash_of(token), confirmed_at__isnull=False)


class Recovery(models.Model):
    """An account given back by an officer, confirmed by a second one, for people without e-mail or phone at hand."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recoveries")
    why = models.CharField(_("how you know who it is"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True, token_hash__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="organisations_recovery_confirmed_before_it_works",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
                name="organisations_recovery_confirmed_by_another",
                violation_error_message=_("Another officer must confirm this."),
            ),
            models.CheckConstraint(
                condition=~Q(user=F("asked_by")) & (Q(confirmed_by__isnull=True) | ~Q(user=F("confirmed_by"))),
                name="organisations_recovery_not_of_ones_own_account",
                violation_error_message=_("Nobody gives back her own account."),
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(token_hash__isnull=False),
                name="organisations_recovery_used_by_its_link",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery #{self.pk}"
