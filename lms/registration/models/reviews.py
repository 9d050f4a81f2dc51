from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.registration.enums import ApplicationStatus, Opinion
from lms.registration.models.applications import Application
from lms.registration.models.items import ApplicationItem


class ReviewQuerySet(models.QuerySet["Review"]):
    def answerable(self, at: datetime):
        """Not answered, not over, asked by somebody who still works here, and the application is not decided."""
        return self.filter(
            answered_at__isnull=True,
            expires_at__gt=at,
            asked_by__is_active=True,
            application__status__in=[ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED],
        )


class Review(models.Model):
    """Somebody outside is asked for an opinion by a link that ends. The link itself is not kept, only its hash.

    ``seed`` and the secret key of the installation make the link again for the officer who asked.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    name = models.CharField(_("name"), max_length=150)
    contact = models.CharField(_("e-mail address or phone number"), max_length=254)
    question = models.CharField(_("question"), max_length=500)
    items = models.ManyToManyField(ApplicationItem, blank=True, related_name="+")  # the papers shown to the reviewer
    seed = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opinion = models.CharField(_("opinion"), max_length=10, choices=Opinion, blank=True)
    note = models.TextField(_("note"), blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, opinion="") | (Q(answered_at__isnull=False) & ~Q(opinion="")),
                name="registration_review_answered_with_an_opinion",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="registration_review_ends_after_it_was_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"review #{self.pk}"
