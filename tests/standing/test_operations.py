from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from lms.completion.enums import CompletionEvent
from lms.journal.events import registry
from lms.journal.models import Delivery, Event
from lms.journal.operations import record
from lms.organisations.enums import OrganisationEvent, Position
from lms.organisations.models import Institution
from lms.standing import tasks
from lms.standing.enums import StandingEvent
from lms.standing.models import Standing, with_certification
from lms.standing.operations import review_after_award, review_all, review_standing
from tests.factories.cohorts import CohortFactory
from tests.factories.completion import AwardFactory
from tests.factories.content import CoursePageFactory
from tests.factories.organisations import InstitutionFactory, MembershipFactory
from tests.factories.standing import StandingFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 7, 25)
AT = datetime(2026, 7, 25, 2, tzinfo=UTC)


def holder(institution, course, *, position=Position.MEMBER, **award):
    """A member with an issued certificate of the course."""
    cohort = CohortFactory(closed=True, course=course)
    membership = MembershipFactory(institution=institution, position=position)
    return AwardFactory(
        issued=True, verdict__enrolment__cohort=cohort, verdict__enrolment__membership=membership, **award
    )


def test_two_members_with_one_of_the_board_certify_their_institution():
    institution, course = InstitutionFactory(), CoursePageFactory()
    holder(institution, course, position=Position.CHAIR)
    holder(institution, course)

    standing = review_standing(institution, course, on=ON, at=AT)

    assert (standing.is_certified, standing.holders, standing.board_holders) == (True, 2, 1)
    assert (standing.valid_until, standing.decided_on, standing.reasons) == (date(2029, 7, 24), ON, [])


@pytest.mark.parametrize(
    ("second", "codes"),
    [
        ({"position": Position.MEMBER}, ["board_few"]),
        ({"position": Position.CHAIR, "revoked": True}, ["holders_few", "board_few"]),
        ({"position": Position.CHAIR, "issued_on": date(2023, 7, 24)}, ["holders_few", "board_few"]),
    ],
)
def test_what_is_missing_is_said(second, codes):
    institution, course = InstitutionFactory(), CoursePageFactory()
    holder(institution, course)
    holder(institution, course, **second)

    standing = review_standing(institution, course, on=ON, at=AT)

    assert (standing.is_certified, [reason.code for reason in standing.reasons_in_words()]) == (False, codes)


def test_certificates_of_former_members_of_other_courses_and_not_yet_drawn_do_not_count():
    institution, course = InstitutionFactory(), CoursePageFactory()
    former = holder(institution, course).verdict.enrolment.membership
    former.ends_on = date(2026, 7, 24)
    former.save()
    holder(institution, CoursePageFactory())
    drawing = MembershipFactory(institution=institution)
    AwardFactory(
        verdict__enrolment__membership=drawing, verdict__enrolment__cohort=CohortFactory(closed=True, course=course)
    )

    standing = review_standing(institution, course, on=ON, at=AT)

    assert (standing.is_certified, standing.holders) == (False, 0)


def test_a_review_journals_changes_only():
    institution, course = InstitutionFactory(), CoursePageFactory()
    holder(institution, course, position=Position.CHAIR)
    changes = Event.objects.filter(name=StandingEvent.CHANGED)

    review_standing(institution, course, on=ON, at=AT)
    review_standing(institution, course, on=ON, at=AT)
    told_before = [event.data["is_certified"] for event in changes.order_by("pk")]
    holder(institution, course)
    review_standing(institution, course, on=ON, at=AT)

    assert told_before == [False]
    assert [event.data["is_certified"] for event in changes.order_by("pk")] == [False, True]
    assert Standing.objects.count() == 1


def test_an_award_moves_every_institution_its_holder_belongs_to():
    first, second, course = InstitutionFactory(), InstitutionFactory(), CoursePageFactory()
    award = holder(first, course, position=Position.CHAIR)
    MembershipFactory(institution=second, person=award.verdict.enrolment.person, position=Position.TREASURER)

    review_after_award(award, on=ON, at=AT)

    told = Standing.objects.order_by("institution").values_list("institution", "holders", "board_holders")
    assert list(told) == [(first.pk, 1, 1), (second.pk, 1, 1)]


@pytest.mark.parametrize(
    ("name", "handler"),
    [
        (CompletionEvent.AWARD_ISSUED, "lms.standing.tasks.review_on_issue"),
        (CompletionEvent.AWARD_REVOKED, "lms.standing.tasks.review_on_revocation"),
    ],
)
def test_issue_and_revocation_are_delivered_to_the_review(name, handler):
    award = holder(InstitutionFactory(), CoursePageFactory(), position=Position.CHAIR)

    with transaction.atomic():
        event = record(name, subject=award, by=None, at=AT)
    registry.by_name[handler].function(event)

    mine = Delivery.objects.filter(event=event, handler__startswith="lms.standing.")
    assert list(mine.values_list("handler", flat=True)) == [handler]
    assert Standing.objects.get().holders == 1


def test_a_new_member_brings_her_certificate():
    institution, course = InstitutionFactory(), CoursePageFactory()
    award = holder(InstitutionFactory(), course, position=Position.CHAIR)
    membership = MembershipFactory(institution=institution, person=award.verdict.enrolment.person)

    with transaction.atomic():
        event = record(OrganisationEvent.MEMBER_ADDED, subject=membership, by=None, at=AT)
    tasks.review_on_membership(event)

    assert Standing.objects.get(institution=institution).holders == 1


def test_the_daily_review_ends_what_has_run_out():
    institution, course = InstitutionFactory(), CoursePageFactory()
    holder(institution, course, position=Position.CHAIR)
    holder(institution, course)
    review_standing(institution, course, on=ON, at=AT)

    reviewed = review_all(on=date(2029, 7, 25), at=datetime(2029, 7, 25, 2, tzinfo=UTC))

    standing = Standing.objects.get()
    assert (reviewed, standing.is_certified, standing.valid_until, standing.holders) == (1, False, None, 0)


def test_a_standing_past_its_last_day_is_not_shown_as_certified_even_before_the_review():
    standing = StandingFactory(certified=True)

    def told(day):
        return [
            (each.is_certified, each.certified_until) for each in with_certification(Institution.objects.all(), day)
        ]

    assert told(standing.valid_until) == [(True, standing.valid_until)]
    assert told(date(2029, 7, 25)) == [(False, None)]


def test_an_institution_has_one_standing_for_each_course():
    standing = StandingFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        StandingFactory(institution=standing.institution, course=standing.course)


def test_certified_means_until_a_day():
    with pytest.raises(IntegrityError, match="standing_standing_certified_until_a_day"), transaction.atomic():
        StandingFactory(is_certified=True, valid_until=None)
