"""What is taught. This room knows no person: progress and access come from the rooms above."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from content.blocks import LessonBody
from content.enums import CourseKind


class CatalogPage(Page):
    """The root of the site: all courses lie below it."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.CoursePage"]
    max_count = 1


class CoursePage(Page):
    """A curriculum, such as the Bimtek LKS of 24 JP. Its modules are its children, in order."""

    kind = models.CharField(_("kind of course"), max_length=10, choices=CourseKind, default=CourseKind.BIMTEK)
    summary = models.TextField(_("summary"), max_length=500, help_text=_("Two sentences a chair of an LKS understands."))
    aims = RichTextField(_("aims"), features=["ul", "ol", "bold"], blank=True)
    certificate_title = models.CharField(
        _("title on the certificate"), max_length=150, help_text=_("As printed; certificates are always in Indonesian.")
    )

    parent_page_types = ["content.CatalogPage"]
    subpage_types = ["content.ModulePage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary"),
        FieldPanel("aims"),
        FieldPanel("certificate_title"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]


class ModulePage(Page):
    """A subject of a course with its planned minutes of theory and practice; JP are derived from minutes."""

    code = models.CharField(_("code"), max_length=8, help_text=_("Short, such as L1."))
    theory_minutes = models.PositiveIntegerField(_("theory, minutes"), default=0)
    practice_minutes = models.PositiveIntegerField(_("practice, minutes"), default=0)
    aims = RichTextField(_("aims"), features=["ul", "ol", "bold"], blank=True)

    parent_page_types = ["content.CoursePage"]
    subpage_types = ["content.LessonPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("code"),
        MultiFieldPanel([FieldPanel("theory_minutes"), FieldPanel("practice_minutes")], heading=_("Duration")),
        FieldPanel("aims"),
    ]

    @property
    def total_minutes(self) -> int:
        return self.theory_minutes + self.practice_minutes


class LessonPage(Page):
    """One lesson: blocks a trainee reads from top to bottom."""

    body = StreamField(LessonBody(), verbose_name=_("content"), use_json_field=True)

    parent_page_types = ["content.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]


@register_snippet
class Question(ClusterableModel):
    """A graded question of a course's bank: single choice, one key, feedback for each choice."""

    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="questions", verbose_name=_("course"))
    module = models.ForeignKey(
        ModulePage, on_delete=models.PROTECT, related_name="questions", verbose_name=_("module")
    )
    prompt = models.TextField(_("question"), max_length=1000)
    is_active = models.BooleanField(_("in use"), default=True)

    panels = [
        FieldPanel("course"),
        FieldPanel("module"),
        FieldPanel("prompt"),
        InlinePanel("choices", label=_("choice"), min_num=2, max_num=6),
        FieldPanel("is_active"),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("question bank")
        ordering = ["module", "pk"]

    def __str__(self) -> str:
        return self.prompt[:80]


class Choice(Orderable):
    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="choices")
    text = models.CharField(_("text"), max_length=300)
    is_key = models.BooleanField(_("right answer"), default=False)
    feedback = models.CharField(_("feedback"), max_length=500, blank=True)

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=models.Q(is_key=True),
                name="content_choice_one_key_per_question",
                violation_error_message=_("Mark exactly one choice as right."),
            )
        ]

    def __str__(self) -> str:
        return self.text
