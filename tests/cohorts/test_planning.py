"""Activities of every kind, whole bimtek from a sample, last year's once more, and the papers of a plan."""

from datetime import date, timedelta

import pytest

from lms.cohorts.enums import ActivityKind, CohortStatus, CommitteeRole, Delivery, PartnerSort
from lms.cohorts.models import Cohort, CommitteeMember, Session
from lms.cohorts.operations import (
    GridLine,
    Line,
    assign_trainer,
    change_plan,
    name_member,
    name_partner,
    open_cohort,
    plan_cohort,
    plan_from_sample,
    remove_member,
    remove_partner,
    repeat_cohort,
    save_timetable,
    write_terms,
)
from lms.cohorts.timetables import BIMTEK_LKS_3_DAYS, KUBE_3_DAYS
from lms.enrolment.operations.joining import join_cohort, make_class_code
from lms.journal.models import Event
from lms.organisations.enums import Zone
from lms.refusal import Refusal
from tests.cohorts.test_operations import LINE, PLAN
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    PLANNED_AT,
    CohortFactory,
    CohortTrainerFactory,
    CommitteeMemberFactory,
    PartnerFactory,
    SessionFactory,
    SessionTrainerFactory,
    TermsOfReferenceFactory,
    ready_cohort,
    ready_course,
)
from tests.factories.content import CoursePageFactory
from tests.factories.organisations import OfficeFactory, PersonFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

SAMPLE_PLAN = {name: value for name, value in PLAN.items() if name != "ends_on"}


@pytest.fixture
def officer():
    return UserFactory()


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def events():
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


# --- activities -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ActivityKind.BIMTEK, True),
        (ActivityKind.TRAINING, True),
        (ActivityKind.SOCIALISATION, False),
        (ActivityKind.COORDINATION, False),
        (ActivityKind.MENTORING, False),
    ],
)
def test_only_bimtek_and_training_give_certificates(kind, expected):
    assert Cohort(kind=kind).gives_certificate is expected


def test_a_self_paced_cohort_opens_without_timetable_trainers_and_seats(officer):
    course = ready_course()
    plan = {**PLAN, "delivery": Delivery.SELF_PACED, "joins_freely": True, "seats_per_region": 0}
    cohort = plan_cohort(
        OfficeFactory(), course, **{**plan, "nominate_until": date(2026, 7, 24)}, by=officer, at=PLANNED_AT
    )

    open_cohort(cohort, by=officer, at=PLANNED_AT)

    assert (cohort.status, cohort.quotas.count(), cohort.frozen_syllabus().jp) == (CohortStatus.OPEN, 0, 24)
    assert list(Cohort.objects.joinable(date(2026, 7, 24))) == [cohort]
    assert list(Cohort.objects.joinable(date(2026, 7, 25))) == []


def test_a_self_paced_cohort_that_is_not_free_for_all_is_joined_with_a_class_code(officer):
    plan = {**PLAN, "delivery": Delivery.SELF_PACED, "seats_per_region": 0}
    cohort = plan_cohort(OfficeFactory(), ready_course(), **plan, by=officer, at=PLANNED_AT)
    open_cohort(cohort, by=officer, at=PLANNED_AT)

    code = make_class_code(cohort, by=officer, at=PLANNED_AT)
    enrolment = join_cohort(cohort, PersonFactory(), by=officer, at=PLANNED_AT, code=code)

    assert enrolment.is_participant
    with pytest.raises(Refusal) as refusal:
        join_cohort(cohort, PersonFactory(), by=officer, at=PLANNED_AT)
    assert codes(refusal) == ["not_free"]


def test_sessions_keep_their_hours_when_the_zone_is_corrected(officer):
    cohort = CohortFactory()
    session = SessionFactory(cohort=cohort, starts_at=LINE["starts_at"], ends_at=LINE["ends_at"])

    change_plan(cohort, **{**PLAN, "zone": Zone.WIT, "delivery": Delivery.ONLINE}, by=officer, at=PLANNED_AT)

    session.refresh_from_db()
    assert session.starts_at == LINE["starts_at"] - timedelta(hours=2)
    assert session.ends_at == LINE["ends_at"] - timedelta(hours=2)
    assert session.delivery == Delivery.ONLINE


