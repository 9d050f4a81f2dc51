"""A public briefing, a meeting or an accompaniment can be held without a course."""

import io
from datetime import date

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lms.cohorts.enums import ActivityKind, CohortStatus, Delivery, SessionKind
from lms.cohorts.models import Cohort, cohorts_resting_on
from lms.cohorts.operations import add_session, apply_timetable, change_plan, open_cohort, plan_cohort, repeat_cohort
from lms.cohorts.timetables import BIMTEK_LKS_3_DAYS
from lms.enrolment.operations import join_cohort
from lms.refusal import Refusal
from tests.cohorts.test_bad_input import plan as sent_plan
from tests.cohorts.test_doors import key
from tests.cohorts.test_operations import LINE, PLAN
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, CohortFactory, CohortTrainerFactory
from tests.factories.content import CoursePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import OfficeFactory, PersonFactory, RegencyFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

AGENDA = {**LINE, "kind": SessionKind.AGENDA, "module_code": "", "title": "Pembagian tugas"}


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def meeting(officer):
    """A coordination meeting without a course, with an item on its agenda and a trainer; a draft."""
    RegencyFactory()
    cohort = plan_cohort(OfficeFactory(), None, **PLAN, kind=ActivityKind.COORDINATION, by=officer, at=PLANNED_AT)
    add_session(cohort, **AGENDA, by=officer, at=PLANNED_AT)
    CohortTrainerFactory(cohort=cohort)
    return cohort


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def test_a_meeting_without_a_course_opens_and_promises_no_module(meeting, officer):
    open_cohort(meeting, by=officer, at=PLANNED_AT)

    cohort = Cohort.objects.get()
    assert (cohort.status, cohort.quotas.count()) == (CohortStatus.OPEN, 1)
    assert (cohort.frozen_syllabus().modules, cohort.frozen_syllabus().jp) == ((), 0)
    assert cohort.course_or_kind == cohort.get_kind_display()
    assert cohorts_resting_on(CoursePageFactory()) == []


