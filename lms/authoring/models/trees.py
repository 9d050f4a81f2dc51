from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Page

from content.models import ProgrammePage
from lms.accounts.roles import Role
from lms.organisations.access import NATION, in_area
from lms.organisations.models import Office, RoleGrant

REVIEWING = (Role.REGENCY_OFFICER, Role.PROVINCE_OFFICER)


def writing_grants(day: date) -> models.QuerySet[RoleGrant]:
    """Roles that make somebody an author or a reviewer of the office's tree in the very region of the role."""
    officers = [role.value for role in (*REVIEWING, Role.MINISTRY_OFFICER)]
    of_tree = Q(role=Role.TRAINER) | Q(role__in=officers, can_edit=True)
    return RoleGrant.objects.in_force(day).filter(of_tree, user__is_active=True)


def _paths_above(page: Page) -> list[str]:
    """Of the page itself and of every page above it."""
    return [page.path[:end] for end in range(Page.steplen, len(page.path) + 1, Page.steplen)]


class OfficeTreeQuerySet(models.QuerySet["OfficeTree"]):
    def written_by(self, user: Any):
        """The trees the user writes or reviews in; every tree for a superuser."""
        if user.is_superuser:
            return self
        return self.filter(Q(authors__user=user.pk) | Q(reviewers__user=user.pk)).distinct()

    def holding(self, page: Page) -> "OfficeTree":
        """The tree in which the page lies."""
        whole = self.select_related("office__region", "programme", "collection")
        return whole.get(programme__path__in=_paths_above(page))

    def offered_from(self, course: Page, user: Any):
        """To whom the user may offer a course: a superuser and the ministry to all others, a province to its area."""
        others = self.exclude(programme__path__in=_paths_above(course)).order_by("office__region")
        if user.is_superuser:
            return others
        mine = self.written_by(user).filter(programme__path__in=_paths_above(course)).first()
        return others.filter(in_area(mine.region_code, "office__region__code")) if mine else self.none()


class OfficeTree(models.Model):
    """Where one office writes: its programme, its shelf of pictures and recordings, who writes and who reviews.

    The ministry, an office without a region, has one too: that is the tree without an office.
    """

    office = models.OneToOneField(Office, on_delete=models.PROTECT, null=True, related_name="tree")
    is_national = models.BooleanField(default=False)
    programme = models.OneToOneField(ProgrammePage, on_delete=models.PROTECT, related_name="+")
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+")
    authors = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")
    reviewers = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")

    objects = OfficeTreeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_national"], condition=Q(is_national=True), name="authoring_officetree_one_of_the_nation"
            ),
            models.CheckConstraint(
                condition=Q(is_national=True, office__isnull=True) | Q(is_national=False, office__isnull=False),
                name="authoring_officetree_of_an_office_or_the_nation",
            ),
        ]

    def __str__(self) -> str:
        return str(self.office or _("Ministry of Social Affairs"))

    @property
    def region_code(self) -> str:
        """The region of its office; of the ministry, the code that covers every other."""
        return self.office.region_id if self.office else NATION
