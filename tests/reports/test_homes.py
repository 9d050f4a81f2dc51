from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.assessment.models import Attempt
from lms.attendance.enums import PresenceState
from lms.cohorts.rules import Syllabus, SyllabusModule
from lms.learning.models import LessonProgress
from lms.organisations.models import RoleGrant
from lms.reports.enums import Home, NextStep
from lms.reports.trainees import session_to_check_in
from tests.factories.accounts import UserFactory
from tests.factories.assessment import AttemptFactory
from tests.factories.attendance import PresenceFactory
from tests.factories.cohorts import CohortFactory, CohortTrainerFactory, QuotaFactory, SessionFactory
from tests.factories.completion import AwardFactory, VerdictFactory
from tests.factories.content import LessonPageFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory, SeatPlanFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.factories.standing import StandingFactory

pytestmark = pytest.mark.django_db

IN_SESSION = datetime(2026, 7, 22, 3, tzinfo=UTC)  # 10.00 WIB on the first day
BEFORE = datetime(2026, 7, 1, 3, tzinfo=UTC)


def home(client, at=IN_SESSION, **data):
    with time_machine.travel(at, tick=False):
        response = client.get(reverse("home"), data)
    assert response.status_code == 200
    return response


def template_of(response):
    return next(t.name for t in response.templates if t.name.startswith("reports/home_"))


# --- the front and who gets which home -----------------------------------------


def test_the_front_is_public_and_leads_signed_in_people_home(client, login):
    assert client.get(reverse("front")).status_code == 200
    assert login(UserFactory()).get(reverse("front"))["Location"] == reverse("home")


@pytest.mark.parametrize(
    ("traits", "template"),
    [
        ({}, "reports/home_officer.html"),
        ({"province": True}, "reports/home_officer.html"),
        ({"ministry": True}, "reports/home_officer.html"),
        ({"institution_admin": True}, "reports/home_institution.html"),
        ({"trainer": True}, "reports/home_trainer.html"),
    ],
)
def test_each_role_has_its_home(login, traits, template):
    response = home(login(RoleGrantFactory(**traits).user))

    assert (template_of(response), response.context["others"]) == (template, [])


def test_the_superuser_has_a_home_with_what_she_sets_up(login):
    response = home(login(UserFactory(is_superuser=True)))

    assert template_of(response) == "reports/home_set_up.html"
    doors = {door.url for door in response.context["doors"]}
    assert doors == {reverse(name) for name in ("role_list", "requirement_list", "recovery_list", "mail_list")}


def test_whoever_has_no_role_is_a_participant(login):
    response = home(login(UserFactory()))

    assert (template_of(response), response.context["now"]) == ("reports/home_trainee.html", None)


def test_several_roles_get_the_most_senior_home_with_links_to_the_others(login):
    user = RoleGrantFactory(trainer=True).user
    RoleGrantFactory(user=user, institution_admin=True)
    EnrolmentFactory(membership__person=PersonFactory(user=user))
    client = login(user)

    first, asked = home(client), home(client, peran=Home.TRAINER)

    assert template_of(first) == "reports/home_institution.html"
    assert [url for url, _label in first.context["others"]] == ["/beranda/?peran=narasumber", "/beranda/?peran=peserta"]
    assert template_of(asked) == "reports/home_trainer.html"


@pytest.mark.parametrize("strange", ["dinsos", "\x00", "x" * 10_000, "<b>", "PESERTA"])
def test_a_home_one_does_not_have_is_not_given(login, strange):
    assert template_of(home(login(UserFactory()), peran=strange)) == "reports/home_trainee.html"


def test_an_ended_role_gives_no_home(login):
    user = RoleGrantFactory(trainer=True).user
    RoleGrant.objects.filter(user=user).update(ends_on=date(2026, 7, 21))

    assert template_of(home(login(user))) == "reports/home_trainee.html"


# --- officers ------------------------------------------------------------------


def test_an_officer_of_a_kabupaten_is_told_of_her_nominations_alone(login):
    cohort = CohortFactory(opened=True)
    EnrolmentFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, confirmed=True)
    EnrolmentFactory(cohort=CohortFactory(closed=True))
    sampit = InstitutionFactory(region=RegencyFactory(code="62.02", name="Kabupaten Kotawaringin Timur"))
    EnrolmentFactory(cohort=cohort, membership__institution=sampit)

    response = home(login(RoleGrantFactory().user))

    assert [decision.url for decision in response.context["decisions"]] == [reverse("nomination_list")]
    assert "1" in response.context["decisions"][0].text
    assert response.context["counts"].institutions == 3


