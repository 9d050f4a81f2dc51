from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.models import CoursePage
from lms.accounts.roles import Permission
from lms.cohorts.enums import (
    JOINED_FREELY,
    WITH_CERTIFICATE,
    ActivityKind,
    CohortStatus,
    Delivery,
    Funding,
    SessionKind,
)
from lms.cohorts.models.seats import Quota
from lms.cohorts.models.sessions import CohortTrainer, Session
from lms.cohorts.models.sources import regencies_of
from lms.cohorts.pages import course_facts
from lms.cohorts.rules import CohortFacts, OpeningFacts, Policy, Syllabus, days_in_words
from lms.organisations.access import scope_of
from lms.organisations.enums import Zone
from lms.organisations.models import Office


def cohorts_resting_on(page: Page) -> list[str]:
    """Titles of the cohorts that would lose something with this page.

    A cohort rests on its course and, once its syllabus is frozen, on the modules named there with all below them;
    and so on every page above any of these.
    """
    found = []
    for title, course_id, syllabus in Cohort.objects.order_by("title", "pk").values_list("title", "course", "syllabus"):
        modules = [module["page_id"] for module in syllabus["modules"]] if syllabus else []
        found.append((title, course_id, modules))
    needed = {pk for _title, course, modules in found for pk in (course, *modules) if pk is not None}
    paths = dict(Page.objects.filter(pk__in=needed).values_list("pk", "path"))

    def rests(course: int | None, modules: list[int]) -> bool:
        above = any(paths[pk].startswith(page.path) for pk in (course, *modules) if pk in paths)
        return above or any(page.path.startswith(paths[pk]) for pk in modules if pk in paths)

    return [title for title, course, modules in found if rests(course, modules)]


def overlapping_cohorts(cohort: "Cohort"):
    """Other cohorts with a session at the time of one of this cohort's: nobody can take part in both.

    Breaks do not count, nor what is cancelled. For who asks about people: whoever is enrolled in both.
    """
    own = cohort.sessions.exclude(kind=SessionKind.BREAK)
    at_once = own.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    theirs = Session.objects.filter(cohort=OuterRef("pk")).exclude(kind=SessionKind.BREAK).filter(Exists(at_once))
    others = Cohort.objects.exclude(pk=cohort.pk).exclude(status=CohortStatus.CANCELLED)
    return others.filter(Exists(theirs)).order_by("starts_on", "pk")


class CohortQuerySet(models.QuerySet["Cohort"]):
    def open(self):
        return self.filter(status=CohortStatus.OPEN)

    def joinable(self, on: date):
        """Open to everybody who is signed in, until the last day for joining."""
        return self.open().filter(joins_freely=True, nominate_until__gte=on)

    def of_course_above(self, page: Page):
        """Cohorts of the course that the page is or lies under, next first."""
        above = [page.path[:end] for end in range(Page.steplen, len(page.path) + 1, Page.steplen)]
        return self.filter(course__path__in=above).order_by("starts_on", "pk")

    def planned_by(self, user):
        """Cohorts of the offices in whose region this person plans."""
        return self.filter(scope_of(user).region_filter(Permission.PLAN_COHORT, "office__region__code"))

    def decided_by(self, user):
        """Cohorts of the offices in whose region this person accepts participants."""
        return self.filter(scope_of(user).region_filter(Permission.DECIDE_ENROLMENT, "office__region__code"))

    def taught_by(self, user):
        """Cohorts whose attendance this person records: as its trainer, or as an officer of its organiser."""
        scope = scope_of(user)
        if Permission.TEACH not in scope.permissions:
            return self.none()
        assigned = CohortTrainer.objects.filter(user=scope.user_id).values("cohort")
        return self.filter(Q(pk__in=assigned) | scope.region_filter(Permission.PLAN_COHORT, "office__region__code"))

    def inviting(self, user):
        """Open cohorts in which this person may nominate or confirm: seats are kept for a region of hers."""
        scope = scope_of(user)
        institutions = Quota.objects.filter(region__institution__in=scope.institution_ids())
        areas = Quota.objects.filter(scope.region_filter(Permission.CONFIRM_NOMINATION, "region__code"))
        invited = Q(pk__in=institutions.values("cohort")) | Q(pk__in=areas.values("cohort"))
        return self.exclude(status=CohortStatus.DRAFT).filter(invited)

    def visible_to(self, user):
        """What anybody with a part in it may open. Trainees reach theirs through their enrolment."""
        own = self.planned_by(user) | self.taught_by(user) | self.inviting(user)
        return self.filter(pk__in=own.values("pk"))


