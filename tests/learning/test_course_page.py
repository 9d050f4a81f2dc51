"""What a course page says to the one who reads it: for whom, when, what to reach, and the one thing to do now."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.enrolment.models import Enrolment
from lms.organisations.operations import load_kinds
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.completion import VerdictFactory
from tests.factories.content import (
    CoursePageFactory,
    CoursePrerequisiteFactory,
    CourseRegulationFactory,
    ModulePageFactory,
    RegulationFactory,
)
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import InstitutionFactory, MembershipFactory, RegencyFactory, RoleGrantFactory


@pytest.fixture
def page(db):
    course = CoursePageFactory(title="Bimtek LKS")
    ModulePageFactory(parent=course)
    return course


@pytest.fixture
def cohort(page):
    today = timezone.localdate()
    later = today + timedelta(days=9)
    return CohortFactory(
        opened=True, course=page, title="Angkatan IV", nominate_until=today, starts_on=later, ends_on=later
    )


def offered(client, page):
    answer = client.get(page.get_url())
    assert answer.status_code == 200
    return answer.context["offer"], answer.content.decode()


def test_it_names_the_people_it_is_for_what_comes_first_and_its_legal_basis(client, page):
    load_kinds()
    page.for_psks, page.for_ppks = ["PSKS-04"], ["PPKS-01"]
    page.save()
    gate = CoursePrerequisiteFactory(page=page, course=CoursePageFactory(title="Pembinaan mental")).course
    CoursePrerequisiteFactory(page=page, course=CoursePageFactory(title="Belum terbit", live=False))
    old = RegulationFactory(name="Permensos 184/2011", replaced_by=RegulationFactory(name="Permensos 5/2024"))
    CourseRegulationFactory(page=page, regulation=old)

    offer, html = offered(client, page)

    assert offer.psks == ["Lembaga Kesejahteraan Sosial (LKS)"]
    assert [(course.title, url) for course, url in offer.before] == [("Pembinaan mental", gate.get_url())]
    assert "Permensos 184/2011" in html and "Permensos 5/2024" in html


def test_what_it_does_not_say_itself_is_the_rule_of_the_house(client, page, settings):
    settings.PILAR_MIN_ATTENDANCE_PERCENT, settings.PILAR_PASS_SCORE_PERCENT = 85, 75
    own = CoursePageFactory(attendance_percent=90, pass_score_percent=60)

    rules = [offered(client, each)[0] for each in (page, own)]

    assert [(each.attendance_percent, each.pass_score_percent) for each in rules] == [(85, 75), (90, 60)]


def test_a_visitor_is_led_to_sign_in_and_back(client, page, cohort):
    offer, html = offered(client, page)

    assert offer.way.step == "sign_in"
    assert f"?next={page.get_url()}" in html
    assert "Angkatan IV" in html


def test_a_trainee_goes_on(login, page, cohort):
    user = UserFactory()
    enrolment = EnrolmentFactory(accepted=True, cohort=cohort, membership__person__user=user)

    offer, _html = offered(login(user), page)

    assert (offer.way.step, offer.way.enrolment) == ("go_on", enrolment)


def test_a_nominee_is_told_to_wait(login, page, cohort):
    user = UserFactory()
    EnrolmentFactory(cohort=cohort, membership__person__user=user)

    assert offered(login(user), page)[0].way.step == "waiting"


def test_an_admin_nominates_her_members_where_seats_are_kept_for_them(login, page, cohort):
    institution = InstitutionFactory()
    admin = RoleGrantFactory(institution_admin=True, institution=institution).user
    QuotaFactory(cohort=cohort, region=institution.region)

    offer, _html = offered(login(admin), page)

    assert (offer.way.step, offer.way.cohort) == ("nominate", cohort)


def test_a_member_asks_her_institution_and_sees_its_seats(login, page, cohort):
    user, region = UserFactory(), RegencyFactory()
    institution = InstitutionFactory(region=region, whatsapp="+6281234567890")
    MembershipFactory(person__user=user, institution=institution)
    QuotaFactory(cohort=cohort, region=region, seats=2, taken=1)

    offer, html = offered(login(user), page)

    assert (offer.way.step, offer.way.institution) == ("ask", institution)
    assert offer.way.message_url.startswith("https://wa.me/6281234567890?text=")
    assert [each.free for each in offer.held] == [1]
    assert institution.name in html


@pytest.mark.parametrize(("whatsapp", "phone", "begins"), [("", "+6281234567890", "tel:+6281234567890"), ("", "", "")])
def test_without_whatsapp_she_telephones_or_just_asks(login, page, cohort, whatsapp, phone, begins):
    user = UserFactory()
    institution = InstitutionFactory(whatsapp=whatsapp, phone=phone)
    MembershipFactory(person__user=user, institution=institution)
    QuotaFactory(cohort=cohort, region=institution.region)

    way = offered(login(user), page)[0].way
    assert (way.step, way.message_url) == ("ask", begins)


def test_nobody_is_sent_to_ask_for_a_seat_that_is_kept_elsewhere(login, page, cohort):
    member = MembershipFactory(person__user=UserFactory(), institution__whatsapp="+6281234567890")
    QuotaFactory(cohort=cohort, region=RegencyFactory(code="62.71"))

    assert offered(login(member.person.user), page)[0].way.step == "nothing"


def test_who_belongs_nowhere_is_shown_the_directory(login, page, cohort):
    assert offered(login(UserFactory()), page)[0].way.step == "find"


@pytest.mark.parametrize("closed", ["by status", "by date"])
def test_a_cohort_that_takes_nobody_is_not_offered(login, page, cohort, closed):
    today = timezone.localdate()
    cohort.delete()
    if closed == "by status":
        CohortFactory(closed=True, course=page, nominate_until=today, starts_on=today, ends_on=today)
    else:
        days = today - timedelta(days=1)
        CohortFactory(opened=True, course=page, nominate_until=days, starts_on=today, ends_on=today)

    offer, _html = offered(login(UserFactory()), page)

    assert (offer.held, offer.way.step) == ([], "nothing")


# --- what comes first and what opens next ----------------------------------------------------------------------------


@pytest.fixture
def mental(page):
    """Comes before the course; its nearest cohort begins in nine days."""
    mental = CoursePageFactory(title="Pembinaan Mental")
    CoursePrerequisiteFactory(page=page, course=mental)
    today = timezone.localdate()
    later = today + timedelta(days=9)
    CohortFactory(opened=True, course=mental, title="Angkatan I", nominate_until=today, starts_on=later, ends_on=later)
    return mental


def test_who_lacks_a_course_reads_which_and_when_it_is_held_next(login, page, cohort, mental):
    offer, html = offered(login(UserFactory()), page)

    assert offer.way.step == "locked"
    [lock] = offer.way.locks
    told = dict(lock.reason.values)
    assert (told["course"], told["cohort"]) == ("Pembinaan Mental", "Angkatan I")
    assert (lock.url, "Angkatan I," in html) == (mental.get_url(), True)


def test_who_passed_it_finds_her_way_in(login, page, cohort, mental):
    user = UserFactory()
    held = CohortFactory(closed=True, course=mental)
    enrolment = EnrolmentFactory(accepted=True, cohort=held, membership__person__user=user)
    QuotaFactory(cohort=cohort, region=enrolment.region)
    VerdictFactory(enrolment=enrolment)

    assert offered(login(user), page)[0].way.step == "ask"


def test_an_admin_who_passed_nothing_herself_nominates_her_members(login, page, cohort, mental):
    admin = RoleGrantFactory(institution_admin=True).user
    QuotaFactory(cohort=cohort, region=admin.grants.get().institution.region)

    assert offered(login(admin), page)[0].way.step == "nominate"


def test_it_says_what_opens_once_it_is_passed(client, page, mental):
    CoursePrerequisiteFactory(page=CoursePageFactory(title="Belum terbit", live=False), course=mental)

    offer, html = offered(client, mental)

    assert [(course.title, url) for course, url in offer.opens] == [("Bimtek LKS", page.get_url())]
    assert page.get_url() in html


def test_her_class_tells_what_passing_has_opened(login, page, mental):
    passed, failed = UserFactory(), UserFactory()
    for user, more in ((passed, {}), (failed, {"failed": True})):
        cohort = CohortFactory(closed=True, course=mental)
        enrolment = EnrolmentFactory(accepted=True, cohort=cohort, membership__person__user=user)
        VerdictFactory(enrolment=enrolment, **more)

    classes = [
        login(user).get(reverse("course_outline", args=[Enrolment.objects.of(user).get().pk]))
        for user in (passed, failed)
    ]

    assert [[course.title for course, _url in each.context["opened"]] for each in classes] == [["Bimtek LKS"], []]
    assert [page.get_url() in each.content.decode() for each in classes] == [True, False]