@pytest.mark.parametrize(("steps", "is_told"), [(1, False), (2, True)])
def test_an_officer_of_a_kabupaten_is_not_told_of_applications_the_province_alone_decides_on(login, steps, is_told):
    plan = SeatPlanFactory(cohort=CohortFactory(opened=True), takes_applications=True, approval_steps=steps)
    application = EnrolmentFactory(cohort=plan.cohort, way="application")
    QuotaFactory(cohort=plan.cohort, region=application.region)

    regency = home(login(RoleGrantFactory().user)).context["decisions"]
    province = home(login(RoleGrantFactory(province=True).user)).context["decisions"]

    assert [bool(regency), bool(province)] == [is_told, not is_told]


def test_an_officer_of_a_province_is_told_whom_to_accept_and_what_to_close(login):
    waiting = CohortFactory(opened=True, office=OfficeFactory(), title="Menunggu")
    EnrolmentFactory(cohort=waiting, confirmed=True)
    EnrolmentFactory(cohort=waiting, confirmed=True)
    QuotaFactory(cohort=waiting, seats=2, taken=1)
    over = CohortFactory(
        opened=True,
        office=OfficeFactory(),
        title="Selesai",
        nominate_until=date(2026, 6, 1),
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 7, 3),
    )
    foreign = OfficeFactory(region=ProvinceFactory(code="63", name="Kalimantan Selatan"))
    EnrolmentFactory(cohort=CohortFactory(opened=True, office=foreign), confirmed=True)

    decisions = home(login(RoleGrantFactory(province=True).user)).context["decisions"]

    assert [decision.url for decision in decisions] == [
        reverse("participant_list", args=[waiting.pk]),
        reverse("cohort_closing", args=[over.pk]),
    ]
    assert "2" in decisions[0].text
    assert "Menunggu" in decisions[0].text


def test_nominees_for_whom_no_seat_is_left_are_no_decision(login):
    full = CohortFactory(opened=True, office=OfficeFactory())
    EnrolmentFactory(cohort=full, confirmed=True)
    QuotaFactory(cohort=full, seats=2, taken=2)

    assert home(login(RoleGrantFactory(province=True).user)).context["decisions"] == []


def test_without_decisions_an_officer_is_told_so(login):
    response = home(login(RoleGrantFactory(province=True).user))

    assert response.context["decisions"] == []
    assert reverse("cohort_new") in response.content.decode()


@pytest.mark.parametrize("more", [1, 3])
def test_the_officers_home_takes_a_fixed_number_of_queries(login, django_assert_num_queries, more):
    for _number in range(more):
        EnrolmentFactory(cohort=CohortFactory(opened=True, office=OfficeFactory()), confirmed=True)
    client = login(RoleGrantFactory(province=True).user)
    home(client)

    with django_assert_num_queries(14):
        home(client)


# --- institution admins ----------------------------------------------------------


@pytest.fixture
def admin():
    return RoleGrantFactory(institution_admin=True)


def test_an_admin_is_invited_to_nominate_while_nominations_last(login, admin):
    inviting = CohortFactory(opened=True)
    QuotaFactory(cohort=inviting)
    QuotaFactory(cohort=CohortFactory())
    QuotaFactory(cohort=CohortFactory(opened=True), region=RegencyFactory(code="62.02", name="Kabupaten Lain"))
    late = datetime(2026, 7, 10, 17, 30, tzinfo=UTC)

    before, after = home(login(admin.user), at=BEFORE), home(login(admin.user), at=late)

    assert before.context["invitations"] == [inviting]
    assert reverse("nominate", args=[inviting.pk]) in before.content.decode()
    assert after.context["invitations"] == []


def test_an_admin_reads_why_her_institution_is_not_certified(login, admin):
    response = home(login(admin.user))

    [(institution, reasons)] = response.context["institutions"]
    assert institution == admin.institution
    assert [reason.code for reason in reasons] == ["holders_few", "board_few"]


def test_an_admin_of_a_certified_institution_reads_that_nothing_is_missing(login, admin):
    StandingFactory(institution=admin.institution, certified=True)

    response = home(login(admin.user))

    assert response.context["institutions"] == [(admin.institution, ())]
    assert "Semua syarat sertifikasi sudah terpenuhi" in response.content.decode()


def test_an_admin_counts_the_certificates_of_her_members(login, admin):
    AwardFactory(issued=True, verdict__enrolment__membership__institution=admin.institution)
    AwardFactory(revoked=True, verdict__enrolment__membership__institution=admin.institution)
    AwardFactory(issued=True)

    assert home(login(admin.user)).context["certificates"] == 1