class Cohort(models.Model):
    """A course being held: dates, sessions, trainers, place, zone. Its syllabus and policy freeze when it opens.

    What ends in a statement of attendance may be held without a course; then its syllabus names no module.
    """

    course = models.ForeignKey(
        CoursePage, on_delete=models.PROTECT, null=True, blank=True, related_name="cohorts", verbose_name=_("course")
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("organiser"))
    title = models.CharField(_("title"), max_length=150)
    kind = models.CharField(_("kind of activity"), max_length=14, choices=ActivityKind, default=ActivityKind.BIMTEK)
    delivery = models.CharField(_("delivery"), max_length=12, choices=Delivery, default=Delivery.FACE_TO_FACE)
    joins_freely = models.BooleanField(_("open to everybody"), default=False)
    budget_year = models.PositiveSmallIntegerField(_("budget year"), null=True, blank=True)
    funding = models.CharField(_("source of funds"), max_length=15, choices=Funding, blank=True)
    activity_code = models.CharField(_("code of the activity"), max_length=40, blank=True)
    venue = models.CharField(_("venue"), max_length=150)
    city = models.CharField(_("city"), max_length=80)
    zone = models.CharField(_("time zone"), max_length=20, choices=Zone, default=Zone.WIB)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    nominate_until = models.DateField(_("nominations until"))
    status = models.CharField(_("status"), max_length=9, choices=CohortStatus, default=CohortStatus.DRAFT)
    seats_per_region = models.PositiveIntegerField(_("seats per kabupaten or kota"), default=2)
    timetable_version = models.PositiveIntegerField(default=0)  # raised by each change: two windows never overwrite
    syllabus = models.JSONField(null=True, blank=True)  # frozen at opening: rules.Syllabus as data
    policy = models.JSONField(null=True, blank=True)  # frozen at opening: rules.Policy as data
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_why = models.CharField(_("why it is cancelled"), max_length=500, blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="cohorts_cohort_starts_before_it_ends",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(nominate_until__lte=F("starts_on"))
                | Q(delivery=Delivery.SELF_PACED, nominate_until__lte=F("ends_on")),
                name="cohorts_cohort_nominations_end_before_it_starts",
                violation_error_message=_("Nominations must end before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(status=CohortStatus.DRAFT, opened_at__isnull=True)
                | ~Q(status=CohortStatus.DRAFT)
                & Q(opened_at__isnull=False, syllabus__isnull=False, policy__isnull=False),
                name="cohorts_cohort_open_means_frozen",
            ),
            models.CheckConstraint(
                condition=Q(status=CohortStatus.CLOSED, closed_at__isnull=False)
                | (~Q(status=CohortStatus.CLOSED) & Q(closed_at__isnull=True)),
                name="cohorts_cohort_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status=CohortStatus.CANCELLED, cancelled_at__isnull=False, cancelled_by__isnull=False)
                & ~Q(cancelled_why="")
                | ~Q(status=CohortStatus.CANCELLED)
                & Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancelled_why=""),
                name="cohorts_cohort_cancelled_says_when_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(joins_freely=False) | Q(delivery__in=JOINED_FREELY),
                name="cohorts_cohort_only_online_is_open_to_everybody",
                violation_error_message=_("Only an activity online or at one's own pace can be open to everybody."),
            ),
            models.CheckConstraint(
                condition=Q(course__isnull=False) | (~Q(kind__in=WITH_CERTIFICATE) & ~Q(delivery=Delivery.SELF_PACED)),
                name="cohorts_cohort_has_the_course_it_needs",
                violation_error_message=_("A bimtek or a training rests on a course. Choose one."),
            ),
            models.CheckConstraint(
                condition=Q(budget_year__isnull=True) | Q(budget_year__gte=2000, budget_year__lte=2100),
                name="cohorts_cohort_budget_year_is_a_year",
                violation_error_message=_("Write the budget year with four digits, such as 2026."),
            ),
            models.UniqueConstraint(
                fields=["office", "title"],
                name="cohorts_cohort_title_once_per_office",
                violation_error_message=_("Your office already has a cohort with this title."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def gives_certificate(self) -> bool:
        """Otherwise it ends in a statement of attendance, without JP."""
        return self.kind in WITH_CERTIFICATE

    @property
    def course_or_kind(self) -> str:
        """What stands below the title: the course, or what else it is."""
        return self.course.title if self.course else self.get_kind_display()

    @property
    def is_self_paced(self) -> bool:
        return self.delivery == Delivery.SELF_PACED

    @property
    def divides_seats(self) -> bool:
        return self.facts().divides_seats

    @property
    def days_in_words(self) -> str:
        return days_in_words(self.starts_on, self.ends_on)

    @property
    def state_in_words(self) -> str:
        """Where everybody joins, nobody is nominated."""
        is_for_all = self.joins_freely and self.status == CohortStatus.OPEN
        return gettext("Open to everybody") if is_for_all else self.get_status_display()

    def local_date(self, at: datetime) -> date:
        return timezone.localdate(at, self.tzinfo)

    def lock(self) -> None:
        """Hold the row until the transaction ends, and read it anew: what others decided meanwhile counts."""
        self.refresh_from_db(from_queryset=Cohort.objects.select_for_update())

    def facts(self) -> CohortFacts:
        return CohortFacts(
            CohortStatus(self.status),
            self.starts_on,
            self.ends_on,
            self.nominate_until,
            str(self.zone),
            kind=ActivityKind(self.kind),
            delivery=Delivery(self.delivery),
            joins_freely=self.joins_freely,
            has_course=self.course_id is not None,
        )

    def opening_facts(self) -> OpeningFacts:
        """Everything that opening looks at, read now."""
        return OpeningFacts(
            cohort=self.facts(),
            sessions=tuple(session.facts() for session in self.sessions.all()),
            minutes_per_jp=settings.PILAR_MINUTES_PER_JP,
            questions_needed=settings.PILAR_TEST_QUESTIONS,
            trainers=self.trainers.count(),
            regions=regencies_of(self.office).count(),
            **(course_facts(self.course) if self.course else {}),
        )

    def frozen_policy(self) -> Policy:
        if self.policy is None:
            raise ValueError("a draft has no policy yet")
        return Policy.from_data(self.policy)

    def frozen_syllabus(self) -> Syllabus:
        if self.syllabus is None:
            raise ValueError("a draft has no syllabus yet")
        return Syllabus.from_data(self.syllabus)
