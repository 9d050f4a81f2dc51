import re
from datetime import UTC, date, datetime

import pytest

from lms.cohorts.enums import CohortStatus, SessionKind
from lms.cohorts.models import Cohort, CohortTrainer, Quota, Session
from lms.cohorts.operations import (
    add_session,
    apply_timetable,
    assign_trainer,
    new_code,
    open_cohort,
    plan_cohort,
    remove_session,
)
from lms.cohorts.timetables import BIMTEK_LKS_3_DAYS
from lms.journal.models import Event
from lms.organisations.enums import Zone
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, CohortFactory, SessionFactory, ready_cohort
from tests.factories.content import CoursePageFactory
from tests.factories.organisations import OfficeFactory, RegencyFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

PLAN = {
    "title": "Bimtek LKS angkatan I",
    "venue": "Aula",
    "city": "Palangka Raya",
    "zone": Zone.WIB,
    "starts_on": date(2026, 7, 22),
    "ends_on": date(2026, 7, 24),
    "nominate_until": date(2026, 7, 10),
    "seats_per_region": 2,
}
LINE = {
    "kind": SessionKind.LESSON,
    "module_code": "L1",
    "title": "Kebijakan",
    "starts_at": datetime(2026, 7, 22, 2, 30, tzinfo=UTC),
    "ends_at": datetime(2026, 7, 22, 4, 45, tzinfo=UTC),
}


@pytest.fixture
def officer():
    return UserFactory()


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def events():
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_planning_makes_a_draft_and_says_so_in_the_journal(officer):
    cohort = plan_cohort(OfficeFactory(), CoursePageFactory(), **PLAN, by=officer, at=PLANNED_AT)

    assert (cohort.status, cohort.seats_per_region, cohort.title) == (CohortStatus.DRAFT, 2, "Bimtek LKS angkatan I")
    assert events() == ["cohort.planned"]
    assert Event.objects.get().by_id == officer.pk


