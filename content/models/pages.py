from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from content.blocks import LessonBody
from content.enums import CourseKind
from content.fields import BlocksField
from content.rules import is_whole_jp, jp_of

AIM_FEATURES = ["ul", "ol", "bold"]
MAX_MINUTES = 6_000  # 100 hours: more is a slip of the finger


class CatalogPage(Page):
    """The root of the site: all courses lie below it."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.CoursePage"]
    max_count = 1

    class Meta:
        verbose_name = _("list of courses")
        verbose_name_plural = _("lists of courses")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "courses": [(course, course.get_url(request)) for course in self.courses()]}

    def courses(self) -> models.QuerySet["CoursePage"]:
        """The published courses in the order of the tree."""
        return CoursePage.objects.child_of(self).live()


class CoursePage(Page):
    """A curriculum, such as the Bimtek LKS of 24 JP. Its modules are its children, in order."""

    kind = models.CharField(_("kind of course"), max_length=10, choices=CourseKind, default=CourseKind.BIMTEK)
    summary = models.TextField(
        _("summary"), max_length=500, help_text=_("Two sentences a chair of an LKS understands.")
    )
    aims = RichTextField(_("aims"), features=AIM_FEATURES, blank=True)
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

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        modules = list(self.modules())
        return {
            **context,
            "modules": [(module, module.get_url(request)) for module in modules],
            "total_theory_jp": sum(module.theory_jp for module in modules),
            "total_practice_jp": sum(module.practice_jp for module in modules),
            "total_jp": sum(module.jp for module in modules),
            "parent_url": self.get_parent().get_url(request),
        }

    def modules(self) -> models.QuerySet["ModulePage"]:
        """The published modules in the order of the tree."""
        return ModulePage.objects.child_of(self).live()


class ModulePageForm(WagtailAdminPageForm):
    """Codes name a module in timetables and on certificates, so a course has each code once."""

    def clean_code(self) -> str:
        code = (self.cleaned_data["code"] or "").strip()
        others = ModulePage.objects.child_of(self.parent_page).exclude(pk=self.instance.pk)
        if code and others.filter(code__iexact=code).exists():
            raise ValidationError(
                _("Another module of this course already has the code %(code)s. Choose another."), params={"code": code}
            )
        return code


class ModulePage(Page):
    """A subject of a course with its planned minutes of theory and practice; JP are derived from minutes."""

    code = models.CharField(_("code"), max_length=8, help_text=_("Short, such as L1."))
    theory_minutes = models.PositiveIntegerField(
        _("theory, minutes"), default=0, validators=[MaxValueValidator(MAX_MINUTES)]
    )
    practice_minutes = models.PositiveIntegerField(
        _("practice, minutes"), default=0, validators=[MaxValueValidator(MAX_MINUTES)]
    )
    aims = RichTextField(_("aims"), features=AIM_FEATURES, blank=True)

    base_form_class = ModulePageForm
    parent_page_types = ["content.CoursePage"]
    subpage_types = ["content.LessonPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("code"),
        MultiFieldPanel([FieldPanel("theory_minutes"), FieldPanel("practice_minutes")], heading=_("Duration")),
        FieldPanel("aims"),
    ]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    @property
    def total_minutes(self) -> int:
        return self.theory_minutes + self.practice_minutes

    @property
    def theory_jp(self) -> int:
        return jp_of(self.theory_minutes, minutes_per_jp=settings.PILAR_MINUTES_PER_JP)

    @property
    def practice_jp(self) -> int:
        return jp_of(self.practice_minutes, minutes_per_jp=settings.PILAR_MINUTES_PER_JP)

    @property
    def jp(self) -> int:
        return self.theory_jp + self.practice_jp

    def clean(self) -> None:
        super().clean()
        minutes = {"theory_minutes": self.theory_minutes, "practice_minutes": self.practice_minutes}
        if None in minutes.values():
            return  # the form has already said so
        hour = settings.PILAR_MINUTES_PER_JP
        uneven = _("Lesson hours are counted whole. Write a multiple of %(hour)s minutes.")
        errors = {
            name: ValidationError(uneven, params={"hour": hour})
            for name, value in minutes.items()
            if not is_whole_jp(value, minutes_per_jp=hour)
        }
        if not any(minutes.values()):
            errors["theory_minutes"] = ValidationError(
                _("Say how many minutes of theory or practice the module takes.")
            )
        if errors:
            raise ValidationError(errors)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        parent = self.get_parent()
        return {
            **context,
            "lessons": self.lessons().values_list("title", flat=True),
            "parent_title": parent.title,
            "parent_url": parent.get_url(request),
        }

    def lessons(self) -> models.QuerySet["LessonPage"]:
        """The published lessons in the order of the tree."""
        return LessonPage.objects.child_of(self).live()


class LessonPage(Page):
    """One lesson: blocks a trainee reads from top to bottom."""

    body = BlocksField(LessonBody(), verbose_name=_("content"))

    parent_page_types = ["content.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        parent = self.get_parent()
        return {**context, "parent_title": parent.title, "parent_url": parent.get_url(request)}

    def blocks(self) -> list[tuple[str, Any]]:
        """Each block with the id under which a reader finds her place again (``#blok-<id>``)."""
        return [(block.id, block) for block in self.body]
