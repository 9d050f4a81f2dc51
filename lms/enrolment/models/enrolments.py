from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.enrolment.enums import (
    ENDED,
    HOLDING,
    LIVE,
    PARTICIPATING,
    EnrolmentRole,
    EnrolmentStatus,
    EnrolmentWay,
)
from lms.enrolment.rules import WORDS, EnrolmentFacts, Sitter, may_follow, may_withdraw
from lms.organisations.access import scope_of
from lms.organisations.enums import Position, Sex
from lms.organisations.models import Institution, Membership, Person, Region
from lms.refusal import Reason, reasons_from_data

# An application the organiser alone decides on, and whoever waits for the organiser's decision.
OF_ORGANISER = Q(way=EnrolmentWay.APPLICATION, cohort__seat_plan__approval_steps=1)
WAITS_FOR_ORGANISER = Q(status=EnrolmentStatus.CONFIRMED) | Q(status=EnrolmentStatus.NOMINATED) & OF_ORGANISER


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def accepted(self):
        """Participants of their cohort, whether they have come by now or not."""
        return self.filter(status__in=PARTICIPATING)

    def holding(self):
        """Who holds a seat: participants, and those to whom one is offered. Companions are outside the count."""
        return self.filter(status__in=HOLDING).exclude(role=EnrolmentRole.COMPANION)

    def live(self):
        return self.filter(status__in=LIVE)

    def of(self, user):
        """The trainee's own."""
        return self.filter(person__user_id=scope_of(user).user_id, person__user__isnull=False)

    def nominated_from(self, user):
        """From the institutions this person administers."""
        return self.filter(membership__institution__in=scope_of(user).institution_ids())

    def brought_by(self, user):
        """Whom this person accompanies and records for; it ends when she leaves her institution, or is not her
        companion any more, or when the accompanied has an account of her own.
        """
        scope = scope_of(user)
        if scope.user_id is None:
            return self.none()
        member = Membership.objects.on(timezone.localdate()).filter(person__user_id=scope.user_id)
        accompanied = Person.objects.living().filter(companion__user_id=scope.user_id, user__isnull=True)
        brought = self.filter(role=EnrolmentRole.ASSISTED, person__in=accompanied.values("pk"))
        return brought.filter(Exists(member))

    def learnt_by(self, user):
        """Participants' rows this person learns in: her own, and in their names those of whom she accompanies."""
        return (self.of(user) | self.brought_by(user)).accepted()

    def sent_by(self, user):
        """Nominated by the institutions this person keeps."""
        return self.nominated_from(user).filter(way=EnrolmentWay.NOMINATION)

    def confirmable_by(self, user):
        """From the kabupaten/kota in which this person confirms nominations."""
        return self.filter(scope_of(user).region_filter(Permission.CONFIRM_NOMINATION, "region__code"))

    def supported_by(self, user):
        """Those of them on whom the kabupaten or kota has a say: not an application the organiser alone decides on."""
        return self.confirmable_by(user).exclude(OF_ORGANISER)

    def decidable_by(self, user):
        """In the cohorts of the offices in whose region this person decides."""
        return self.filter(scope_of(user).region_filter(Permission.DECIDE_ENROLMENT, "cohort__office__region__code"))

    def answerable_by(self, user):
        """Whose offered seat this person may take or give back: her own, and those she sent, brought or confirmed."""
        own = self.of(user) | self.sent_by(user) | self.brought_by(user) | self.supported_by(user)
        return self.filter(pk__in=own.values("pk"))

    def replaceable_by(self, user):
        """In whose place this person may send somebody else: as an office, for her institution, or at the door."""
        at_the_door = self.filter(cohort__in=Cohort.objects.taught_by(user))
        own = self.decidable_by(user) | self.supported_by(user) | self.sent_by(user) | at_the_door
        return self.filter(pk__in=own.values("pk"))

    def visible_to(self, user):
        taught = Q(cohort__in=Cohort.objects.taught_by(user), status__in=PARTICIPATING)
        own = self.of(user) | self.nominated_from(user) | self.confirmable_by(user) | self.decidable_by(user)
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=self.brought_by(user).values("pk")) | taught)


