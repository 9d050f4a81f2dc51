from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.cohorts.enums import ActivityKind
from lms.enrolment.enums import EnrolmentStatus
from lms.notices.ics import sessions_of_person
from lms.reports.committee import preparation_facts
from tests.factories.accounts import UserFactory
from tests.factories.attendance import PresenceFactory
from tests.factories.cohorts import CohortFactory, CommitteeMemberFactory, QuotaFactory, SessionFactory
from tests.factories.enrolment import EnrolmentFactory, SeatPlanFactory
from tests.factories.letters import LetterFactory
from tests.factories.organisations import (
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)

pytestmark = pytest.mark.django_db

INVITING = datetime(2026, 7, 1, 3, tzinfo=UTC)
WEEK_BEFORE = datetime(2026, 7, 16, 3, tzinfo=UTC)
FIRST_DAY = datetime(2026, 7, 22, 5, tzinfo=UTC)  # 12.00 WIB


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def officer(office):
    return RoleGrantFactory(province=True, region=office.region).user


def steps(client, cohort, at=INVITING):
    with time_machine.travel(at, tick=False):
        response = client.get(reverse("committee_home", args=[cohort.pk]))
    assert response.status_code == 200
    return response


def test_the_first_thing_due_is_the_main_action(login, office, officer):
    cohort = CohortFactory(office=office, opened=True)
    QuotaFactory(cohort=cohort, seats=2)
    EnrolmentFactory(cohort=cohort, confirmed=True)

    response = steps(login(officer), cohort)

    assert response.context["first"].step.code == "invitations"
    assert [row.step.code for row in response.context["due"]] == ["participants"]
    assert reverse("letter_board", args=[cohort.pk]) in response.content.decode()


def test_a_draft_leads_to_its_plan(login, office, officer):
    cohort = CohortFactory(office=office)

    response = steps(login(officer), cohort)

    assert response.context["first"].step.code == "terms"
    assert [row.step.code for row in response.context["due"]] == ["committee", "opening"]


def test_a_session_that_is_over_without_marks_is_due(login, office, officer):
    cohort = CohortFactory(office=office, opened=True)
    SessionFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, accepted=True)

    response = steps(login(officer), cohort, at=FIRST_DAY)

    assert "attendance" in [row.step.code for row in [response.context["first"], *response.context["due"]]]


def test_another_office_does_not_see_the_steps(login, office):
    cohort = CohortFactory(office=office, opened=True)
    stranger = RoleGrantFactory(province=True, region=ProvinceFactory(code="63", name="Kalimantan Selatan")).user

    response = login(stranger).get(reverse("committee_home", args=[cohort.pk]))

    assert response.status_code == 404


def test_a_list_made_before_somebody_came_is_missing_again(login, office, officer):
    cohort = CohortFactory(office=office, opened=True)
    QuotaFactory(cohort=cohort, seats=2)
    EnrolmentFactory(cohort=cohort, accepted=True)
    LetterFactory(cohort=cohort, confirmation=True, issued=True)
    made = steps(login(officer), cohort, at=WEEK_BEFORE)

    EnrolmentFactory(cohort=cohort, accepted=True)
    outdated = steps(login(officer), cohort, at=WEEK_BEFORE)

    assert "confirmation" in [row.step.code for row in made.context["others"] if row.is_done]
    due = {row.step.code: row.step.sentence for row in (outdated.context["first"], *outdated.context["due"])}
    assert "confirmation" in due
    assert "berubah" in str(due["confirmation"]) or "changed" in str(due["confirmation"])


@pytest.mark.parametrize(("approval_steps", "waits"), [(1, (1, 0)), (2, (0, 1))])
def test_an_application_waits_for_who_decides_on_it(login, office, officer, approval_steps, waits):
    cohort = CohortFactory(office=office, opened=True)
    SeatPlanFactory(cohort=cohort, takes_applications=True, approval_steps=approval_steps)
    application = EnrolmentFactory(cohort=cohort, way="application")
    QuotaFactory(cohort=cohort, region=application.region)

    facts = preparation_facts(cohort, at=INVITING)
    page = steps(login(officer), cohort).context

    assert (facts.to_accept, facts.to_confirm) == waits
    due = [row.step.code for row in (page["first"], *page["due"]) if row]
    assert ("participants" in due) == bool(facts.to_accept)


def test_a_member_of_the_committee_reads_the_steps_and_can_do_nothing(login, office):
    cohort = CohortFactory(office=office, opened=True)
    QuotaFactory(cohort=cohort, seats=2)
    member = CommitteeMemberFactory(cohort=cohort, user=UserFactory()).user
    client = login(member)

    page = steps(client, cohort).content.decode()
    with time_machine.travel(INVITING, tick=False):
        home = client.get(reverse("home")).content.decode()
        closed = [
            client.get(reverse(name, args=[cohort.pk])).status_code
            for name in ("cohort_detail", "letter_board", "participant_list", "committee", "place_change")
        ]

    assert reverse("letter_board", args=[cohort.pk]) not in page
    assert reverse("committee_home", args=[cohort.pk]) in home
    assert set(closed) <= {403, 404}


