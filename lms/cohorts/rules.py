"""What a cohort promises and what stands against planning, filling and opening it. Pure; today comes in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from content.rules import SHARES, is_whole_jp, jp_of
from lms.cohorts.enums import WITHOUT_JP, CohortStatus, SessionKind
from lms.refusal import Reason

MAX_DAYS = 366
MAX_YEARS_AHEAD = 5

day_in_words = lazy(lambda day: date_format(day, "j F Y"), str)  # becomes words when shown, in the reader's language


def days_in_words(first: date, last: date) -> str:
    """``22–24 Juli 2026``; what both days share is said once."""
    if first == last:
        return date_format(first, "j F Y")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_format(last, 'j F Y')}"
    begin = date_format(first, "j F" if first.year == last.year else "j F Y")
    return f"{begin} – {date_format(last, 'j F Y')}"


@dataclass(frozen=True)
class Policy:
    """What a trainee must reach, fixed for a cohort once it opens.

    Source: rule of the house, editable per curriculum; attendance 80 % of planned JP and post-test 70
    are the usual values of provincial bimtek (to confirm, hence settings). Evaluation and RTL are promised;
    no verdict asks for them until their rooms exist.
    """

    min_attendance_percent: int
    pass_score_percent: int
    max_test_attempts: int
    minutes_per_jp: int
    source: str
    version: int = 1
    needs_evaluation: bool = False  # these two came later: what was frozen before promised neither
    needs_rtl: bool = False

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Policy":
        return cls(**data)

    def to_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class SyllabusModule:
    """A module as promised, in JP. ``online_jp`` is read alone and has no session in the timetable."""

    code: str
    title: str
    page_id: int
    revision_id: int | None
    theory_jp: int
    practice_jp: int
    field_jp: int = 0  # these two came later: syllabuses frozen before have none
    online_jp: int = 0

    @property
    def jp(self) -> int:
        return self.session_jp + self.online_jp

    @property
    def session_jp(self) -> int:
        return self.theory_jp + self.practice_jp + self.field_jp


@dataclass(frozen=True)
class Syllabus:
    course_title: str
    certificate_title: str
    modules: tuple[SyllabusModule, ...]
    revision_id: int | None = None  # of the course page; it came later

    @property
    def jp(self) -> int:
        return sum(module.jp for module in self.modules)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Syllabus":
        modules = tuple(SyllabusModule(**module) for module in data["modules"])
        return cls(data["course_title"], data["certificate_title"], modules, data.get("revision_id"))

    def to_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class ModuleFacts:
    """A module as its page states it today, in minutes."""

    code: str
    title: str
    page_id: int
    revision_id: int | None
    minutes: dict[str, int]  # by share, see content.rules.SHARES

    def frozen(self, minutes_per_jp: int) -> SyllabusModule:
        shares = {f"{share}_jp": jp_of(self.minutes[share], minutes_per_jp=minutes_per_jp) for share in SHARES}
        return SyllabusModule(self.code, self.title, self.page_id, self.revision_id, **shares)

    def is_whole(self, minutes_per_jp: int) -> bool:
        return all(is_whole_jp(minutes, minutes_per_jp=minutes_per_jp) for minutes in self.minutes.values())


@dataclass(frozen=True)
class CohortFacts:
    status: CohortStatus
    starts_on: date
    ends_on: date
    nominate_until: date
    zone: str


@dataclass(frozen=True)
class SessionFacts:
    kind: SessionKind
    module_code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    jp: int


@dataclass(frozen=True)
class OpeningFacts:
    cohort: CohortFacts
    sessions: tuple[SessionFacts, ...]
    course_title: str
    certificate_title: str
    modules: tuple[ModuleFacts, ...]
    minutes_per_jp: int
    is_course_live: bool
    lessons: int
    questions: int
    questions_needed: int
    trainers: int
    regions: int
    course_revision_id: int | None = None

    def syllabus(self) -> Syllabus:
        modules = tuple(module.frozen(self.minutes_per_jp) for module in self.modules)
        return Syllabus(self.course_title, self.certificate_title, modules, self.course_revision_id)


def reasons_against_plan(cohort: CohortFacts, seats_per_region: int, *, on: date) -> tuple[Reason, ...]:
    found = []
    if cohort.ends_on < cohort.starts_on:
        found.append(Reason("ends_before_it_starts", _("The last day lies before the first day.")))
    if (cohort.ends_on - cohort.starts_on).days >= MAX_DAYS:
        found.append(
            Reason("too_long", _("A cohort lasts at most %(days)s days. Check the years."), (("days", MAX_DAYS),))
        )
    if cohort.starts_on.year > on.year + MAX_YEARS_AHEAD:
        found.append(Reason("too_far_ahead", _("The first day is years away. Check the year.")))
    if cohort.nominate_until > cohort.starts_on:
        found.append(Reason("nominations_end_late", _("Nominations must end before the first day.")))
    if seats_per_region < 1:
        found.append(Reason("no_seats", _("Give each kabupaten or kota at least one seat.")))
    return (*found, *reasons_against_deadline(cohort, on=on))


def reasons_against_deadline(cohort: CohortFacts, *, on: date) -> tuple[Reason, ...]:
    """``on`` is the cohort's local date; its last day for nominations still counts."""
    if on <= cohort.nominate_until:
        return ()
    message = _("Nominations ended on %(day)s.")
    return (Reason("nominations_ended", message, (("day", day_in_words(cohort.nominate_until)),)),)


