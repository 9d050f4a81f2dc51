"""Who writes where follows the roles in force: given, handed over, ended, and at once."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from content.models import ProgrammePage
from lms.accounts.roles import Role
from lms.authoring.models import OfficeTree
from lms.authoring.operations.trees import align_authors, align_people, ensure_tree
from lms.journal.operations import claim_next, deliver_claimed
from lms.organisations.operations import end_role, grant_role
from lms.organisations.operations.roles import hand_over_role
from lms.organisations.rules.roles import Scopes, Term
from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory, LessonPageFactory
from tests.factories.organisations import OfficeFactory, RegencyFactory, RoleGrantFactory

TODAY = date(2026, 11, 2)


def groups_of(user):
    return sorted(user.groups.values_list("name", flat=True))


def deliver():
    while claim := claim_next(at=timezone.now()):
        deliver_claimed(claim)


def test_each_office_gets_one_place_one_shelf_and_two_groups_however_often_it_is_asked(offices):
    for _time in range(2):
        align_authors(on=TODAY)

    assert sorted(ProgrammePage.objects.values_list("region_code", "title", "live")) == [
        ("62", "Dinas Sosial Provinsi Kalimantan Tengah", True),
        ("62.03", "Dinas Sosial Kabupaten Kapuas", True),
        ("62.71", "Dinas Sosial Kota Palangka Raya", True),
    ]
    tree = OfficeTree.objects.get(office__region="62.03")
    assert (tree.collection.name, tree.authors.name, tree.reviewers.name) == (
        "Dinas Sosial Kabupaten Kapuas",
        "Narasumber 62.03",
        "Pemeriksa 62.03",
    )
    assert (OfficeTree.objects.count(), Group.objects.filter(name__endswith=" 62.03").count()) == (3, 2)


def test_two_offices_of_one_name_do_not_share_a_shelf(offices):
    twin = OfficeFactory(region=RegencyFactory(code="62.10"), name="Dinas Sosial Kabupaten Kapuas")

    names = [ensure_tree(office).collection.name for office in (offices["62.03"], twin)]

    assert names == ["Dinas Sosial Kabupaten Kapuas", "Dinas Sosial Kabupaten Kapuas (62.10)"]


def test_a_renamed_programme_stays_as_its_authors_left_it(offices):
    tree = ensure_tree(offices["62"])
    ProgrammePage.objects.filter(pk=tree.programme_id).update(title="Pelatihan kami")

    assert ensure_tree(offices["62"]).programme.title == "Pelatihan kami"


@pytest.mark.parametrize(
    ("grant", "expected"),
    [
        ({"trainer": True, "region__code": "62"}, ["Narasumber 62"]),
        ({"role": Role.TRAINER, "region__code": "62.03"}, ["Narasumber 62.03"]),
        ({"province": True}, ["Pemeriksa 62"]),
        ({"region__code": "62.71"}, ["Pemeriksa 62.71"]),
        ({"region__code": "62.71", "can_edit": False}, []),
        ({"ministry": True}, ["Pemeriksa kemensos"]),
        ({"ministry": True, "can_edit": False}, []),
        ({"institution_admin": True}, []),
        ({"trainer": True, "starts_on": TODAY + timedelta(days=1)}, []),
        ({"trainer": True, "ends_on": TODAY + timedelta(days=1)}, ["Narasumber 62"]),
        ({"trainer": True, "ends_on": TODAY}, []),
        ({"trainer": True, "user__is_active": False}, []),
        ({"role": Role.TRAINER, "region__code": "62.10"}, []),  # a region whose office is not there yet
    ],
)
def test_a_role_opens_the_tree_of_its_own_region_and_no_other(trees, grant, expected):
    user = RoleGrantFactory(**grant).user

    align_authors(on=TODAY)

    assert groups_of(user) == expected


def test_the_ministry_has_a_tree_of_its_own_like_any_office(trees, officer_of, desk_of):
    user = RoleGrantFactory(ministry=True, user__language="en").user
    for _time in range(2):
        align_authors(on=TODAY)
    tree = OfficeTree.objects.get(is_national=True)
    course = CoursePageFactory(parent=tree.programme)

    assert (str(tree), tree.programme.title, groups_of(user)) == (
        "Ministry of Social Affairs",
        "Kementerian Sosial",
        ["Pemeriksa kemensos"],
    )
    assert desk_of(user).get(reverse("wagtailadmin_pages:edit", args=[course.pk])).status_code == 200
    assert set(OfficeTree.objects.offered_from(course, user)) == set(trees.values())
    assert desk_of(officer_of("62")).get(reverse("wagtailadmin_pages:edit", args=[course.pk])).status_code == 404
    assert OfficeTree.objects.holding(course) == tree


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"office": None}, "authoring_officetree_of_an_office_or_the_nation"),
        ({"is_national": True}, "authoring_officetree_of_an_office_or_the_nation"),
    ],
)
def test_a_tree_is_of_an_office_or_of_the_nation(trees, values, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        OfficeTree.objects.filter(pk=trees["62"].pk).update(**values)


def test_there_is_one_tree_of_the_nation(trees):
    OfficeTree.objects.filter(pk=trees["62"].pk).update(office=None, is_national=True)

    with pytest.raises(IntegrityError, match=r"is_national|authoring_officetree_one_of_the_nation"):
        OfficeTree.objects.filter(pk=trees["62.03"].pk).update(office=None, is_national=True)


def test_other_groups_and_other_people_are_left_alone(trees):
    keeper, stranger = UserFactory(), UserFactory()
    keeper.groups.add(Group.objects.create(name="Penjaga katalog"))
    stranger.groups.add(trees["62"].authors)

    changed = align_people([keeper.pk], on=TODAY)

    assert (changed, groups_of(keeper), groups_of(stranger)) == (0, ["Penjaga katalog"], ["Narasumber 62"])


def test_who_sits_in_a_group_without_a_role_is_taken_out_by_the_hourly_check(trees):
    stranger = UserFactory()
    stranger.groups.add(trees["62"].authors, trees["62.71"].reviewers)

    assert align_authors(on=TODAY) == 2
    assert groups_of(stranger) == []


def test_a_role_given_and_ended_through_the_journal_moves_the_author(trees):
    user, boss = UserFactory(), UserFactory(is_superuser=True)
    now = timezone.now()
    grant = grant_role(
        user, Role.TRAINER, place=trees["62.03"].office.region, starts_on=timezone.localdate(), by=boss, at=now
    )
    deliver()
    given = groups_of(user)
    end_role(grant, on=timezone.localdate(), by=boss, at=now)
    deliver()

    assert (given, groups_of(user)) == (["Narasumber 62.03"], [])


def test_a_role_handed_over_reviews_until_the_role_it_came_from_ends(trees):
    origin, deputy = RoleGrantFactory(region=trees["62.03"].office.region), UserFactory()
    today, now = timezone.localdate(), timezone.now()
    term = Term(today, today + timedelta(days=7))
    hand_over_role(origin, to=deputy, scopes=Scopes(True, True, True), term=term, at=now)
    deliver()
    handed = groups_of(deputy)
    end_role(origin, on=today, by=UserFactory(is_superuser=True), at=now)
    deliver()

    assert (handed, groups_of(deputy)) == (["Pemeriksa 62.03"], [])


def test_a_role_ended_today_does_not_write_at_the_next_request_whatever_the_worker_does(trainer_of, desk_of):
    user = trainer_of("62.03")
    client = desk_of(user)
    before = client.get(reverse("wagtailadmin_home")).status_code
    end_role(user.grants.get(), on=timezone.localdate(), by=UserFactory(is_superuser=True), at=timezone.now())

    assert (before, client.get(reverse("wagtailadmin_home")).status_code) == (200, 403)
    assert groups_of(user) == ["Narasumber 62.03"]  # the worker has not come by


def test_aligning_asks_the_database_the_same_number_of_times_for_many_people(trees, django_assert_num_queries):
    few = [RoleGrantFactory(trainer=True).user.pk]
    many = [RoleGrantFactory(trainer=True).user.pk for _each in range(3)]
    align_authors(on=TODAY)

    for users in (few, many):
        with django_assert_num_queries(7):
            align_people(users, on=TODAY)


def test_an_officer_of_a_new_office_finds_her_place_within_the_hour(trees):
    officer = RoleGrantFactory(region__code="62.11", region__name="Kabupaten Pulang Pisau").user
    OfficeFactory(region=RegencyFactory(code="62.11"), name="Dinas Sosial Kabupaten Pulang Pisau")

    align_authors(on=TODAY)

    assert groups_of(officer) == ["Pemeriksa 62.11"]


def test_the_place_of_an_office_is_not_deleted(trees, desk_of):
    client = desk_of(UserFactory(is_superuser=True, language="en"))

    answer = client.post(reverse("wagtailadmin_pages:delete", args=[trees["62"].programme_id]), follow=True)

    assert "it is the place where an office keeps its courses" in answer.content.decode()
    assert ProgrammePage.objects.filter(pk=trees["62"].programme_id).exists()


def test_a_superuser_reaches_every_tree(trees, desk_of):
    client = desk_of(UserFactory(is_superuser=True, language="en"))
    lesson = LessonPageFactory()

    pages = [tree.programme_id for tree in trees.values()] + [lesson.pk]

    assert {client.get(reverse("wagtailadmin_pages:edit", args=[pk])).status_code for pk in pages} == {200}
