"""All that is to be said about a page before it is handed in, each with the way to its place in the editor."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from content.checking import Finding, check_course, check_page
from content.checking.gathering import audience_of, pieces_of
from content.models import CoursePage, LessonPage, ModulePage
from content.readability import BOUNDS, Level, Reading, read

CHECKED = (CoursePage, ModulePage, LessonPage)
LEVELS = {
    Level.EASY: gettext_lazy("easy to read"),
    Level.MEDIUM: gettext_lazy("of medium difficulty"),
    Level.HARD: gettext_lazy("hard to read"),
}


@dataclass(frozen=True)
class Section:
    """One page of the tree with its findings, each a finding and its address."""

    title: str
    kind: str
    url: str
    rows: list[tuple[Finding, str]]


def way_to(page: Page, finding: Finding) -> str:
    """The very block in the editor, by the anchor Wagtail gives each; a question has its own editor."""
    if finding.question is not None:
        return reverse("question-bank:edit", args=[finding.question])
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return f"{editor}#:w:contentpath={finding.path}" if finding.path else editor


def section(page: Page, findings: Iterable[Finding]) -> Section:
    return Section(
        title=page.get_admin_display_title(),
        kind=str(page._meta.verbose_name),
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        rows=[(finding, way_to(page, finding)) for finding in findings],
    )


class PageCheckView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "authoring/page_check.html"
    page_title = gettext_lazy("Check")
    header_icon = "clipboard-list"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.page = get_object_or_404(Page, pk=kwargs["page_id"]).specific
        if not isinstance(self.page, CHECKED) or not self.page.permissions_for_user(request.user).can_edit():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    dispatch.permission = "wagtail_admin"  # type: ignore[attr-defined]  # Django copies it to the view

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            {"url": reverse("wagtailadmin_explore", args=[self.page.get_parent().pk]), "label": _("Pages")},
            {"url": editor, "label": self.page.get_admin_display_title()},
            {"url": "", "label": _("Check")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        sections = self._sections()
        rows = [finding for each in sections for finding, _way in each.rows]
        held = sum(finding.blocks for finding in rows)
        return {
            **context,
            "sections": [each for each in sections if each.rows],
            "held": held,
            "advised": len(rows) - held,
            "reading": self._reading(),
            "is_waiting": self.page.workflow_in_progress,
            "editor": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
        }

    def _sections(self) -> list[Section]:
        today = timezone.localdate()
        if isinstance(self.page, CoursePage):
            return [section(each.page, each.findings) for each in check_course(self.page, on=today)]
        return [section(self.page, check_page(self.page, on=today))]

    def _reading(self) -> str:
        """How hard the lesson is to read, in a sentence."""
        if not isinstance(self.page, LessonPage):
            return ""
        reading = read("\n".join(piece.prose for piece in pieces_of(self.page) if piece.prose))
        return reading_words(reading, self.page) if reading.words else ""


def reading_words(reading: Reading, lesson: LessonPage) -> str:
    audience = audience_of(CoursePage.objects.ancestor_of(lesson).first())
    words = gettext("This lesson is %(level)s: %(score)s points of at most %(bound)s for its readers.")
    return words % {"level": LEVELS[reading.level], "score": reading.score, "bound": BOUNDS[audience]}
