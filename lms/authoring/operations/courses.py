"""A whole course at once: from a template, or last year's again."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.copying import clone_course, free_slug
from content.models import CoursePage
from content.operations import BIMTEK_LKS, KELUARGA_TANGGUH, KUBE, PEMBINAAN_MENTAL, import_course
from content.preparing import read_and_draw
from lms.accounts.models import User
from lms.authoring.enums import CourseEvent
from lms.authoring.models import OfficeTree
from lms.journal.operations import record


@dataclass(frozen=True)
class Template:
    key: str
    title: Any
    summary: Any
    source: Path


TEMPLATES = (
    Template("bimtek-lks", _("Bimtek LKS in 3 days"), _("8 modules, 24 JP: for those who lead an LKS."), BIMTEK_LKS),
    Template("keluarga-tangguh", _("Resilient family"), _("7 modules for pioneer families and LK3."), KELUARGA_TANGGUH),
    Template(
        "pembinaan-mental",
        _("Mental coaching (gate)"),
        _("6 modules; whoever passes may go on to skills and KUBE."),
        PEMBINAAN_MENTAL,
    ),
    Template("kube", _("KUBE, business in a group"), _("7 modules; comes after mental coaching."), KUBE),
)


def start_course(template: Template, *, tree: OfficeTree, by: User, at: datetime) -> CoursePage:
    """The whole course of a template as a draft of the office: modules, JP, lessons, questions."""
    read_and_draw(template.source)  # the pictures, while nobody waits to write
    with transaction.atomic():
        parent = Page.objects.select_for_update().get(pk=tree.programme_id)  # one address for each course
        slug = free_slug(parent, template.source.name.replace("_", "-"))
        course = import_course(template.source, parent=parent, collection=tree.collection, live=False, slug=slug)
        data = {"template": template.key, "office": tree.office_id}
        record(CourseEvent.STARTED, subject=course, by=by, at=at, data=data)
    return course


@transaction.atomic
def repeat_course(course: CoursePage, *, title: str, by: User, at: datetime) -> CoursePage:
    """The course again beside the old one, as a draft with all its questions."""
    Page.objects.select_for_update().get(pk=course.get_parent().pk)  # one address for each course
    CoursePage.objects.select_for_update().get(pk=course.pk)
    clone = clone_course(course, title=title, by=by)
    record(CourseEvent.CLONED, subject=clone, by=by, at=at, data={"source": course.pk})
    return clone
