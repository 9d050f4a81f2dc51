from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from content.models.courses import CoursePage


class CatalogPage(Page):
    """The root of the site: all courses lie below it."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.ProgrammePage", "content.CoursePage"]
    max_count = 1

    class Meta:
        verbose_name = _("list of courses")
        verbose_name_plural = _("lists of courses")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "cards": [{"course": each, "url": each.get_url(request)} for each in self.courses()]}

    def courses(self) -> models.QuerySet[CoursePage]:
        """The published courses in the order of the tree."""
        return CoursePage.objects.descendant_of(self).live()


class ProgrammePage(Page):
    """What one office offers: its courses lie below it, and its authors write there and nowhere else.

    ``region_code`` is the region of the office (``62``, ``62.03``), empty for the nation.
    """

    summary = models.TextField(_("summary"), max_length=500, blank=True)
    region_code = models.CharField(_("region of the office"), max_length=13, blank=True, editable=False)

    parent_page_types = ["content.CatalogPage"]
    subpage_types = ["content.CoursePage"]
    content_panels = [*Page.content_panels, FieldPanel("summary")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "cards": [{"course": each, "url": each.get_url(request)} for each in self.courses()],
            "parent_url": self.get_parent().get_url(request),
        }

    def courses(self) -> models.QuerySet[CoursePage]:
        """The published courses in the order of the tree."""
        return CoursePage.objects.child_of(self).live()