@pytest.mark.parametrize("more", [1, 3])
def test_the_admins_home_takes_a_fixed_number_of_queries(login, django_assert_num_queries, admin, more):
    for _number in range(more):
        QuotaFactory(cohort=CohortFactory(opened=True))
        if more > 1:
            RoleGrantFactory(user=admin.user, institution_admin=True)
    client = login(admin.user)
    home(client, at=BEFORE)

    with django_assert_num_queries(10):
        home(client, at=BEFORE)


# --- trainers --------------------------------------------------------------------


def trainer_of(cohort):
    user = RoleGrantFactory(trainer=True).user
    CohortTrainerFactory(cohort=cohort, user=user)
    return user


def test_a_trainer_sees_the_sessions_of_the_day_where_the_cohort_meets(login):
    """15.30 UTC is 22.30 in WIB, still the 22nd; the session on the 23rd at 00.30 WIB is another day."""
    cohort = CohortFactory(opened=True)
    today = SessionFactory(cohort=cohort)
    SessionFactory(
        cohort=cohort,
        starts_at=datetime(2026, 7, 22, 17, 30, tzinfo=UTC),
        ends_at=datetime(2026, 7, 22, 18, 30, tzinfo=UTC),
    )
    SessionFactory()

    response = home(login(trainer_of(cohort)), at=datetime(2026, 7, 22, 15, 30, tzinfo=UTC))

    assert response.context["sessions"] == [today]
    assert "09.30" in response.content.decode()
    assert "WIB" in response.content.decode()


def test_on_a_free_day_a_trainer_is_told_the_next_session(login):
    session = SessionFactory()

    response = home(login(trainer_of(session.cohort)), at=BEFORE)

    assert (response.context["sessions"], response.context["following"]) == ([], session)
    assert reverse("wagtailadmin_home") in response.content.decode()


@pytest.mark.parametrize("more", [1, 3])
def test_the_trainers_home_takes_a_fixed_number_of_queries(login, django_assert_num_queries, more):
    cohort = CohortFactory(opened=True)
    for _number in range(more):
        SessionFactory(cohort=cohort)
    client = login(trainer_of(cohort))
    home(client)

    with django_assert_num_queries(8):
        home(client)


# --- trainees --------------------------------------------------------------------


@pytest.fixture
def trainee():
    return PersonFactory(user=UserFactory())


def cohort_with_lesson(**facts):
    module = ModulePageFactory()
    lesson = LessonPageFactory(parent=module)
    syllabus = Syllabus("Bimtek LKS", "Bimtek LKS", (SyllabusModule("L1", module.title, module.pk, None, 2, 1),))
    return CohortFactory(**({"opened": True} | facts), syllabus=syllabus.to_data()), lesson


def enrolled(trainee, cohort):
    return EnrolmentFactory(cohort=cohort, accepted=True, membership=MembershipFactory(person=trainee))


def read(enrolment, lesson):
    LessonProgress.objects.create(enrolment=enrolment, lesson=lesson, updated_at=BEFORE, finished_at=BEFORE)


def test_the_lesson_comes_first_before_the_cohort_begins(login, trainee):
    cohort, lesson = cohort_with_lesson()
    enrolment = enrolled(trainee, cohort)

    response = home(login(trainee.user), at=BEFORE)

    assert (response.context["now"].step, response.context["now"].lesson.pk) == (NextStep.LESSON, lesson.pk)
    assert reverse("lesson", args=[enrolment.pk, lesson.pk]) in response.content.decode()


def test_in_the_room_checking_in_comes_first_until_she_is_marked(login, trainee):
    cohort, _lesson = cohort_with_lesson()
    enrolment = enrolled(trainee, cohort)
    session = SessionFactory(cohort=cohort)
    client = login(trainee.user)

    before = home(client)
    PresenceFactory(enrolment=enrolment, session=session, state=PresenceState.PRESENT)
    after = home(client)

    assert (before.context["now"].step, before.context["now"].session) == (NextStep.CHECK_IN, session)
    assert reverse("check_in") in before.content.decode()
    assert after.context["now"].step == NextStep.LESSON


def test_after_the_lessons_comes_the_test_and_then_waiting(login, trainee):
    cohort, lesson = cohort_with_lesson()
    enrolment = enrolled(trainee, cohort)
    read(enrolment, lesson)
    client = login(trainee.user)

    fresh = home(client).context["now"].step
    AttemptFactory(enrolment=enrolment, submitted=True, score_percent=40)
    again = home(client)
    Attempt.objects.update(score_percent=70)
    passed = home(client).context["now"].step

    assert (fresh, again.context["now"].step, passed) == (NextStep.TEST, NextStep.TEST, NextStep.CLOSING)
    assert reverse("test_intro", args=[enrolment.pk]) in again.content.decode()