@pytest.mark.parametrize(
    ("kind", "delivery"),
    [
        (ActivityKind.BIMTEK, Delivery.FACE_TO_FACE),
        (ActivityKind.TRAINING, Delivery.ONLINE),
        (ActivityKind.MENTORING, Delivery.SELF_PACED),
    ],
)
def test_what_rests_on_a_course_is_refused_without_one(officer, kind, delivery):
    with pytest.raises(Refusal) as refusal:
        plan_cohort(OfficeFactory(), None, **PLAN, kind=kind, delivery=delivery, by=officer, at=PLANNED_AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortFactory(course=None, kind=kind, delivery=delivery)

    assert codes(refusal) == ["no_course"]


def test_a_draft_without_a_course_becomes_a_bimtek_only_with_one(meeting, officer):
    bimtek = {**PLAN, "kind": ActivityKind.BIMTEK}

    with pytest.raises(Refusal) as refusal:
        change_plan(meeting, **bimtek, by=officer, at=PLANNED_AT)
    change_plan(meeting, **bimtek, course=CoursePageFactory(), by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["no_course"]
    assert Cohort.objects.get().kind == ActivityKind.BIMTEK


def test_lessons_belong_to_courses(officer):
    cohort = CohortFactory(course=None, kind=ActivityKind.SOCIALISATION)

    with pytest.raises(Refusal) as one:
        add_session(cohort, **LINE, by=officer, at=PLANNED_AT)
    with pytest.raises(Refusal) as sample:
        apply_timetable(cohort, BIMTEK_LKS_3_DAYS, by=officer, at=PLANNED_AT)

    assert codes(one) == ["lesson_without_course"]
    assert set(codes(sample)) == {"lesson_without_course"}
    assert not cohort.sessions.exists()


def test_a_meeting_is_repeated_without_a_course(meeting, officer):
    again = {"title": "Rakor 2027", "starts_on": date(2027, 3, 2), "nominate_until": date(2027, 2, 20)}

    cohort = repeat_cohort(meeting, **again, by=officer, at=PLANNED_AT)

    assert (cohort.course, cohort.kind) == (None, ActivityKind.COORDINATION)
    assert [session.title for session in cohort.sessions.all()] == ["Pembagian tugas"]


def test_an_online_briefing_open_to_everybody_has_no_quota_and_takes_all_who_come(officer):
    plan = {**PLAN, "kind": ActivityKind.SOCIALISATION, "delivery": Delivery.ONLINE, "joins_freely": True}
    cohort = plan_cohort(OfficeFactory(), None, **{**plan, "seats_per_region": 0}, by=officer, at=PLANNED_AT)
    add_session(cohort, **AGENDA, by=officer, at=PLANNED_AT)
    CohortTrainerFactory(cohort=cohort)
    open_cohort(cohort, by=officer, at=PLANNED_AT)

    people = [join_cohort(cohort, PersonFactory(), by=officer, at=PLANNED_AT) for _person in range(3)]

    assert all(enrolment.is_participant for enrolment in people)
    assert not cohort.quotas.exists()


def test_the_form_asks_for_the_course_where_one_is_needed(login, june):
    planner = login(RoleGrantFactory(province=True).user)
    body = sent_plan(CoursePageFactory(), OfficeFactory()) | {"course": ""}

    refused = planner.post(reverse("cohort_new"), body)
    taken = planner.post(reverse("cohort_new"), body | {"kind": "socialisation"})

    assert list(refused.context["form"].errors) == ["course"]
    assert taken.status_code == 302
    assert Cohort.objects.get().course is None


def test_every_page_of_a_meeting_opens_for_the_officer(login, meeting, officer, june):
    planner = login(RoleGrantFactory(province=True).user)
    drafts = ("cohort_detail", "cohort_edit", "session_new", "timetable_edit", "timetable_paste", "cohort_repeat")
    always = ("cohort_detail", "cohort_terms", "committee", "committee_home", "letter_board", "participant_list")

    for name in drafts:
        assert planner.get(reverse(name, args=[meeting.pk])).status_code == 200, name
    open_cohort(meeting, by=officer, at=PLANNED_AT)
    for name in (*always, "cohort_closing", "seat_plan", "cohort_notices", "walk_in"):
        assert planner.get(reverse(name, args=[meeting.pk])).status_code == 200, name


def test_the_terms_of_reference_of_a_meeting_name_no_course(login, meeting):
    pdf = login(RoleGrantFactory(province=True).user).get(reverse("cohort_terms_pdf", args=[meeting.pk]))

    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Rapat koordinasi" in words
    assert "Pembagian tugas" in words
    assert "Kursus" not in words


def test_a_pasted_line_stands_on_the_agenda(login, meeting):
    planner = login(RoleGrantFactory(province=True).user)
    text = "22/07/2026\t13.00\t14.30\tRencana bersama"
    body = key(text=text, replaces="on", version=Cohort.objects.get().timetable_version, sure="1")

    assert planner.post(reverse("timetable_paste", args=[meeting.pk]), body).status_code == 302

    session = meeting.sessions.get()
    assert (session.kind, session.title, session.jp) == (SessionKind.AGENDA, "Rencana bersama", 0)


def test_her_pages_open_for_a_participant_who_reads_and_is_tested_in_nothing(login, meeting, officer):
    open_cohort(meeting, by=officer, at=PLANNED_AT)
    user = UserFactory()
    enrolment = EnrolmentFactory(cohort=meeting, accepted=True)
    type(enrolment.person).objects.filter(pk=enrolment.person_id).update(user=user)
    client = login(user)

    home = client.get(reverse("home")).content.decode()
    outline = client.get(reverse("course_outline", args=[enrolment.pk])).content.decode()

    assert reverse("test_intro", args=[enrolment.pk]) not in home + outline
    assert client.get(reverse("join", args=[meeting.pk])).status_code == 200
    assert client.get(reverse("my_schedule")).status_code == 200