class Enrolment(models.Model):
    """A person, sent by an organisation, in a cohort. Institution, kind, position and region are kept as they were."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    way = models.CharField(_("way in"), max_length=12, choices=EnrolmentWay, default=EnrolmentWay.NOMINATION)
    role = models.CharField(_("takes part as"), max_length=12, choices=EnrolmentRole, default=EnrolmentRole.PARTICIPANT)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="enrolments")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")  # as it was
    accompanied_by = models.ForeignKey(  # who comes with a companion's charge, or records for an assisted participant
        Person, on_delete=models.PROTECT, null=True, related_name="accompanied"
    )
    party = models.CharField(max_length=32, blank=True)  # those who asked to stay together share a key
    person_name = models.CharField(max_length=150)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    institution_name = models.CharField(max_length=150, blank=True)
    institution_number = models.CharField(max_length=30, blank=True)
    kind_code = models.CharField(max_length=20, blank=True)
    kind_name = models.CharField(max_length=150, blank=True)
    position = models.CharField(max_length=12, choices=Position, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True)
    status = models.CharField(_("status"), max_length=10, choices=EnrolmentStatus, default=EnrolmentStatus.NOMINATED)
    nominated_at = models.DateTimeField()
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reserved_at = models.DateTimeField(null=True)  # since when on the reserve list
    offered_at = models.DateTimeField(null=True)
    offered_until = models.DateTimeField(null=True)
    promoted_why = models.JSONField(null=True)  # code and values of the sentence that explains a promotion
    present_at = models.DateTimeField(null=True)  # seen for the first time
    completed_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replacement")
    gate_why = models.CharField(max_length=300, blank=True)  # why an officer let somebody through a closed gate
    gate_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # declined, replaced or withdrawn
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=300, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["region", "person_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "person"],
                condition=Q(status__in=LIVE),
                name="enrolment_enrolment_one_live_per_person",
                violation_error_message=_("This person is already nominated for this cohort."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="enrolment_enrolment_confirmed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="enrolment_enrolment_accepted_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=PARTICIPATING) | Q(accepted_at__isnull=False),
                name="enrolment_enrolment_participants_were_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=PARTICIPATING, way__in=["nomination", "application"])
                | Q(confirmed_at__isnull=False),
                name="enrolment_enrolment_accepted_after_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(way=EnrolmentWay.NOMINATION) | Q(membership__isnull=False),
                name="enrolment_enrolment_nominated_by_membership",
            ),
            models.CheckConstraint(
                condition=Q(membership__isnull=True, institution__isnull=True)
                | Q(membership__isnull=False, institution__isnull=False, region__isnull=False)
                & ~Q(institution_name="")
                & ~Q(position=""),
                name="enrolment_enrolment_snapshot_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=EnrolmentStatus.RESERVE) | Q(reserved_at__isnull=False),
                name="enrolment_enrolment_reserved_since",
            ),
            models.CheckConstraint(
                condition=~Q(status=EnrolmentStatus.OFFERED) | Q(offered_at__isnull=False, offered_until__isnull=False),
                name="enrolment_enrolment_offered_until",
            ),
            models.CheckConstraint(
                condition=~Q(status=EnrolmentStatus.PRESENT) | Q(present_at__isnull=False),
                name="enrolment_enrolment_present_since",
            ),
            models.CheckConstraint(
                condition=~Q(status=EnrolmentStatus.COMPLETED) | Q(completed_at__isnull=False),
                name="enrolment_enrolment_completed_since",
            ),
            models.CheckConstraint(
                condition=Q(gate_why="", gate_by__isnull=True) | (~Q(gate_why="") & Q(gate_by__isnull=False)),
                name="enrolment_enrolment_gate_why_and_by",
            ),
            models.CheckConstraint(  # by somebody, or by a rule that says why
                condition=Q(status__in=ENDED, ended_at__isnull=False) & (Q(ended_by__isnull=False) | ~Q(ended_why=""))
                | (~Q(status__in=ENDED) & Q(ended_at__isnull=True, ended_by__isnull=True)),
                name="enrolment_enrolment_ended_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} · {self.cohort}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_participant(self) -> bool:
        return self.status in PARTICIPATING

    @property
    def may_be_declined(self) -> bool:
        return may_follow(self.facts(), EnrolmentStatus.DECLINED)

    @property
    def may_be_replaced(self) -> bool:
        return may_follow(self.facts(), EnrolmentStatus.REPLACED)

    @property
    def may_be_withdrawn(self) -> bool:
        return may_withdraw(self.facts())

    @property
    def region_name(self) -> str:
        return self.region.short_name if self.region else ""

    @property
    def offer_ends_in_words(self) -> str:
        """In the zone of the cohort, with its name."""
        if self.offered_until is None:
            return ""
        local = timezone.localtime(self.offered_until, self.cohort.tzinfo)
        return f"{date_format(local, 'j F Y, H.i')} {self.cohort.get_zone_display()}"

    @property
    def promotion(self) -> Reason | None:
        """The sentence that explains how she came from the reserve list to a seat."""
        return reasons_from_data([self.promoted_why], WORDS)[0] if self.promoted_why else None

    def sitter(self) -> Sitter:
        return Sitter(
            person_name=self.person_name,
            region=self.region_id or "",
            region_name=self.region_name,
            institution=self.institution_id,
            institution_name=self.institution_name,
            sex=self.sex,
            kind=self.kind_code,
            kind_name=self.kind_name,
            role=self.role,
        )

    def facts(self) -> EnrolmentFacts:
        return EnrolmentFacts(self.person_name, self.region_name, EnrolmentStatus(self.status))
