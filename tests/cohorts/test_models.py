from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from lms.cohorts.enums import CohortStatus, SessionKind
from lms.cohorts.models import Cohort, offices_planned_by, trainers_near
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, CohortTrainerFactory, QuotaFactory, SessionFactory
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
