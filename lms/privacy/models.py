from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.organisations.access import scope_of
from lms.organisations.models import Membership, Person
from lms.privacy.enums import Purpose, RequestKind, RequestState


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def current(self):
        """The newest version for each purpose."""
        newest = self.filter(purpose=models.OuterRef("purpose")).order_by("-version")
        return self.filter(pk=models.Subquery(newest.values("pk")[:1])).order_by("purpose")


class ConsentText(models.Model):
    """The words somebody agrees to, by purpose and version; never rewritten."""

    purpose = models.CharField(max_length=12, choices=Purpose)
    version = models.PositiveIntegerField()
    words_id = models.CharField(max_length=1000)
    words_en = models.CharField(max_length=1000)
    published_at = models.DateTimeField()

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="privacy_consenttext_version_once")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"

    @property
    def words(self) -> str:
        return self.words_en if get_language() == "en" else self.words_id


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self):
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """A person agreed to one version of one text; withdrawing is as easy. Source: UU 27/2022 arts. 22, 40."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "text"],
                condition=Q(withdrawn_at__isnull=True),
                name="privacy_consent_once_in_force",
                violation_error_message=_("You already agreed to this."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="privacy_consent_given_before_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"consent #{self.pk}"


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def of(self, user):
        return self.filter(person__user_id=scope_of(user).user_id, person__user__isnull=False)

    def answerable_by(self, user):
        """Of people who live, or are members, in the areas where one helps people; never one's own."""
        scope = scope_of(user)
        members = Membership.objects.filter(scope.region_filter(Permission.HELP_PEOPLE, "institution__region__code"))
        at_home = scope.region_filter(Permission.HELP_PEOPLE, "person__region__code")
        return self.filter(Q(person__in=members.values("person")) | at_home).exclude(person__user_id=scope.user_id)

    def open(self):
        return self.filter(state=RequestState.OPEN)


class DataRequest(models.Model):
    """What somebody asks about her own data, with a clock of 3 x 24 hours. Source: UU 27/2022 arts. 6-10, 30."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("what do you ask?"), max_length=12, choices=RequestKind)
    words = models.CharField(_("in your words"), max_length=1000)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.OPEN)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state="open"),
                name="privacy_datarequest_one_open_of_a_kind",
                violation_error_message=_("You already asked this; the answer is on its way."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "declined"], answered_at__isnull=False, answered_by__isnull=False)
                | Q(state__in=["open", "withdrawn"], answered_at__isnull=True, answered_by__isnull=True),
                name="privacy_datarequest_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"request #{self.pk}"

    def is_late(self, at: datetime) -> bool:
        return self.state == RequestState.OPEN and at > self.due_at
