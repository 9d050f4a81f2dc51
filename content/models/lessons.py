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
from content.fields import BlocksField
from content.notices import NoticePanel
from content.reach import references_in, refuse_strangers
from content.rules import SHARES, is_whole_jp, jp_of

AIM_FEATURES = ["ul", "ol", "bold"]
MAX_MINUTES = 6_000  # 100 hours: more is a slip of the finger


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


def minutes_field(label: Any) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, default=0, validators=[MaxValueValidator(MAX_MINUTES)])


class ModulePage(Page):
    """A subject of a course with its planned minutes in four shares; JP are derived from minutes."""

    code = models.CharField(_("code"), max_length=8, help_text=_("Short, such as L1."))
    theory_minutes = minutes_field(_("theory, minutes"))
    practice_minutes = minutes_field(_("practice, minutes"))
    field_minutes = minutes_field(_("field work, minutes"))
    online_minutes = minutes_field(_("alone online, minutes"))
    aims = RichTextField(_("aims"), features=AIM_FEATURES, blank=True)

    base_form_class = ModulePageForm
    parent_page_types = ["content.CoursePage"]
    subpage_types = ["content.LessonPage"]
    content_panels = [
        NoticePanel(heading=_("Good to know")),
        *Page.content_panels,
        FieldPanel("code"),
        MultiFieldPanel([FieldPanel(f"{share}_minutes") for share in SHARES], heading=_("Duration")),
        FieldPanel("aims"),
    ]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    @property
    def minutes(self) -> dict[str, int]:
        """Planned minutes of each share: theory, practice, field, online."""
        return {share: getattr(self, f"{share}_minutes") for share in SHARES}

    @property
    def total_minutes(self) -> int:
        return sum(self.minutes.values())

    @property
    def jp_shares(self) -> dict[str, int]:
        """JP of each share, in the order of ``SHARES``."""
        hour = settings.PILAR_MINUTES_PER_JP
        return {share: jp_of(minutes, minutes_per_jp=hour) for share, minutes in self.minutes.items()}

    @property
    def jp(self) -> int:
        return sum(self.jp_shares.values())

    def clean(self) -> None:
        super().clean()
        if None in self.minutes.values():
            return  # the form has already said so
        hour = settings.PILAR_MINUTES_PER_JP
        uneven = _("Lesson hours are counted whole. Write a multiple of %(hour)s minutes.")
        errors = {
            f"{share}_minutes": ValidationError(uneven, params={"hour": hour})
            for share, minutes in self.minutes.items()
            if not is_whole_jp(minutes, minutes_per_jp=hour)
        }
        if not self.total_minutes:
            errors["theory_minutes"] = ValidationError(_("Say how many minutes the module takes."))
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


class LessonPageForm(WagtailAdminPageForm):
    """What an author puts into a lesson is of her own office: a guessed number is refused.

    What she hands in may be unfinished: the check that comes first names all that is missing, each with its place.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = references_in(self.instance.body) if self.is_bound else set()

    def is_valid(self) -> bool:
        is_handed_in = self.data.get("action-submit") or self.data.get("action-restart-workflow")
        if is_handed_in and not self.data.get("action-publish"):
            self.defer_required_fields()
        return super().is_valid()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "body" in data:
            refuse_strangers(self.for_user, known=self.known, now=references_in(data["body"]))
        return data


class LessonPage(Page):
    """One lesson: blocks a trainee reads from top to bottom."""

    aim = models.CharField(
        _("aim"), max_length=300, blank=True, help_text=_("One sentence: what the reader can do afterwards.")
    )
    body = BlocksField(LessonBody(), verbose_name=_("content"))

    base_form_class = LessonPageForm
    parent_page_types = ["content.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [
        NoticePanel(heading=_("Good to know")),
        *Page.content_panels,
        FieldPanel("aim"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("The lesson")), ("worksheets", _("Its worksheets, as printed"))]

    @property
    def worksheets(self) -> list[Any]:
        return [block for block in self.body if block.block_type == "worksheet"]

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "content/worksheets.html" if mode_name == "worksheets" else self.get_template(request)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        parent = self.get_parent()
        return {**context, "parent_title": parent.title, "parent_url": parent.get_url(request)}

    def blocks(self) -> list[tuple[str, Any]]:
        """Each block with the id under which a reader finds her place again (``#blok-<id>``)."""
        return [(block.id, block) for block in self.body]
