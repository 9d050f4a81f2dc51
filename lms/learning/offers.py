"""What a course page says to the one who reads it: for whom it is, when it is held, and her way in."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from content.audience import ppks_kinds, psks_kinds
from content.models import CoursePage, Regulation
from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort, Quota
from lms.enrolment.eligibility import closed_to, gates_before
from lms.enrolment.models import Enrolment
from lms.enrolment.passing import passed_families
from lms.enrolment.rules.gates import reasons_against_gates
from lms.learning.catalogue import joinable
from lms.organisations.access import scope_of
from lms.organisations.models import Institution, Membership, Person
from lms.refusal import Reason

MOST_COHORTS = 10


@dataclass(frozen=True)
class Held:
    """A cohort somebody can still be nominated for. ``quota``: the seats of the reader's own kabupaten or kota."""

    cohort: Cohort
    quota: Quota | None

    @property
    def free(self) -> int:
        return self.quota.seats - self.quota.taken if self.quota else 0


@dataclass(frozen=True)
class Lock:
    """A course the reader has to pass first, in a sentence that names its nearest cohort."""

    reason: Reason
    title: str
    url: str


@dataclass(frozen=True)
class WayIn:
    """The one thing the reader can do now.

    ``step``: sign_in, go_on, waiting, locked, join, nominate, apply, ask, find or nothing.
    """

    step: str
    enrolment: Enrolment | None = None
    cohort: Cohort | None = None
    institution: Institution | None = None
    message_url: str = ""
    locks: tuple[Lock, ...] = ()


@dataclass(frozen=True)
class Offer:
    psks: list[str]
    ppks: list[str]
    before: list[tuple[CoursePage, str]]
    opens: list[tuple[CoursePage, str]]
    regulations: list[Regulation]
    attendance_percent: int
    pass_score_percent: int
    held: list[Held]
    way: WayIn


def offer_of(page: CoursePage, *, request: Any, on: date) -> Offer:
    regions = own_regions(request.user, on)
    own_quotas = Prefetch("quotas", queryset=Quota.objects.filter(region__in=regions).select_related("region"))
    rows = joinable(on).filter(course=page.pk).select_related("office", "seat_plan")
    rows = rows.prefetch_related(own_quotas)[:MOST_COHORTS]
    held = [Held(cohort, next(iter(cohort.quotas.all()), None)) for cohort in rows]
    first = [each.course for each in page.prerequisites.select_related("course")]
    before = [(course, course.get_url(request)) for course in first if course.live]
    own_key = scope_of(request.user).user_id
    locks = locks_of(own_key, page, before, on) if first and own_key else ()
    return Offer(
        psks=[name for code, name in psks_kinds() if code in page.for_psks],
        ppks=[name for code, name in ppks_kinds() if code in page.for_ppks],
        before=before,
        opens=opened_by(page, request),
        regulations=[each.regulation for each in page.regulations.select_related("regulation__replaced_by")],
        attendance_percent=page.attendance_percent or settings.PILAR_MIN_ATTENDANCE_PERCENT,
        pass_score_percent=page.pass_score_percent or settings.PILAR_PASS_SCORE_PERCENT,
        held=held,
        way=way_in(request.user, page, held, locks, on),
    )


def own_regions(user: Any, on: date) -> list[str]:
    """Kabupaten and kota of the institutions one belongs to or administers."""
    scope = scope_of(user)
    if scope.user_id is None:
        return []
    members = Membership.objects.on(on).filter(person__user_id=scope.user_id).values("institution")
    mine = Institution.objects.filter(pk__in=members) | Institution.objects.filter(pk__in=scope.institution_ids())
    return list(mine.order_by().values_list("region_id", flat=True).distinct())


def locks_of(user_id: int, page: CoursePage, before: list[tuple[CoursePage, str]], on: date) -> tuple[Lock, ...]:
    """What somebody signed in has to pass before this course opens to her."""
    person = Person.objects.filter(user_id=user_id).first()
    urls = {course.family: url for course, url in before}
    return tuple(
        Lock(reason, gate.course_title, urls.get(gate.family, ""))
        for gate in closed_to(person, gates_before(page.pk, on=on))
        for reason in reasons_against_gates([gate], ())
    )


def opened_by(page: CoursePage, request: Any) -> list[tuple[CoursePage, str]]:
    """The published courses that open to whoever has passed this one."""
    rows = page.opens.filter(page__live=True).select_related("page").order_by("page__title", "page")
    return [(each.page, each.page.get_url(request)) for each in rows]


def opened_to(enrolment: Enrolment, request: Any) -> list[tuple[CoursePage, str]]:
    """What her course opened to a participant; nothing unless she passed it."""
    course = enrolment.cohort.course
    if course is None:
        return []
    is_passed = bool(passed_families([enrolment.person_id], [course.family]))
    return opened_by(course, request) if is_passed else []


def way_in(user: Any, page: CoursePage, held: list[Held], locks: tuple[Lock, ...], on: date) -> WayIn:
    """Learning goes before waiting, waiting before joining, that before nominating others, and that before asking.

    What has to be passed first leaves her nothing but to nominate others.
    """
    if scope_of(user).user_id is None:
        return WayIn("sign_in")
    own = Enrolment.objects.of(user).filter(cohort__course=page.pk).select_related("cohort")
    if taken := own.accepted().order_by("-cohort__starts_on", "-pk").first():
        return WayIn("go_on", enrolment=taken)
    if waiting := own.live().order_by("-cohort__starts_on", "-pk").first():
        return WayIn("waiting", enrolment=waiting)
    if locks:
        return _nominate(user, held) or WayIn("locked", locks=locks)
    if not held:
        return WayIn("nothing")
    return _join(held) or _nominate(user, held) or _apply(held) or _ask(user, held, on) or WayIn("find")


def _join(held: list[Held]) -> WayIn | None:
    return next((WayIn("join", cohort=each.cohort) for each in held if each.cohort.joins_freely), None)


def _apply(held: list[Held]) -> WayIn | None:
    """A cohort without a plan of its seats takes no applications."""
    plans = [(each.cohort, getattr(each.cohort, "seat_plan", None)) for each in held]
    return next((WayIn("apply", cohort=cohort) for cohort, plan in plans if plan and plan.takes_applications), None)


def _nominate(user: Any, held: list[Held]) -> WayIn | None:
    if Permission.NOMINATE not in scope_of(user).permissions:
        return None
    known = {each.cohort.pk: each.cohort for each in held}
    inviting = set(Cohort.objects.inviting(user).filter(pk__in=known).values_list("pk", flat=True))
    return next((WayIn("nominate", cohort=cohort) for pk, cohort in known.items() if pk in inviting), None)


def _ask(user: Any, held: list[Held], on: date) -> WayIn | None:
    """For the first cohort that keeps seats where an institution of hers is."""
    own = Membership.objects.on(on).filter(person__user_id=user.pk).select_related("institution").order_by("pk")
    here = {each.institution.region_id: each.institution for each in own}
    for each in held:
        if each.quota and (institution := here.get(each.quota.region_id)):
            return WayIn("ask", institution=institution, message_url=message_to(institution, each.cohort))
    return WayIn("nothing") if here else None


def message_to(institution: Institution, cohort: Cohort) -> str:
    """Where her institution can be asked with one press: WhatsApp with the words written, else the telephone."""
    if institution.whatsapp:
        words = _("I would like to take part in “%(cohort)s”. Please nominate me in Pilar.") % {"cohort": cohort.title}
        return f"https://wa.me/{institution.whatsapp.lstrip('+')}?text={quote(words)}"
    return f"tel:{institution.phone}" if institution.phone else ""
