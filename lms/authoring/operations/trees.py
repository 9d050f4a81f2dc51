"""Who writes where: each office has its tree, and its groups follow the roles in force there."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Page

from content.models import ProgrammePage
from content.operations import (
    ensure_author_group,
    ensure_catalog,
    ensure_collection,
    ensure_programme,
    ensure_reviewer_group,
)
from lms.accounts.models import User
from lms.accounts.roles import Role
from lms.authoring.models import OfficeTree
from lms.authoring.models.trees import writing_grants
from lms.authoring.operations.reviewing import ensure_review
from lms.organisations.access import NATION
from lms.organisations.models import Office

CATALOG_TITLE = "Pelatihan"  # of the root of all courses where there is none yet; data, always in Indonesian
MINISTRY = "Kementerian Sosial"
MINISTRY_SLUG = "kemensos"


@transaction.atomic
def ensure_tree(office: Office) -> OfficeTree:
    """The programme, the shelf and the two groups of an office, made once. Whatever of them exists stays as it is."""
    Office.objects.select_for_update().get(pk=office.pk)  # two workers make one
    if tree := OfficeTree.objects.filter(office=office).first():
        return tree
    code = office.region_id
    ensure_catalog(CATALOG_TITLE)
    slug = f"dinsos-{code.replace('.', '-')}"
    programme = ProgrammePage.objects.filter(region_code=code).first() or ensure_programme(
        office.name, slug=slug, region_code=code, summary=""
    )
    collection = ensure_collection(office.name)
    if OfficeTree.objects.filter(collection=collection).exists():  # two offices of one name
        collection = ensure_collection(f"{office.name} ({code})")
    reviewers = ensure_reviewer_group(f"Pemeriksa {code}", page=programme, collection=collection)
    ensure_review(programme, reviewers=reviewers)
    return OfficeTree.objects.create(
        office=office,
        programme=programme,
        collection=collection,
        authors=ensure_author_group(f"Narasumber {code}", page=programme, collection=collection),
        reviewers=reviewers,
    )


@transaction.atomic
def ensure_national_tree() -> OfficeTree:
    """The ministry's programme, shelf and groups, made once. Its officers write and review, for it has no trainers."""
    catalog = ensure_catalog(CATALOG_TITLE)
    Page.objects.select_for_update().get(pk=catalog.pk)  # two workers make one
    if tree := OfficeTree.objects.filter(is_national=True).first():
        return tree
    programme = ensure_programme(MINISTRY, slug=MINISTRY_SLUG, region_code=NATION, summary="")
    collection = ensure_collection(MINISTRY)
    reviewers = ensure_reviewer_group(f"Pemeriksa {MINISTRY_SLUG}", page=programme, collection=collection)
    ensure_review(programme, reviewers=reviewers)
    return OfficeTree.objects.create(
        is_national=True,
        programme=programme,
        collection=collection,
        authors=ensure_author_group(f"Narasumber {MINISTRY_SLUG}", page=programme, collection=collection),
        reviewers=reviewers,
    )


@transaction.atomic
def align_authors(*, on: date) -> int:
    """Every office has its tree, and everybody writes and reviews where her roles say so. Answers what changed."""
    for office in Office.objects.filter(tree__isnull=True).select_related("region"):
        ensure_tree(office)
    if writing_grants(on).filter(role=Role.MINISTRY_OFFICER).exists():
        ensure_national_tree()
    members = User.objects.filter(groups__in=group_ids_of_trees()).values_list("pk", flat=True)
    holders = writing_grants(on).values_list("user", flat=True)
    return align_people({*members, *holders}, on=on)


@transaction.atomic
def align_people(users: Iterable[int], *, on: date) -> int:
    """Put these people into the groups of the trees where they hold a role on that day, and out of all others.

    Groups that belong to no tree are not touched. Answers how many memberships changed.
    """
    people = sorted(set(users))
    due = groups_due(people, on=on)
    managed = group_ids_of_trees()
    held: dict[int, set[int]] = defaultdict(set)
    rows = User.groups.through.objects.filter(user__in=people, group__in=managed)
    for user, group in rows.values_list("user_id", "group_id"):
        held[user].add(group)
    changed = 0
    for user in User.objects.filter(pk__in=people).order_by("pk"):
        lost, won = held[user.pk] - due[user.pk], due[user.pk] - held[user.pk]
        user.groups.remove(*lost)
        user.groups.add(*won)
        changed += len(lost) + len(won)
    return changed


def groups_due(users: Iterable[int], *, on: date) -> dict[int, set[int]]:
    """The groups of trees that each of these people belongs to by her roles on that day."""
    trees = {tree.region_code: tree for tree in OfficeTree.objects.select_related("office")}
    due: dict[int, set[int]] = defaultdict(set)
    for user, role, region in writing_grants(on).filter(user__in=list(users)).values_list("user", "role", "region"):
        if tree := trees.get(region or NATION):
            due[user].add(tree.authors_id if role == Role.TRAINER else tree.reviewers_id)
    return due


def group_ids_of_trees() -> set[int]:
    """Groups that roles alone fill."""
    rows = OfficeTree.objects.values_list("authors", "reviewers")
    return {group for row in rows for group in row}


def has_outlived_groups(user: User, *, on: date) -> bool:
    """Whether the user still sits in a group of a tree in which she holds no role today."""
    held = set(Group.objects.filter(user=user, pk__in=group_ids_of_trees()).values_list("pk", flat=True))
    return bool(held - groups_due([user.pk], on=on)[user.pk]) if held else False