def test_an_officer_finds_the_committee_of_another_office_on_her_home(login, office, officer):
    elsewhere = OfficeFactory(region=ProvinceFactory(code="63", name="Kalimantan Selatan"))
    theirs = CohortFactory(office=elsewhere, opened=True)
    for cohort in (theirs, CohortFactory(office=office, opened=True)):
        CommitteeMemberFactory(cohort=cohort, user=officer)

    with time_machine.travel(INVITING, tick=False):
        home = login(officer).get(reverse("home"))

    assert list(home.context["committees"]) == [theirs]


def test_after_nominations_without_invitations_nothing_is_called_done_that_was_not(login, office, officer):
    cohort = CohortFactory(office=office, opened=True)
    QuotaFactory(cohort=cohort, seats=2)

    response = steps(login(officer), cohort, at=WEEK_BEFORE)

    skipped = {row.step.code for row in response.context["others"] if row.is_skipped}
    assert skipped == {"terms", "committee", "invitations"}


def test_during_an_activity_nobody_waits_for_statements(login, office, officer):
    cohort = CohortFactory(office=office, opened=True, kind=ActivityKind.SOCIALISATION)
    session = SessionFactory(cohort=cohort)
    PresenceFactory(session=session, enrolment=EnrolmentFactory(cohort=cohort, accepted=True))

    response = steps(login(officer), cohort, at=FIRST_DAY)

    assert "closing" in [row.step.code for row in response.context["others"]]


def test_a_member_of_another_committee_does_not_see_the_steps(login, office):
    other = CommitteeMemberFactory(cohort=CohortFactory(opened=True), user=UserFactory()).user

    response = login(other).get(reverse("committee_home", args=[CohortFactory(office=office, opened=True).pk]))

    assert response.status_code == 404


def test_a_parallel_class_needs_marks_of_its_own_people_alone(login, office, officer):
    cohort = CohortFactory(office=office, opened=True)
    session = SessionFactory(cohort=cohort, group="Kelas A")
    for _number in range(2):
        enrolment = EnrolmentFactory(cohort=cohort, accepted=True)
    PresenceFactory(session=session, enrolment=enrolment)

    response = steps(login(officer), cohort, at=FIRST_DAY)

    assert "attendance" not in [row.step.code for row in [response.context["first"], *response.context["due"]] if row]


@pytest.mark.parametrize("many", [1, 3])
def test_the_steps_take_a_fixed_number_of_queries(login, django_assert_num_queries, office, officer, many):
    cohort = CohortFactory(office=office, opened=True)
    for number in range(many):
        region = RegencyFactory(code=f"62.1{number}", name=f"Kabupaten {number}")
        QuotaFactory(cohort=cohort, seats=2, region=region)
        SessionFactory(cohort=cohort)
        EnrolmentFactory(cohort=cohort, accepted=True)
    client = login(officer)
    steps(client, cohort)

    with django_assert_num_queries(25):
        steps(client, cohort)


# --- my schedule -----------------------------------------------------------------


def schedule(client, at=INVITING):
    with time_machine.travel(at, tick=False):
        return client.get(reverse("my_schedule"))


@pytest.mark.parametrize("many", [1, 3])
def test_a_participant_reads_when_she_has_to_be_where(login, django_assert_num_queries, many):
    person = PersonFactory(user=UserFactory())
    for _number in range(many):
        session = SessionFactory()
        EnrolmentFactory(cohort=session.cohort, membership__person=person, accepted=True)
    client = login(person.user)
    schedule(client)

    with django_assert_num_queries(5):
        response = schedule(client)

    assert response.content.decode().count("Kebijakan kesejahteraan sosial") >= many
    assert "09.30–11.45" in response.content.decode()


def test_whoever_brings_somebody_reads_when_and_has_it_in_her_calendar(login):
    companion, session = MembershipFactory(person__user=UserFactory()).person, SessionFactory()
    siti = PersonFactory(companion=companion)
    EnrolmentFactory(cohort=session.cohort, person=siti, assisted=True, accepted=True)

    assert session.title in schedule(login(companion.user)).content.decode()
    assert list(sessions_of_person(companion.user)) == [session]


def test_who_is_not_accepted_has_no_sessions(login):
    person = PersonFactory(user=UserFactory())
    EnrolmentFactory(cohort=SessionFactory().cohort, membership__person=person, status=EnrolmentStatus.NOMINATED)

    assert schedule(login(person.user)).context["plans"] == []


def test_sessions_that_are_over_are_left_out(login):
    person = PersonFactory(user=UserFactory())
    EnrolmentFactory(cohort=SessionFactory().cohort, membership__person=person, accepted=True)

    [plan] = schedule(login(person.user), at=FIRST_DAY).context["plans"]

    assert plan.days == []