def test_a_meeting_asks_nothing_of_the_course_and_has_an_agenda(officer):
    cohort = CohortFactory(kind=ActivityKind.COORDINATION, joins_freely=False)
    SessionFactory(cohort=cohort, kind="agenda", module_code="", jp=0, title="Pembagian tugas")

    with pytest.raises(Refusal) as refusal:
        open_cohort(cohort, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["no_trainers", "no_regions"]


def test_nobody_joins_freely_in_a_room(officer):
    with pytest.raises(Refusal) as refusal:
        plan_cohort(OfficeFactory(), CoursePageFactory(), **PLAN, joins_freely=True, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["joins_freely_in_a_room"]


def test_opening_freezes_the_forms_of_the_course(officer):
    cohort = ready_cohort()

    open_cohort(cohort, by=officer, at=PLANNED_AT)

    forms = cohort.course.forms_as_data()
    frozen = Cohort.objects.get().frozen_syllabus()
    assert (list(frozen.evaluation), list(frozen.rtl)) == (forms["evaluation"], forms["rtl"])


def test_a_draft_is_corrected_and_its_sessions_must_still_fit(officer):
    cohort = CohortFactory()
    SessionFactory(cohort=cohort)

    change_plan(cohort, **{**PLAN, "title": "Judul benar"}, by=officer, at=PLANNED_AT)
    with pytest.raises(Refusal) as refusal:
        change_plan(cohort, **{**PLAN, "starts_on": date(2026, 7, 23)}, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["session_outside"]
    assert (Cohort.objects.get().title, Cohort.objects.get().starts_on) == ("Judul benar", PLAN["starts_on"])
    with pytest.raises(Refusal):
        change_plan(CohortFactory(opened=True), **PLAN, by=officer, at=PLANNED_AT)


# --- samples --------------------------------------------------------------------------------------


def test_a_whole_bimtek_is_planned_from_a_sample_in_one_step(officer):
    cohort = plan_from_sample(
        OfficeFactory(), ready_course(), BIMTEK_LKS_3_DAYS, **SAMPLE_PLAN, by=officer, at=PLANNED_AT
    )

    assert (cohort.ends_on, cohort.sessions.count(), sum(s.jp for s in cohort.sessions.all())) == (
        date(2026, 7, 24), 21, 24,
    )  # fmt: skip
    assert cohort.sessions.get(module_code="L4").method == "practice"


def test_a_sample_of_another_course_is_refused_and_leaves_nothing(officer):
    with pytest.raises(Refusal) as refusal:
        plan_from_sample(OfficeFactory(), ready_course(), KUBE_3_DAYS, **SAMPLE_PLAN, by=officer, at=PLANNED_AT)

    assert set(codes(refusal)) == {"module_unknown", "jp_differ"}
    assert (Cohort.objects.count(), Session.objects.count()) == (0, 0)


# --- once more ------------------------------------------------------------------------------------

AGAIN = {"title": "Bimtek LKS 2027", "starts_on": date(2027, 3, 2), "nominate_until": date(2027, 2, 20)}


def test_last_years_cohort_is_repeated_on_other_days_without_its_numbers(officer):
    source = CohortFactory(opened=True, zone=Zone.WITA, funding="apbd", activity_code="1.06.02", budget_year=2026)
    session = SessionFactory(cohort=source, room="Aula", link="https://meet.contoh.id/a", method="lecture")
    user = RoleGrantFactory(trainer=True).user
    trainer = CohortTrainerFactory(cohort=source, user=user, decree_number="188/1", decree_on=date(2026, 6, 1))
    SessionTrainerFactory(session=session, trainer=trainer)
    CohortTrainerFactory(cohort=source, user=UserFactory(name="Sudah Pensiun"))
    CommitteeMemberFactory(cohort=source, role=CommitteeRole.CHAIR, name="Ibu Ketua", decree_number="188/2")
    PartnerFactory(cohort=source, name="Universitas Palangka Raya")
    TermsOfReferenceFactory(cohort=source, background="Latar")

    cohort = repeat_cohort(source, **AGAIN, by=officer, at=PLANNED_AT)

    copy = cohort.sessions.with_trainers().get()
    assert (cohort.status, cohort.ends_on, cohort.zone) == (CohortStatus.DRAFT, date(2027, 3, 4), Zone.WITA)
    assert (cohort.funding, cohort.activity_code, cohort.budget_year) == ("apbd", "1.06.02", 2027)
    assert copy.starts_at == session.starts_at + (AGAIN["starts_on"] - source.starts_on)
    assert (copy.room, copy.link, copy.method, copy.jp) == ("Aula", "", "lecture", 3)
    assert copy.code != session.code
    assert copy.trainer_names() == [user.name]
    assert list(cohort.trainers.values_list("user", "decree_number")) == [(user.pk, "")]
    assert list(cohort.committee.values_list("name", "role", "decree_number")) == [("Ibu Ketua", "chair", "")]
    assert list(cohort.partners.values_list("name", flat=True)) == ["Universitas Palangka Raya"]
    assert cohort.terms.background == "Latar"
    assert source.terms.background == "Latar"
    assert events()[0] == "cohort.planned"
    assert events()[-1] == "cohort.repeated"


def test_a_repetition_with_a_used_title_is_refused_and_leaves_nothing(officer):
    source = CohortFactory(opened=True)

    with pytest.raises(Refusal) as refusal:
        repeat_cohort(source, **{**AGAIN, "title": source.title}, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["cohorts_cohort_title_once_per_office"]
    assert Cohort.objects.count() == 1


# --- the timetable as a whole ------------------------------------------------------------------------


def grid(**more):
    return GridLine(Line(**{**LINE, "method": "lecture", "room": "Aula", "link": "", **more}))


def test_a_timetable_is_saved_whole_changed_added_and_removed(officer):
    cohort = CohortFactory()
    kept, gone = (
        SessionFactory(cohort=cohort),
        SessionFactory(
            cohort=cohort, starts_at=LINE["ends_at"] + timedelta(hours=1), ends_at=LINE["ends_at"] + timedelta(hours=2)
        ),
    )
    trainer = CohortTrainerFactory(cohort=cohort)
    later = {"starts_at": LINE["ends_at"], "ends_at": LINE["ends_at"] + timedelta(minutes=90)}
    changed = GridLine(grid(title="Judul baru").line, kept.pk, frozenset({trainer.pk}))

    save_timetable(
        cohort, [changed, grid(**later, link="https://meet.contoh.id/a")], version=0, by=officer, at=PLANNED_AT
    )

    first, second = cohort.sessions.with_trainers()
    assert (first.pk, first.title, first.code, first.jp) == (kept.pk, "Judul baru", kept.code, 3)
    assert (first.trainer_names(), first.delivery) == ([trainer.user.name], Delivery.FACE_TO_FACE)
    assert (second.jp, second.delivery) == (2, Delivery.BLENDED)
    assert not Session.objects.filter(pk=gone.pk).exists()
    assert (Cohort.objects.get().timetable_version, events()) == (1, ["cohort.timetable_saved"])


def test_a_timetable_seen_before_somebody_changed_it_is_not_saved(officer):
    cohort = CohortFactory()
    save_timetable(cohort, [grid()], version=0, by=officer, at=PLANNED_AT)

    with pytest.raises(Refusal) as refusal:
        save_timetable(cohort, [], version=0, by=officer, at=PLANNED_AT)

    assert (codes(refusal), cohort.sessions.count()) == (["stale"], 1)


def test_lines_of_other_cohorts_and_their_trainers_are_refused(officer):
    cohort, foreign = CohortFactory(), SessionFactory()
    strangers = [
        [GridLine(grid().line, foreign.pk)],
        [GridLine(grid().line, None, frozenset({CohortTrainerFactory().pk}))],
        [GridLine(grid().line, SessionFactory(cohort=cohort).pk)] * 2,
    ]

    for lines in strangers:
        with pytest.raises(Refusal) as refusal:
            save_timetable(cohort, lines, version=0, by=officer, at=PLANNED_AT)
        assert codes(refusal) == ["stale"]

    foreign.refresh_from_db()
    assert foreign.cohort_id != cohort.pk


def test_one_bad_line_leaves_the_whole_timetable_as_it_was(officer):
    cohort = CohortFactory()
    bad = grid(starts_at=LINE["ends_at"], ends_at=LINE["starts_at"])

    with pytest.raises(Refusal) as refusal:
        save_timetable(cohort, [grid(), bad, *[grid()] * 80], version=0, by=officer, at=PLANNED_AT)

    assert {"session_ends_early", "too_many_sessions", "sessions_overlap"} <= set(codes(refusal))
    assert not cohort.sessions.exists()


# --- papers and people --------------------------------------------------------------------------------


def test_terms_are_written_again_and_again_and_stay_one(officer):
    cohort = CohortFactory()

    for words in ("Pertama", "Kedua"):
        write_terms(
            cohort,
            background=words,
            budget_year=2026,
            funding="apbn",
            activity_code="1.06.02",
            by=officer,
            at=PLANNED_AT,
        )

    cohort = Cohort.objects.get()
    assert (cohort.terms.background, cohort.budget_year, cohort.funding) == ("Kedua", 2026, "apbn")
    assert events() == ["cohort.terms_written"] * 2


def test_a_committee_and_partners_are_named_and_taken_off_once(officer):
    cohort = CohortFactory()
    member = CommitteeMember(
        cohort=cohort, role=CommitteeRole.CHAIR, name="Ibu Ketua", decree_number="188", decree_on=date(2026, 6, 1)
    )

    name_member(member, by=officer, at=PLANNED_AT)
    partner = name_partner(cohort, name="Universitas", sort=PartnerSort.UNIVERSITY, by=officer, at=PLANNED_AT)
    with pytest.raises(Refusal) as twice:
        name_member(CommitteeMember(cohort=cohort, role="chair", name="Ibu Ketua"), by=officer, at=PLANNED_AT)
    with pytest.raises(Refusal) as again:
        name_partner(cohort, name="Universitas", sort=PartnerSort.OTHER, by=officer, at=PLANNED_AT)
    for _time in range(2):
        remove_member(CommitteeMember(pk=member.pk, cohort=cohort), by=officer, at=PLANNED_AT)
        remove_partner(type(partner)(pk=partner.pk, cohort=cohort), by=officer, at=PLANNED_AT)

    assert (codes(twice), codes(again)) == (["cohorts_committeemember_once"], ["cohorts_partner_once"])
    assert (cohort.committee.count(), cohort.partners.count()) == (0, 0)
    assert events() == [
        "cohort.member_named", "cohort.partner_named", "cohort.member_removed", "cohort.partner_removed",
    ]  # fmt: skip


def test_a_trainer_is_assigned_with_her_decree(officer):
    assigned = assign_trainer(
        CohortFactory(), RoleGrantFactory(trainer=True).user, by=officer, at=PLANNED_AT,
        decree_number="188.44/12", decree_on=date(2026, 6, 1),
    )  # fmt: skip

    assert (assigned.decree_number, assigned.decree_on) == ("188.44/12", date(2026, 6, 1))


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_papers_of_what_is_over_stay(officer, state):
    cohort = CohortFactory(**{state: True})
    acts = [
        lambda: write_terms(cohort, background="x", by=officer, at=PLANNED_AT),
        lambda: name_member(CommitteeMember(cohort=cohort, role="chair", name="A"), by=officer, at=PLANNED_AT),
        lambda: name_partner(cohort, name="A", sort="csr", by=officer, at=PLANNED_AT),
    ]

    for act in acts:
        with pytest.raises(Refusal) as refusal:
            act()
        assert codes(refusal) == ["ended"]
