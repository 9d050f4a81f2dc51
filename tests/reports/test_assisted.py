"""The page of a companion: what is next for each of her people, and one press that leads there with her."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from lms.cohorts.enums import ActivityKind
from lms.cohorts.rules import Syllabus
from lms.enrolment.models import Enrolment
from lms.reports.assisted import next_for
from tests.factories.accounts import UserFactory
from tests.factories.assessment import AttemptFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.completion import AwardFactory, VerdictFactory
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import LessonProgressFactory, cohort_teaching
from tests.factories.letters import LetterFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 24, 8, tzinfo=UTC)  # the third day of the cohort


@pytest.fixture
def companion():
    return MembershipFactory(person__user=UserFactory()).person


@pytest.fixture
def lessons():
    module = ModulePageFactory(parent=CoursePageFactory())
    return [LessonPageFactory(parent=module, title=title) for title in ("Bertemu", "Berharap")]


@pytest.fixture
def brought(companion, lessons):
    """``brought()``: somebody she accompanies, as a participant of the cohort that teaches the two lessons."""
    cohort = cohort_teaching(lessons[0].get_parent().specific)

    def make(**more):
        enrolment = EnrolmentFactory(
            **{"cohort": cohort, "accepted": True, "role": "assisted", "accompanied_by": companion, **more}
        )
        enrolment.person.companion = companion
        enrolment.person.save()
        return enrolment

    return make


def step_of(enrolment):
    [row] = next_for(Enrolment.objects.filter(pk=enrolment.pk).select_related("cohort"), at=AT)
    return row.step, row.lesson and row.lesson.title


def test_the_next_lesson_then_the_test_then_waiting(brought, lessons):
    siti, other = brought(), brought()
    LessonProgressFactory(enrolment=other, lesson=lessons[0], finished=True)

    assert step_of(siti) == ("lesson", "Bertemu")
    LessonProgressFactory(enrolment=siti, lesson=lessons[0], finished=True)
    assert step_of(siti) == ("lesson", "Berharap")
    LessonProgressFactory(enrolment=siti, lesson=lessons[1], finished=True)
    assert step_of(siti) == ("test", None)
    AttemptFactory(enrolment=siti, submitted=True)
    assert step_of(siti) == ("closing", None)


def test_what_came_of_it_and_what_she_waits_for(brought):
    over = CohortFactory(closed=True)
    passed, failed = brought(cohort=over), brought(cohort=over)
    VerdictFactory(enrolment=passed)
    VerdictFactory(enrolment=failed, failed=True)
    waiting = brought(accepted=False)
    ended = brought(status="withdrawn", ended_at=AT, ended_by=UserFactory())

    steps = [step_of(each)[0] for each in (passed, failed, waiting, ended)]

    assert steps == ["certificate_coming", "result", "decision", None]


def test_what_ends_in_a_statement_asks_for_no_test(brought, companion, login):
    cohort = CohortFactory(
        opened=True, course=None, kind=ActivityKind.COORDINATION, syllabus=Syllabus("", "", ()).to_data()
    )
    siti = brought(cohort=cohort)

    html = login(companion.user).get(reverse("assisted_status")).content.decode()

    assert step_of(siti) == ("closing", None)
    assert reverse("test_intro", args=[siti.pk]) not in html
    assert reverse("course_outline", args=[siti.pk]) not in html


def test_what_is_kept_of_her_stays_closed_to_her_companion(brought, companion, login):
    siti = brought(cohort=CohortFactory(closed=True))
    award = AwardFactory(verdict=VerdictFactory(enrolment=siti), issued=True)
    letter = LetterFactory(assignment=True, issued=True, enrolment=siti)
    ways = {
        "certificate_download": award.pk,
        "letter_download": letter.pk,
        "cohort_detail": siti.cohort_id,
        "participant_list": siti.cohort_id,
        "cohort_notices": siti.cohort_id,
    }
    client = login(companion.user)

    answers = {name: client.get(reverse(name, args=[pk])).status_code for name, pk in ways.items()}

    assert client.get(reverse("course_outline", args=[siti.pk])).status_code == 200
    assert set(answers.values()) <= {403, 404}, answers


def test_one_press_leads_to_the_lesson_as_for_that_person(brought, companion, lessons, login):
    siti = brought()

    html = login(companion.user).get(reverse("assisted_status")).content.decode()

    assert "Bertemu" in html
    assert reverse("lesson", args=[siti.pk, lessons[0].pk]) in html


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(brought, companion, login, people, django_assert_num_queries):
    for _number in range(people):
        brought()
        VerdictFactory(enrolment=brought(cohort=CohortFactory(closed=True)))
    client = login(companion.user)
    client.get(reverse("assisted_status"))

    with django_assert_num_queries(11):
        client.get(reverse("assisted_status"))