def test_planning_is_refused_with_all_reasons_and_leaves_nothing(officer):
    plan = {**PLAN, "ends_on": date(2026, 7, 21), "nominate_until": date(2026, 8, 1)}

    with pytest.raises(Refusal) as refusal:
        plan_cohort(OfficeFactory(), CoursePageFactory(), **plan, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["ends_before_it_starts", "nominations_end_late"]
    assert not Cohort.objects.exists()


def test_a_title_is_used_once_per_office(officer):
    office, course = OfficeFactory(), CoursePageFactory()
    plan_cohort(office, course, **PLAN, by=officer, at=PLANNED_AT)

    with pytest.raises(Refusal) as refusal:
        plan_cohort(office, course, **PLAN, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["cohorts_cohort_title_once_per_office"]


def test_the_deadline_of_a_plan_is_held_against_the_local_date(officer):
    """16.30 UTC on 10 July is 23.30 WIB of that day and 00.30 WITA of the next."""
    late = datetime(2026, 7, 10, 16, 30, tzinfo=UTC)
    office, course = OfficeFactory(), CoursePageFactory()

    plan_cohort(office, course, **PLAN, by=officer, at=late)
    with pytest.raises(Refusal) as refusal:
        plan_cohort(office, course, **{**PLAN, "title": "II", "zone": Zone.WITA}, by=officer, at=late)

    assert codes(refusal) == ["nominations_ended"]


def test_a_session_derives_its_jp_from_its_minutes_and_gets_a_readable_code(officer):
    session = add_session(CohortFactory(), **LINE, by=officer, at=PLANNED_AT)

    assert session.jp == 3
    assert re.fullmatch(r"[A-HJKMNP-Z2-9]{8}", session.code)
    assert events() == ["cohort.session_added"]


def test_a_break_carries_no_jp(officer):
    line = {**LINE, "kind": SessionKind.BREAK, "module_code": ""}

    assert add_session(CohortFactory(), **line, by=officer, at=PLANNED_AT).jp == 0


def test_codes_differ():
    assert len({new_code() for _number in range(200)}) == 200


def test_a_session_that_overlaps_one_of_the_cohort_is_refused(officer):
    cohort = CohortFactory()
    add_session(cohort, **LINE, by=officer, at=PLANNED_AT)
    later = {**LINE, "title": "Lain", "starts_at": datetime(2026, 7, 22, 4, 0, tzinfo=UTC)}

    with pytest.raises(Refusal) as refusal:
        add_session(cohort, **later, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["sessions_overlap"]
    assert cohort.sessions.count() == 1


def test_an_open_cohort_takes_no_more_sessions_and_loses_none(officer):
    session = SessionFactory()

    with pytest.raises(Refusal):
        add_session(session.cohort, **LINE, by=officer, at=PLANNED_AT)
    with pytest.raises(Refusal):
        remove_session(session, by=officer, at=PLANNED_AT)

    assert list(Session.objects.all()) == [session]


def test_a_session_of_a_draft_can_be_removed(officer):
    session = add_session(CohortFactory(), **LINE, by=officer, at=PLANNED_AT)

    remove_session(session, by=officer, at=PLANNED_AT)

    assert not Session.objects.exists()
    assert events() == ["cohort.session_added", "cohort.session_removed"]


@pytest.mark.parametrize(("zone", "hour"), [(Zone.WIB, 2), (Zone.WITA, 1), (Zone.WIT, 0)])
def test_a_timetable_is_applied_at_local_times_of_the_cohort(officer, zone, hour):
    cohort = CohortFactory(zone=zone)

    sessions = apply_timetable(cohort, BIMTEK_LKS_3_DAYS, by=officer, at=PLANNED_AT)

    first_lesson = next(session for session in sessions if session.module_code == "L1")
    assert first_lesson.starts_at.astimezone(UTC) == datetime(2026, 7, 22, hour, 30, tzinfo=UTC)
    assert (len(sessions), sum(session.jp for session in sessions)) == (21, 24)
    assert events() == ["cohort.timetable_applied"]


def test_a_timetable_longer_than_the_cohort_is_refused_and_leaves_nothing(officer):
    cohort = CohortFactory(ends_on=date(2026, 7, 23))

    with pytest.raises(Refusal) as refusal:
        apply_timetable(cohort, BIMTEK_LKS_3_DAYS, by=officer, at=PLANNED_AT)

    assert set(codes(refusal)) == {"session_outside"}
    assert not cohort.sessions.exists()


def test_a_timetable_is_not_applied_over_sessions(officer):
    cohort = CohortFactory()
    apply_timetable(cohort, BIMTEK_LKS_3_DAYS, by=officer, at=PLANNED_AT)

    with pytest.raises(Refusal) as refusal:
        apply_timetable(cohort, BIMTEK_LKS_3_DAYS, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["has_sessions"]
    assert cohort.sessions.count() == 21


def test_lessons_take_the_title_of_the_courses_module(officer):
    cohort = ready_cohort()

    assert cohort.sessions.filter(module_code="L3").get().title == "Modul L3"


def test_a_trainer_of_the_area_is_assigned_once(officer):
    cohort, trainer = CohortFactory(), RoleGrantFactory(trainer=True).user

    assign_trainer(cohort, trainer, by=officer, at=PLANNED_AT)
    with pytest.raises(Refusal) as refusal:
        assign_trainer(cohort, trainer, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["cohorts_cohorttrainer_once"]
    assert events() == ["cohort.trainer_assigned"]


def test_who_is_no_trainer_here_is_not_assigned(officer):
    elsewhere = RoleGrantFactory(trainer=True, region=RegencyFactory(code="63.01", name="Kabupaten Lain")).user
    former = RoleGrantFactory(trainer=True, ends_on=date(2024, 6, 1)).user
    gone = RoleGrantFactory(trainer=True, user=UserFactory(is_active=False)).user

    for person in (UserFactory(), elsewhere, former, gone):
        with pytest.raises(Refusal) as refusal:
            assign_trainer(CohortFactory(), person, by=officer, at=PLANNED_AT)
        assert codes(refusal) == ["no_trainer"]

    assert not CohortTrainer.objects.exists()


def test_a_closed_cohort_takes_no_trainer(officer):
    with pytest.raises(Refusal) as refusal:
        assign_trainer(CohortFactory(closed=True), RoleGrantFactory(trainer=True).user, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["ended"]


def test_opening_freezes_syllabus_and_policy_and_keeps_seats(officer, settings):
    settings.PILAR_PASS_SCORE_PERCENT = 75
    cohort = ready_cohort(seats_per_region=3)
    RegencyFactory(code="63.01", name="Kabupaten Lain")

    open_cohort(cohort, by=officer, at=PLANNED_AT)

    cohort = Cohort.objects.get()
    assert (cohort.status, cohort.opened_at, cohort.opened_by) == (CohortStatus.OPEN, PLANNED_AT, officer)
    assert cohort.frozen_syllabus().jp == 24
    assert [module.code for module in cohort.frozen_syllabus().modules] == [f"L{number}" for number in range(1, 9)]
    assert (cohort.frozen_policy().pass_score_percent, cohort.frozen_policy().minutes_per_jp) == (75, 45)
    assert list(Quota.objects.values_list("region_id", "seats", "taken")) == [("62.03", 3, 0), ("62.71", 3, 0)]
    assert events()[-1] == "cohort.opened"


def test_a_frozen_syllabus_names_the_live_revision_and_outlives_an_edit(officer):
    cohort = ready_cohort()
    module = cohort.course.get_children().first().specific
    revision = module.save_revision()
    revision.publish()

    open_cohort(cohort, by=officer, at=PLANNED_AT)
    module.refresh_from_db()
    module.title, module.theory_minutes = "Judul baru", 450
    module.save_revision().publish()

    frozen = Cohort.objects.get().frozen_syllabus().modules[0]
    assert (frozen.revision_id, frozen.title, frozen.theory_jp) == (revision.pk, "Modul L1", 3)


def test_opening_is_refused_with_all_that_is_missing_and_changes_nothing(officer):
    cohort = CohortFactory()

    with pytest.raises(Refusal) as refusal:
        open_cohort(cohort, by=officer, at=PLANNED_AT)

    assert codes(refusal) == [
        "no_modules", "no_lessons", "few_questions", "no_sessions", "no_trainers", "no_regions",
    ]  # fmt: skip
    assert (Cohort.objects.get().status, Quota.objects.count(), events()) == (CohortStatus.DRAFT, 0, [])


def test_unpublished_modules_and_lessons_below_them_do_not_count(officer):
    cohort = ready_cohort()
    module = cohort.course.get_children().first().specific
    module.unpublish()

    with pytest.raises(Refusal) as refusal:
        open_cohort(cohort, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["no_lessons", "module_unknown"]


def test_a_cohort_opens_once(officer):
    cohort = ready_cohort()
    open_cohort(cohort, by=officer, at=PLANNED_AT)

    with pytest.raises(Refusal) as refusal:
        open_cohort(cohort, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["not_draft"]
    assert Quota.objects.count() == 2
