"""What stands against the lines of a timetable, alone and together."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from lms.cohorts.enums import WITHOUT_JP, Delivery, Method, SessionKind
from lms.cohorts.rules.facts import CohortFacts, SessionFacts
from lms.cohorts.rules.promise import Syllabus
from lms.refusal import Reason

MAX_SESSIONS = 70  # a form has at most 1,000 fields; two weeks of full days stay below
HTTPS = "https://"
STALE = Reason(
    "stale", _("Somebody changed the timetable meanwhile, perhaps you in another window. Open it again, please.")
)


def delivery_of(method: str, room: str, link: str, usual: Delivery) -> Delivery:
    """How one session is held, read from what was said of it; where nothing was said, as the cohort is."""
    if method == Method.OWN_READING:
        return Delivery.SELF_PACED
    if link:
        return Delivery.BLENDED if room else Delivery.ONLINE
    if method == Method.ONLINE:
        return Delivery.ONLINE
    return Delivery.FACE_TO_FACE if room or usual == Delivery.BLENDED else usual


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
    if session.kind == SessionKind.LESSON and not cohort.has_course:
        message = _("“%(session)s” is a lesson, but this activity has no course. Make it an item of the agenda.")
        found.append(Reason("lesson_without_course", message, values))
    elif session.kind == SessionKind.LESSON and not session.module_code:
        found.append(Reason("lesson_without_module", _("Choose the module of the lesson “%(session)s”."), values))
    if session.kind == SessionKind.LESSON and session.jp < 1:
        found.append(Reason("lesson_too_short", _("The lesson “%(session)s” is shorter than one JP."), values))
    if session.kind in WITHOUT_JP and session.jp:
        found.append(Reason("jp_without_lesson", _("“%(session)s” is no lesson and carries no JP."), values))
    if session.link and not session.link.startswith(HTTPS):
        found.append(Reason("link_not_https", _("The link of “%(session)s” must begin with https://."), values))
    return tuple(found)


def is_parallel(first: SessionFacts, second: SessionFacts) -> bool:
    """Whether they are for different groups, so that nobody is wanted in both."""
    return bool(first.group and second.group) and first.group.casefold() != second.group.casefold()


def reasons_against_overlaps(sessions: Iterable[SessionFacts]) -> tuple[Reason, ...]:
    """Sessions of a group follow one another; one may begin the minute another ends."""
    found, open_ones = [], list[SessionFacts]()
    for session in sorted(sessions, key=lambda s: (s.starts_at, s.ends_at)):
        open_ones = [earlier for earlier in open_ones if earlier.ends_at > session.starts_at]
        for earlier in open_ones:
            if is_parallel(earlier, session):
                continue
            values = (("first", earlier.title), ("second", session.title))
            found.append(Reason("sessions_overlap", _("“%(first)s” and “%(second)s” overlap."), values))
        open_ones.append(session)
    return tuple(found)


def reasons_against_timetable(sessions: Sequence[SessionFacts], cohort: CohortFacts) -> tuple[Reason, ...]:
    alone = [reason for session in sessions for reason in reasons_against_session(session, cohort)]
    return (*alone, *reasons_against_number(len(sessions)), *reasons_against_overlaps(sessions))


def reasons_against_number(sessions: int) -> tuple[Reason, ...]:
    if sessions <= MAX_SESSIONS:
        return ()
    return (Reason("too_many_sessions", _("A timetable has at most %(most)s sessions."), (("most", MAX_SESSIONS),)),)


def reasons_by_line(sessions: Sequence[SessionFacts], cohort: CohortFacts) -> list[tuple[Reason, ...]]:
    """For each line what is wrong with it; an overlap is told at the later of the two."""
    found = [list(reasons_against_session(session, cohort)) for session in sessions]
    order = sorted(range(len(sessions)), key=lambda place: (sessions[place].starts_at, sessions[place].ends_at))
    for number, place in enumerate(order):
        for earlier in order[:number]:
            found[place] += reasons_against_overlaps((sessions[earlier], sessions[place]))
    return [tuple(reasons) for reasons in found]


def groups_of(sessions: Iterable[SessionFacts]) -> list[str]:
    """The parallel groups as first written; one without a name when everything is for everybody."""
    names: dict[str, str] = {}
    for session in sessions:
        if session.group:
            names.setdefault(session.group.casefold(), session.group)
    return list(names.values()) or [""]


def jp_of_group(sessions: Iterable[SessionFacts], group: str) -> Counter[str]:
    """The JP of each module that are held for one group: its own lessons and those for everybody."""
    held: Counter[str] = Counter()
    for session in sessions:
        if session.kind == SessionKind.LESSON and session.group.casefold() in ("", group.casefold()):
            held[session.module_code] += session.jp
    return held


def jp_for_one(sessions: Sequence[SessionFacts]) -> Counter[str]:
    """The JP of each module that one participant can attend: what is taught to several groups counts once."""
    most: Counter[str] = Counter()
    for group in groups_of(sessions):
        most |= jp_of_group(sessions, group)
    return most


def reasons_against_jp(sessions: Sequence[SessionFacts], syllabus: Syllabus) -> tuple[Reason, ...]:
    """Each difference between the JP the timetable holds and those the syllabus promises, module by module and group
    by group."""
    promised = Counter({module.code: module.session_jp for module in syllabus.modules})
    found: list[Reason] = []
    for group in groups_of(sessions):
        held = jp_of_group(sessions, group)
        differing = [module.code for module in syllabus.modules if held[module.code] != promised[module.code]]
        found += [_jp_differ(code, promised[code], held[code], group) for code in differing]
    for code in sorted(set(jp_for_one(sessions)) - set(promised)):
        message = _("The timetable has lessons of module %(code)s, which the course does not have.")
        found.append(Reason("module_unknown", message, (("code", code),)))
    return tuple(found)


def _jp_differ(code: str, promised: int, held: int, group: str) -> Reason:
    values = (("code", code), ("promised", promised), ("held", held))
    if not group:
        message = _("Module %(code)s has %(promised)s JP in the course and %(held)s JP in the timetable.")
        return Reason("jp_differ", message, values)
    message = _("Module %(code)s has %(promised)s JP in the course and %(held)s JP in the timetable of %(group)s.")
    return Reason("jp_differ", message, (*values, ("group", group)))
