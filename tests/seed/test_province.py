"""The demonstration, seeded once for all of these: what a visitor of the first hour must find in it, and find true."""

import pytest
from django.utils import timezone

from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.completion.models import parts_taken
from lms.completion.progress import progress_of
from lms.journal.invariants import violations
from lms.letters.enums import LetterKind, LetterState
from lms.letters.models import Letter, NumberBook
from lms.seed.data import BRIEFING_TITLE, SELF_PACED_TITLE
from lms.seed.operations import seed_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    seed_province(now=timezone.now())


def test_the_demonstration_holds_what_its_tour_shows_and_nothing_in_it_is_broken(province):
    assert_briefing_ends_in_statements()
    assert_bimtek_has_its_papers()
    assert_anybody_may_join_the_course_at_her_own_pace()

    assert [str(each) for each in violations(at=timezone.now())] == []


def assert_briefing_ends_in_statements():
    briefing = Cohort.objects.get(title=BRIEFING_TITLE)
    statements = Letter.objects.filter(cohort=briefing, kind=LetterKind.STATEMENT)
    book = NumberBook.objects.get(office=briefing.office, kind=LetterKind.STATEMENT)
    came, accepted = parts_taken(briefing), briefing.enrolments.accepted()

    assert (briefing.status, briefing.course, briefing.gives_certificate) == (CohortStatus.CLOSED, None, False)
    assert 0 < len(came) < accepted.count()
    assert set(statements.values_list("enrolment", flat=True)) == set(came)
    assert {letter.state for letter in statements} == {LetterState.ISSUED}
    assert sorted(statements.values_list("entry__serial", flat=True)) == list(range(1, book.last_serial + 1))
    assert progress_of(briefing).is_finished


def assert_bimtek_has_its_papers():
    planned = Cohort.objects.exclude(terms=None)

    assert [cohort.status for cohort in planned] == [CohortStatus.OPEN]
    assert planned.get().terms.background
    assert planned.get().committee.exclude(decree_number="").count() > 1
    assert planned.get().committee.filter(user__isnull=False).exists()


def assert_anybody_may_join_the_course_at_her_own_pace():
    alone = Cohort.objects.get(title=SELF_PACED_TITLE)

    assert (alone.status, alone.is_self_paced, alone.joins_freely) == (CohortStatus.OPEN, True, True)
    assert alone.ends_on > timezone.localdate()
    assert not alone.quotas.exists()
    assert alone.frozen_syllabus().modules