def reasons_against_change(cohort: CohortFacts) -> tuple[Reason, ...]:
    """The timetable is part of what freezes when a cohort opens."""
    if cohort.status == CohortStatus.DRAFT:
        return ()
    return (Reason("not_draft", _("This cohort is open or closed, so its timetable is fixed.")),)


def reasons_against_session(session: SessionFacts, cohort: CohortFacts) -> tuple[Reason, ...]:
    """What is wrong with one line of the timetable by itself."""
    found, values = [], (("session", session.title),)
    if session.ends_at <= session.starts_at:
        found.append(Reason("session_ends_early", _("“%(session)s” ends before it starts."), values))
    zone = ZoneInfo(cohort.zone)
    first = session.starts_at.astimezone(zone).date()
    last = (session.ends_at - timedelta(microseconds=1)).astimezone(zone).date()  # midnight still belongs to the day
    if first < cohort.starts_on or max(first, last) > cohort.ends_on:
        found.append(Reason("session_outside", _("“%(session)s” lies outside the days of the cohort."), values))
    if session.kind == SessionKind.LESSON and not session.module_code:
        found.append(Reason("lesson_without_module", _("Choose the module of the lesson “%(session)s”."), values))
    if session.kind == SessionKind.LESSON and session.jp < 1:
        found.append(Reason("lesson_too_short", _("The lesson “%(session)s” is shorter than one JP."), values))
    if session.kind in WITHOUT_JP and session.jp:
        found.append(Reason("jp_without_lesson", _("“%(session)s” is no lesson and carries no JP."), values))
    return tuple(found)


def reasons_against_overlaps(sessions: Iterable[SessionFacts]) -> tuple[Reason, ...]:
    """Sessions follow one another; one may begin the minute another ends."""
    found, open_ones = [], list[SessionFacts]()
    for session in sorted(sessions, key=lambda s: (s.starts_at, s.ends_at)):
        open_ones = [earlier for earlier in open_ones if earlier.ends_at > session.starts_at]
        for earlier in open_ones:
            values = (("first", earlier.title), ("second", session.title))
            found.append(Reason("sessions_overlap", _("“%(first)s” and “%(second)s” overlap."), values))
        open_ones.append(session)
    return tuple(found)


def reasons_against_timetable(sessions: Sequence[SessionFacts], cohort: CohortFacts) -> tuple[Reason, ...]:
    alone = [reason for session in sessions for reason in reasons_against_session(session, cohort)]
    return (*alone, *reasons_against_overlaps(sessions))


def reasons_against_jp(sessions: Iterable[SessionFacts], syllabus: Syllabus) -> tuple[Reason, ...]:
    """Each difference between the JP the timetable holds and those the syllabus promises, module by module."""
    held: Counter[str] = Counter()
    for session in sessions:
        if session.kind == SessionKind.LESSON:
            held[session.module_code] += session.jp
    promised = Counter({module.code: module.session_jp for module in syllabus.modules})
    codes = [module.code for module in syllabus.modules] + sorted(set(held) - set(promised))
    found = []
    for code in codes:
        if code not in promised:
            message = _("The timetable has lessons of module %(code)s, which the course does not have.")
            found.append(Reason("module_unknown", message, (("code", code),)))
        elif held[code] != promised[code]:
            message = _("Module %(code)s has %(promised)s JP in the course and %(held)s JP in the timetable.")
            values = (("code", code), ("promised", promised[code]), ("held", held[code]))
            found.append(Reason("jp_differ", message, values))
    return tuple(found)


def reasons_against_modules(facts: OpeningFacts) -> tuple[Reason, ...]:
    found = []
    if not facts.modules:
        found.append(Reason("no_modules", _("The course has no published module.")))
    for code, times in Counter(module.code for module in facts.modules).items():
        if times > 1:
            message = _("Two modules of the course have the code %(code)s.")
            found.append(Reason("module_twice", message, (("code", code),)))
    for module in facts.modules:
        if not module.is_whole(facts.minutes_per_jp):
            message = _("The minutes of module %(code)s are no whole number of JP (%(minutes)s minutes each).")
            values = (("code", module.code), ("minutes", facts.minutes_per_jp))
            found.append(Reason("minutes_are_no_jp", message, values))
    return tuple(found)


def reasons_against_opening(facts: OpeningFacts, *, on: date) -> tuple[Reason, ...]:
    """Everything that is missing at once. ``on`` is the cohort's local date."""
    if facts.cohort.status != CohortStatus.DRAFT:
        return (Reason("not_draft", _("This cohort has been opened already.")),)
    found = [*reasons_against_deadline(facts.cohort, on=on)]
    if not facts.is_course_live:
        found.append(Reason("course_not_live", _("The course is not published.")))
    found += reasons_against_modules(facts)
    if not facts.lessons:
        found.append(Reason("no_lessons", _("The course has no published lesson.")))
    if facts.questions < facts.questions_needed:
        message = _("The question bank of the course has %(held)s questions in use; the test needs %(needed)s.")
        values = (("held", facts.questions), ("needed", facts.questions_needed))
        found.append(Reason("few_questions", message, values))
    if facts.sessions:
        found += reasons_against_timetable(facts.sessions, facts.cohort)
        found += reasons_against_jp(facts.sessions, facts.syllabus())
    else:
        found.append(Reason("no_sessions", _("The timetable is empty.")))
    if not facts.trainers:
        found.append(Reason("no_trainers", _("No trainer is assigned.")))
    if not facts.regions:
        found.append(Reason("no_regions", _("The organiser's area has no kabupaten or kota to keep seats for.")))
    return tuple(found)
