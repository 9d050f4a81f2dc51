from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from lms.cohorts.enums import CohortStatus, Delivery, Method, SessionKind
from lms.cohorts.models import Cohort, offices_planned_by, trainers_near
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    CohortFactory,
    CohortTrainerFactory,
    CommitteeMemberFactory,
    PartnerFactory,
    QuotaFactory,
    SessionFactory,
    SessionTrainerFactory,
    TermsOfReferenceFactory,
)
from tests.factories.organisations import (
    InstitutionFactory,
    OfficeFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)


def refused(make, **values):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make(**values)
    return str(error.value)


@pytest.mark.parametrize(
    ("make", "values", "constraint"),
    [
        (CohortFactory, {"ends_on": date(2026, 7, 21)}, "cohorts_cohort_starts_before_it_ends"),
        (CohortFactory, {"nominate_until": date(2026, 7, 23)}, "cohorts_cohort_nominations_end_before_it_starts"),
        (CohortFactory, {"status": CohortStatus.OPEN}, "cohorts_cohort_open_means_frozen"),
        (CohortFactory, {"opened_at": NOW}, "cohorts_cohort_open_means_frozen"),
        (CohortFactory, {"opened": True, "policy": None}, "cohorts_cohort_open_means_frozen"),
        (CohortFactory, {"opened": True, "status": CohortStatus.CLOSED}, "cohorts_cohort_closed_has_a_time"),
        (CohortFactory, {"opened": True, "closed_at": NOW}, "cohorts_cohort_closed_has_a_time"),
        (
            SessionFactory,
            {"ends_at": datetime(2026, 7, 22, 2, 30, tzinfo=UTC)},
            "cohorts_session_starts_before_it_ends",
        ),
        (SessionFactory, {"kind": SessionKind.BREAK}, "cohorts_session_only_lessons_carry_jp"),
        (SessionFactory, {"module_code": ""}, "cohorts_session_lesson_has_a_module"),
        (QuotaFactory, {"taken": 3}, "cohorts_quota_is_never_exceeded"),
        (
            CohortFactory,
            {"delivery": Delivery.SELF_PACED, "nominate_until": date(2026, 7, 25)},
            "cohorts_cohort_nominations_end_before_it_starts",
        ),
        (CohortFactory, {"cancelled": True, "cancelled_why": ""}, "cohorts_cohort_cancelled_says_when_who_and_why"),
        (CohortFactory, {"cancelled": True, "cancelled_by": None}, "cohorts_cohort_cancelled_says_when_who_and_why"),
        (CohortFactory, {"cancelled_at": NOW}, "cohorts_cohort_cancelled_says_when_who_and_why"),
        (CohortFactory, {"joins_freely": True}, "cohorts_cohort_only_online_is_open_to_everybody"),
        (CohortFactory, {"budget_year": 26}, "cohorts_cohort_budget_year_is_a_year"),
        (SessionFactory, {"link": "javascript:alert(1)"}, "cohorts_session_link_is_https"),
        (
            SessionFactory,
            {"kind": SessionKind.BREAK, "jp": 0, "method": Method.LECTURE},
            "cohorts_session_only_lessons_have_a_method",
        ),
        (SessionFactory, {"sequence": 1}, "cohorts_session_a_move_has_a_time"),
        (CohortTrainerFactory, {"decree_on": NOW.date()}, "cohorts_cohorttrainer_decree_has_a_number"),
        (CommitteeMemberFactory, {"decree_on": NOW.date()}, "cohorts_committeemember_decree_has_a_number"),
    ],
)
def test_the_database_refuses(make, values, constraint):
    assert constraint in refused(make, **values)


def test_the_database_keeps_titles_apart_within_an_office():
    first = CohortFactory()

    assert "title" in refused(CohortFactory, office=first.office, title=first.title)


def test_the_database_keeps_codes_of_sessions_apart():
    assert "code" in refused(SessionFactory, code=SessionFactory().code)


def test_the_database_keeps_a_trainer_once_in_a_cohort():
    first = CohortTrainerFactory()

    assert "cohorttrainer" in refused(CohortTrainerFactory, cohort=first.cohort, user=first.user)


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (CommitteeMemberFactory, ("cohort", "role", "name")),
        (PartnerFactory, ("cohort", "name")),
        (SessionTrainerFactory, ("session", "trainer")),
        (TermsOfReferenceFactory, ("cohort",)),
    ],
)
def test_the_database_keeps_people_and_papers_once(make, named):
    first = make()

    assert first._meta.db_table in refused(make, **{name: getattr(first, name) for name in named})


def test_the_database_keeps_one_quota_per_region():
    first = QuotaFactory()

    assert "quota" in refused(QuotaFactory, cohort=first.cohort, region=first.region)


def test_the_database_refuses_negative_seats():
    assert "taken" in refused(QuotaFactory, taken=-1)


@pytest.fixture
def two_cohorts():
    """One of Kalimantan Tengah, open for Kapuas; one of Kalimantan Selatan."""
    here = CohortFactory(opened=True)
    QuotaFactory(cohort=here)
    south = OfficeFactory(region=ProvinceFactory(code="63", name="Kalimantan Selatan"), name="Dinsos Kalsel")
    there = CohortFactory(opened=True, office=south)
    QuotaFactory(cohort=there, region=RegencyFactory(code="63.01", name="Kabupaten Tanah Laut"))
    return here, there


def test_a_cohort_is_seen_by_those_with_a_part_in_it(two_cohorts):
    here, there = two_cohorts
    kapuas = InstitutionFactory()
    seen_here = [
        RoleGrantFactory(province=True).user,
        RoleGrantFactory().user,
        RoleGrantFactory(institution_admin=True, institution=kapuas).user,
        CohortTrainerFactory(cohort=here, user=RoleGrantFactory(trainer=True).user).user,
    ]

    for user in seen_here:
        assert list(Cohort.objects.visible_to(user)) == [here]
    assert list(Cohort.objects.visible_to(CohortTrainerFactory(cohort=there).user)) == []  # no role of a trainer
    assert list(Cohort.objects.visible_to(UserFactory())) == []


def test_a_draft_is_seen_by_its_planners_alone():
    draft = CohortFactory()
    QuotaFactory(cohort=draft)

    assert list(Cohort.objects.visible_to(RoleGrantFactory(province=True).user)) == [draft]
    assert list(Cohort.objects.visible_to(RoleGrantFactory().user)) == []


def test_deciding_follows_the_region_of_the_office(two_cohorts):
    here, _there = two_cohorts

    assert list(Cohort.objects.decided_by(RoleGrantFactory(province=True).user)) == [here]
    assert list(Cohort.objects.decided_by(RoleGrantFactory().user)) == []


def test_an_officer_plans_for_the_office_of_her_own_region():
    mine = OfficeFactory()
    OfficeFactory(region=RegencyFactory(), name="Dinsos Kapuas")

    assert list(offices_planned_by(RoleGrantFactory(province=True).user)) == [mine]
    assert list(offices_planned_by(RoleGrantFactory().user)) == []


def test_trainers_near_an_office_are_those_of_its_area():
    province = RoleGrantFactory(trainer=True).user
    kapuas = RoleGrantFactory(trainer=True, region=RegencyFactory()).user
    RoleGrantFactory(trainer=True, region=ProvinceFactory(code="63", name="Kalimantan Selatan"))
    RoleGrantFactory()

    assert sorted(trainers_near(OfficeFactory()), key=lambda user: user.pk) == [province, kapuas]