def test_the_test_is_not_offered_before_the_first_day_or_without_attempts_left(login, trainee):
    cohort, lesson = cohort_with_lesson()
    enrolment = enrolled(trainee, cohort)
    read(enrolment, lesson)

    early = home(login(trainee.user), at=BEFORE).context["now"].step
    for _attempt in range(3):
        AttemptFactory(enrolment=enrolment, submitted=True, score_percent=10)
    exhausted = home(login(trainee.user)).context["now"].step

    assert (early, exhausted) == (NextStep.CLOSING, NextStep.CLOSING)


def test_after_closing_the_certificate_is_next(login, trainee):
    enrolment = enrolled(trainee, CohortFactory(closed=True))
    verdict = VerdictFactory(enrolment=enrolment)
    client = login(trainee.user)

    waiting = home(client).context["now"].step
    award = AwardFactory(verdict=verdict, issued=True)
    made = home(client)

    assert (waiting, made.context["now"].step) == (NextStep.CERTIFICATE_COMING, NextStep.CERTIFICATE)
    assert reverse("certificate_download", args=[award.pk]) in made.content.decode()


def test_a_revoked_certificate_is_called_revoked(login, trainee):
    award = AwardFactory(verdict__enrolment=enrolled(trainee, CohortFactory(closed=True)), revoked=True)

    body = home(login(trainee.user)).content.decode()

    assert "Salah nama." in body
    assert reverse("certificate_download", args=[award.pk]) not in body


def test_whoever_did_not_pass_reads_why(login, trainee):
    VerdictFactory(enrolment=enrolled(trainee, CohortFactory(closed=True)), failed=True)

    response = home(login(trainee.user))

    assert response.context["now"].step == NextStep.RESULT
    assert "80" in response.content.decode()


def test_a_nominee_waits_and_a_declined_one_has_nothing(login, trainee):
    enrolment = EnrolmentFactory(membership=MembershipFactory(person=trainee))
    client = login(trainee.user)

    nominated = home(client).context["now"].step
    enrolment.status, enrolment.ended_at, enrolment.ended_by = "declined", BEFORE, UserFactory()
    enrolment.save()

    assert (nominated, home(client).context["now"]) == (NextStep.DECISION, None)


def test_of_several_trainings_the_one_that_asks_most_comes_first(login, trainee):
    VerdictFactory(enrolment=enrolled(trainee, CohortFactory(closed=True, starts_on=date(2026, 7, 23))), failed=True)
    running = enrolled(trainee, CohortFactory(opened=True))
    SessionFactory(cohort=running.cohort)

    response = home(login(trainee.user))

    assert (response.context["now"].enrolment, [each.step for each in response.context["more"]]) == (
        running,
        [NextStep.RESULT],
    )


@pytest.mark.parametrize("more", [1, 3])
def test_the_trainees_home_takes_a_fixed_number_of_queries(login, django_assert_num_queries, trainee, more):
    module = ModulePageFactory()
    for _number in range(more):
        LessonPageFactory(parent=module)
    syllabus = Syllabus("Bimtek LKS", "Bimtek LKS", (SyllabusModule("L1", module.title, module.pk, None, 2, 1),))
    cohort = CohortFactory(opened=True, syllabus=syllabus.to_data())
    enrolled(trainee, cohort)
    for _number in range(more):
        SessionFactory(cohort=cohort)
    client = login(trainee.user)
    home(client)

    with django_assert_num_queries(11):
        home(client)


def test_a_trainer_finds_the_door_of_todays_cohort(login):
    grant = RoleGrantFactory(trainer=True)
    session = SessionFactory()
    CohortTrainerFactory(cohort=session.cohort, user=grant.user)

    with time_machine.travel(session.starts_at, tick=False):
        page = login(grant.user).get(reverse("home")).content.decode()

    assert reverse("walk_in", args=[session.cohort_id]) in page
    assert reverse("class_code") in page


def test_who_came_to_one_parallel_class_is_not_asked_to_check_in_to_the_other():
    enrolment = EnrolmentFactory(accepted=True)
    first, second = (SessionFactory(cohort=enrolment.cohort, group=f"Kelas {name}") for name in "AB")

    before = session_to_check_in(enrolment, [first, second], at=first.starts_at)
    PresenceFactory(enrolment=enrolment, session=first)

    assert before == first
    assert session_to_check_in(enrolment, [first, second], at=first.starts_at) is None
