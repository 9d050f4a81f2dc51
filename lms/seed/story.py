"""What has happened in the demonstration: one cohort held, one running today, one inviting."""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import uuid4

from content.models import CoursePage, LessonPage
from lms.accounts.models import User
from lms.assessment.operations import start_attempt, submit_attempt
from lms.attendance.enums import PresenceMethod, PresenceState
from lms.attendance.operations import record_presence
from lms.cohorts.enums import SessionKind
from lms.cohorts.models import Cohort
from lms.cohorts.operations import apply_timetable, assign_trainer, open_cohort, plan_cohort
from lms.cohorts.timetables import BIMTEK_LKS_3_DAYS
from lms.completion.operations import close_cohort
from lms.enrolment.models import Enrolment
from lms.enrolment.operations import accept_enrolment, confirm_enrolment, nominate_members
from lms.learning.operations import finish_lesson, keep_place
from lms.organisations.models import Membership, Office
from lms.seed.data import TRAINEE_PERSON
from lms.seed.people import Staff

# Indices into data.PEOPLE. Of the first cohort: who missed sessions, who failed the test, who did not sit it.
PAST = [0, 1, 3, 4, 6, 7, 11, 12, 14, 15, 17, 18, 20, 21, 23, 24, 28, 29, 31, 32]
MISSED_SESSIONS, FAILED_TEST, NO_TEST = {15}, {24}, {18}
RUNNING = [8, 10, 26, 27, 34, 35, 36, 37, 38, 39]
INVITED = {"nominated": [9], "confirmed": [2, 5], "accepted": [16, 22, 30]}


@dataclass(frozen=True)
class Scene:
    course: CoursePage
    office: Office
    staff: Staff
    members: list[Membership]


def hold(scene: Scene, title: str, first_day: datetime) -> Cohort:
    """A cohort planned from the timetable and opened four weeks before its first day (but never in the future)."""
    province = scene.staff["provinsi"]
    planned_at = min(first_day - timedelta(days=28), first_day)
    cohort = plan_cohort(
        scene.office,
        scene.course,
        title=title,
        venue="Aula Bapelkesos",
        city="Palangka Raya",
        zone=scene.office.region.zone,
        starts_on=first_day.date(),
        ends_on=first_day.date() + timedelta(days=2),
        nominate_until=first_day.date() - timedelta(days=7),
        seats_per_region=2,
        by=province,
        at=planned_at,
    )
    apply_timetable(cohort, BIMTEK_LKS_3_DAYS, by=province, at=planned_at)
    assign_trainer(cohort, scene.staff["pelatih"], by=province, at=planned_at)
    assign_trainer(cohort, scene.staff["pelatih-kapuas"], by=province, at=planned_at)
    open_cohort(cohort, by=province, at=planned_at)
    cohort.refresh_from_db()
    return cohort


def officer_of(scene: Scene, enrolment: Enrolment) -> User:
    keys = {"62.03": "kapuas", "62.71": "palangkaraya"}
    return scene.staff[keys.get(enrolment.region_id or "", "provinsi")]


def send(scene: Scene, cohort: Cohort, people: list[int], at: datetime, *, upto: str = "accepted") -> list[Enrolment]:
    """Nominate, and where wanted confirm and accept, through the operations of the three offices."""
    province = scene.staff["provinsi"]
    nominate_members(cohort, [scene.members[index] for index in people], by=province, at=at)
    enrolments = []
    for index in people:
        enrolment = Enrolment.objects.get(cohort=cohort, person=scene.members[index].person)
        if upto in {"confirmed", "accepted"}:
            confirm_enrolment(enrolment, by=officer_of(scene, enrolment), at=at + timedelta(days=1))
        if upto == "accepted":
            accept_enrolment(enrolment, by=province, at=at + timedelta(days=2))
        enrolments.append(enrolment)
    return enrolments


def attend(scene: Scene, cohort: Cohort, enrolments: list[Enrolment], *, until: datetime, absent: set[int]) -> None:
    trainer = scene.staff["pelatih"]
    for session in cohort.sessions.filter(kind=SessionKind.LESSON, ends_at__lte=until):
        for enrolment in enrolments:
            misses = enrolment.pk in absent and session.module_code in {"L4", "L6"}
            record_presence(
                enrolment,
                session,
                state=PresenceState.ABSENT if misses else PresenceState.PRESENT,
                method=PresenceMethod.ROLL_CALL,
                key=uuid4(),
                by=trainer,
                at=session.ends_at,
            )


def sit_test(enrolment: Enrolment, at: datetime, *, right: int, rng: random.Random) -> None:
    """Take the post-test with ``right`` answers out of the questions drawn."""
    attempt = start_attempt(enrolment, at=at, rng=rng)
    answers = {}
    for position, question in enumerate(attempt.questions):
        wrong = next(option["id"] for option in question["options"] if option["id"] != question["key"])
        answers[question["id"]] = question["key"] if position < right else wrong
    submit_attempt(attempt, answers, at=at + timedelta(minutes=20))


def seed_past(scene: Scene, today: datetime) -> None:
    first_day = today - timedelta(days=40)
    cohort = hold(scene, "Bimtek LKS Angkatan I", first_day)
    enrolments = send(scene, cohort, PAST, first_day - timedelta(days=20))
    by_person = dict(zip(PAST, enrolments, strict=True))
    absent = {by_person[index].pk for index in MISSED_SESSIONS}
    end = cohort.sessions.latest("ends_at").ends_at
    attend(scene, cohort, enrolments, until=end, absent=absent)
    rng = random.Random(62)
    for index, enrolment in by_person.items():
        if index not in NO_TEST:
            sit_test(enrolment, end, right=5 if index in FAILED_TEST else rng.choice([8, 9, 10]), rng=rng)
    close_cohort(cohort, by=scene.staff["provinsi"], at=end + timedelta(days=1))


def seed_running(scene: Scene, today: datetime, now: datetime) -> None:
    """The second day is today: trainers have sessions, trainees have a lesson to go on with."""
    first_day = today - timedelta(days=1)
    cohort = hold(scene, "Bimtek LKS Angkatan II", first_day)
    enrolments = send(scene, cohort, RUNNING, first_day - timedelta(days=14))
    morning = datetime.combine(today.date(), time(0), cohort.tzinfo)
    attend(scene, cohort, enrolments, until=min(morning, now), absent=set())
    reader = enrolments[RUNNING.index(TRAINEE_PERSON)]
    first_module = cohort.frozen_syllabus().modules[0].page_id
    lessons = list(LessonPage.objects.filter(path__startswith=CoursePage.objects.get(pk=cohort.course_id).path).live())
    own = [lesson for lesson in lessons if lesson.get_parent().pk == first_module]
    finish_lesson(reader, own[0], at=morning)
    keep_place(reader, own[1], block=own[1].body[1].id, at=morning)


def seed_inviting(scene: Scene, today: datetime) -> Cohort:
    first_day = today + timedelta(days=21)
    cohort = hold(scene, "Bimtek LKS Angkatan III", first_day)
    for upto, people in INVITED.items():
        send(scene, cohort, people, today - timedelta(days=3), upto=upto)
    return cohort
