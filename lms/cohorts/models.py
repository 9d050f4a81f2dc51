from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.models import CoursePage
from lms.accounts.models import User
from lms.accounts.roles import Permission, Role
from lms.cohorts.enums import WITHOUT_JP, CohortStatus, SessionKind
from lms.cohorts.pages import count_lessons, module_facts
from lms.cohorts.rules import CohortFacts, OpeningFacts, Policy, SessionFacts, Syllabus, days_in_words
from lms.organisations.access import in_area, scope_of
from lms.organisations.enums import RegionLevel, Zone
from lms.organisations.models import Office, Region, RoleGrant


def offices_planned_by(user):
    """The offices of the very regions in which this person plans: hers, not those below."""
    return Office.objects.filter(region__in=scope_of(user).areas(Permission.PLAN_COHORT)).order_by("name")


def trainers_near(office: Office):
    """Who may be assigned to a cohort of this office: people who hold the role of a trainer in its area today."""
    grants = RoleGrant.objects.in_force().filter(in_area(office.region_id, "region__code"), role=Role.TRAINER)
    return User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("name", "pk")


def regencies_of(office: Office):
    """The kabupaten and kota a cohort of this office keeps seats for."""
    return Region.objects.on(timezone.localdate()).filter(in_area(office.region_id, "code"), level=RegionLevel.REGENCY)


def cohorts_resting_on(page: Page) -> list[str]:
    """Titles of the cohorts that would lose something with this page.

    A cohort rests on its course and, once its syllabus is frozen, on the modules named there with all below them;
    and so on every page above any of these.
    """
    found = []
    for title, course_id, syllabus in Cohort.objects.order_by("title", "pk").values_list("title", "course", "syllabus"):
        modules = [module["page_id"] for module in syllabus["modules"]] if syllabus else []
        found.append((title, course_id, modules))
    needed = {pk for _title, course, modules in found for pk in (course, *modules)}
    paths = dict(Page.objects.filter(pk__in=needed).values_list("pk", "path"))

    def rests(course: int, modules: list[int]) -> bool:
        above = any(paths[pk].startswith(page.path) for pk in (course, *modules) if pk in paths)
        return above or any(page.path.startswith(paths[pk]) for pk in modules if pk in paths)

    return [title for title, course, modules in found if rests(course, modules)]


class CohortQuerySet(models.QuerySet["Cohort"]):
    def open(self):
        return self.filter(status=CohortStatus.OPEN)

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
    """A course being held: dates, sessions, trainers, place, zone. Its syllabus and policy freeze when it opens."""

    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("course"))
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("organiser"))
    title = models.CharField(_("title"), max_length=150)
    venue = models.CharField(_("venue"), max_length=150)
    city = models.CharField(_("city"), max_length=80)
    zone = models.CharField(_("time zone"), max_length=20, choices=Zone, default=Zone.WIB)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    nominate_until = models.DateField(_("nominations until"))
    status = models.CharField(_("status"), max_length=8, choices=CohortStatus, default=CohortStatus.DRAFT)
    seats_per_region = models.PositiveIntegerField(_("seats per kabupaten or kota"), default=2)
    syllabus = models.JSONField(null=True, blank=True)  # frozen at opening: rules.Syllabus as data
    policy = models.JSONField(null=True, blank=True)  # frozen at opening: rules.Policy as data
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

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
                condition=Q(nominate_until__lte=F("starts_on")),
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
    def days_in_words(self) -> str:
        return days_in_words(self.starts_on, self.ends_on)

    def local_date(self, at: datetime) -> date:
        return timezone.localdate(at, self.tzinfo)

    def lock(self) -> None:
        """Hold the row until the transaction ends, and read it anew: what others decided meanwhile counts."""
        self.refresh_from_db(from_queryset=Cohort.objects.select_for_update())

    def facts(self) -> CohortFacts:
        status, zone = CohortStatus(self.status), str(self.zone)
        return CohortFacts(status, self.starts_on, self.ends_on, self.nominate_until, zone)

    def opening_facts(self) -> OpeningFacts:
        """Everything that opening looks at, read now."""
        return OpeningFacts(
            cohort=self.facts(),
            sessions=tuple(session.facts() for session in self.sessions.all()),
            course_title=self.course.title,
            certificate_title=self.course.certificate_title,
            modules=module_facts(self.course),
            minutes_per_jp=settings.PILAR_MINUTES_PER_JP,
            is_course_live=self.course.live,
            lessons=count_lessons(self.course),
            questions=self.course.questions.filter(is_active=True).count(),
            questions_needed=settings.PILAR_TEST_QUESTIONS,
            trainers=self.trainers.count(),
            regions=regencies_of(self.office).count(),
            course_revision_id=self.course.live_revision_id,
        )

    def frozen_policy(self) -> Policy:
        if self.policy is None:
            raise ValueError("a draft has no policy yet")
        return Policy.from_data(self.policy)

    def frozen_syllabus(self) -> Syllabus:
        if self.syllabus is None:
            raise ValueError("a draft has no syllabus yet")
        return Syllabus.from_data(self.syllabus)


class Session(models.Model):
    """One line of the timetable. ``jp`` is the lesson hours it counts; opening, breaks and tests carry none."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=10, choices=SessionKind, default=SessionKind.LESSON)
    module_code = models.CharField(_("module"), max_length=8, blank=True)
    title = models.CharField(_("title"), max_length=150)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    jp = models.PositiveIntegerField(_("JP"), default=0)
    code = models.CharField(max_length=12, unique=True)  # shown in the room; scanned or typed to be marked present

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="cohorts_session_starts_before_it_ends",
                violation_error_message=_("The session ends before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=WITHOUT_JP) | Q(jp=0), name="cohorts_session_only_lessons_carry_jp"
            ),
            models.CheckConstraint(
                condition=~Q(kind=SessionKind.LESSON) | ~Q(module_code=""), name="cohorts_session_lesson_has_a_module"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def facts(self) -> SessionFacts:
        return SessionFacts(SessionKind(self.kind), self.module_code, self.title, self.starts_at, self.ends_at, self.jp)


class CohortTrainer(models.Model):
    """Who teaches in a cohort: the role of a trainer, held in it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="trainers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="taught")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"],
                name="cohorts_cohorttrainer_once",
                violation_error_message=_("This trainer is assigned to the cohort already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.cohort}"


class Quota(models.Model):
    """Seats of one kabupaten/kota in one cohort. Counted under a lock, and the constraint makes it true."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="quotas")
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    seats = models.PositiveIntegerField(_("seats"))
    taken = models.PositiveIntegerField(_("taken"), default=0)

    class Meta:
        ordering = ["region"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "region"], name="cohorts_quota_once_per_region"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("seats")),
                name="cohorts_quota_is_never_exceeded",
                violation_error_message=_("All seats of this kabupaten or kota are taken."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.taken}/{self.seats}"
