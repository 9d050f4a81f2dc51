"""What stands against planning and opening a cohort."""

from collections import Counter
from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.cohorts.enums import JOINED_FREELY, WITH_CERTIFICATE, ActivityKind, CohortStatus, Delivery
from lms.cohorts.rules.days import day_in_words
from lms.cohorts.rules.facts import CohortFacts, OpeningFacts
from lms.cohorts.rules.timetable import reasons_against_jp, reasons_against_timetable
from lms.refusal import Reason

MAX_DAYS = 366
MAX_YEARS_AHEAD = 5


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
    if cohort.nominate_until > (cohort.ends_on if cohort.is_self_paced else cohort.starts_on):
        found.append(Reason("nominations_end_late", _("Nominations must end before the first day.")))
    if cohort.joins_freely and cohort.delivery not in JOINED_FREELY:
        message = _("Only an activity online or at one's own pace can be open to everybody.")
        found.append(Reason("joins_freely_in_a_room", message))
    if seats_per_region < 1 and cohort.divides_seats:
        found.append(Reason("no_seats", _("Give each kabupaten or kota at least one seat.")))
    if not cohort.has_course:
        found += reasons_for_a_course(cohort.kind, cohort.delivery)
    return (*found, *reasons_against_deadline(cohort, on=on))


def reasons_for_a_course(kind: ActivityKind, delivery: Delivery) -> tuple[Reason, ...]:
    """Why such an activity cannot be held without one; a public briefing, a meeting or an accompaniment can."""
    if kind in WITH_CERTIFICATE:
        return (Reason("no_course", _("A bimtek or a training rests on a course. Choose one.")),)
    if delivery == Delivery.SELF_PACED:
        return (Reason("no_course", _("At one's own pace people read the lessons of a course. Choose one.")),)
    return ()


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


def reasons_against_course(facts: OpeningFacts) -> tuple[Reason, ...]:
    """What the course lacks for an activity that ends in a certificate."""
    found = []
    if not facts.is_course_live:
        found.append(Reason("course_not_live", _("The course is not published.")))
    found += reasons_against_modules(facts)
    if not facts.lessons:
        found.append(Reason("no_lessons", _("The course has no published lesson.")))
    if facts.questions < facts.questions_needed:
        message = _("The question bank of the course has %(held)s questions in use; the test needs %(needed)s.")
        values = (("held", facts.questions), ("needed", facts.questions_needed))
        found.append(Reason("few_questions", message, values))
    return tuple(found)


def reasons_against_opening(facts: OpeningFacts, *, on: date) -> tuple[Reason, ...]:
    """Everything that is missing at once. ``on`` is the cohort's local date.

    At one's own pace there is no timetable and no seat; without a certificate nothing is asked of the course,
    and there may be none.
    """
    cohort = facts.cohort
    if cohort.status != CohortStatus.DRAFT:
        return (Reason("not_draft", _("This cohort has been opened already.")),)
    found = [*reasons_against_deadline(cohort, on=on)]
    if cohort.gives_certificate:
        found += reasons_against_course(facts)
    if facts.sessions:
        found += reasons_against_timetable(facts.sessions, cohort)
    if facts.sessions and cohort.gives_certificate:
        found += reasons_against_jp(facts.sessions, facts.syllabus())
    if cohort.is_self_paced:
        return tuple(found)
    if not facts.sessions:
        found.append(Reason("no_sessions", _("The timetable is empty.")))
    if not facts.trainers:
        found.append(Reason("no_trainers", _("No trainer is assigned.")))
    if not facts.regions and not cohort.joins_freely:
        found.append(Reason("no_regions", _("The organiser's area has no kabupaten or kota to keep seats for.")))
    return tuple(found)
