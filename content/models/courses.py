import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from content.audience import ppks_kinds, psks_kinds
from content.course_forms import defaults
from content.course_forms.blocks import EvaluationLines, RtlLines
from content.course_forms.enums import Form
from content.course_forms.lines import EvaluationLine, evaluation_lines, rtl_lines
from content.course_forms.paper import Sheet, sheets_of
from content.enums import CourseKind
from content.fields import BlocksField
from content.models.lessons import AIM_FEATURES, ModulePage
from content.notices import NoticePanel
from content.reach import reaches
from content.rules import SHARES

FORMS = ("trainer_evaluation", "organiser_evaluation", "rtl_form")


class Regulation(models.Model):
    """A law or rule that courses cite. Once replaced, every author who cites it is told so."""

    name = models.CharField(_("short name"), max_length=80, unique=True, help_text=_("Such as Permensos 5/2024."))
    title = models.CharField(_("what it is about"), max_length=300)
    url = models.URLField(_("official address"), blank=True)
    review_on = models.DateField(_("look again on"), help_text=_("Then somebody checks whether it still holds."))
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced", verbose_name=_("replaced by")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(replaced_by__isnull=True) | ~models.Q(replaced_by=models.F("id")),
                name="content_regulation_not_replaced_by_itself",
                violation_error_message=_("A regulation does not replace itself."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.pk and self.replaced_by_id == self.pk:  # a form leaves out the constraint, for it shows no id
            raise ValidationError({"replaced_by": _("A regulation does not replace itself.")})


class CoursePageForm(WagtailAdminPageForm):
    """Kinds are ticked by name; the page keeps their codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("for_psks", psks_kinds)
        self._offer("for_ppks", ppks_kinds)
        for name in FORMS:
            if self.is_bound and f"{name}-count" not in self.data:
                self.fields.pop(name, None)  # a form that was not sent stays as it is

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        gates = self.formsets.get("prerequisites")
        if gates is not None and gates.is_valid() and self.for_user is not None:
            chosen = {form.cleaned_data["course"].pk for form in gates.forms if form.cleaned_data.get("course")}
            known = set(self.instance.prerequisites.values_list("course", flat=True)) if self.instance.pk else set()
            if not reaches(self.for_user, Page, chosen - known):
                raise ValidationError(_("What comes first is a course of your own office."), code="not_hers")
        return data

    def _offer(self, name: str, kinds: Callable[[], list[tuple[str, str]]]) -> None:
        if name in self.fields:
            field = self.fields[name]
            self.fields[name] = forms.MultipleChoiceField(
                label=field.label, help_text=field.help_text, choices=kinds, required=False,
                widget=forms.CheckboxSelectMultiple, initial=self.initial.get(name),
            )  # fmt: skip


def percent_field(label: Any) -> models.PositiveSmallIntegerField:
    """Empty: what the settings say when a cohort opens."""
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Leave it empty to follow the rule of the house."),
    )  # fmt: skip


class CoursePage(Page):
    """A curriculum, such as the Bimtek LKS of 24 JP. Its modules are its children, in order."""

    kind = models.CharField(_("kind of course"), max_length=10, choices=CourseKind, default=CourseKind.BIMTEK)
    summary = models.TextField(
        _("summary"), max_length=500, help_text=_("Two sentences a chair of an LKS understands.")
    )
    aims = RichTextField(_("aims"), features=AIM_FEATURES, blank=True)
    for_psks = models.JSONField(_("for these pillars (PSKS)"), default=list, blank=True)
    for_ppks = models.JSONField(_("on the needs of (PPKS)"), default=list, blank=True)
    certificate_title = models.CharField(
        _("title on the certificate"), max_length=150, help_text=_("As printed; certificates are always in Indonesian.")
    )
    # What a trainee must reach; a cohort freezes it when it opens.
    attendance_percent = percent_field(_("attendance, percent of planned JP"))
    pass_score_percent = percent_field(_("pass mark of the post-test"))
    needs_evaluation = models.BooleanField(_("evaluation must be filled in"), default=True)
    needs_rtl = models.BooleanField(_("RTL must be handed in"), default=True)
    # What she fills in; a cohort freezes these forms too.
    trainer_evaluation = BlocksField(
        EvaluationLines(), blank=True, default=defaults.trainer_lines, verbose_name=_("evaluation of a trainer"),
        help_text=_("Filled in once for each trainer and subject, without a name."),
    )  # fmt: skip
    organiser_evaluation = BlocksField(
        EvaluationLines(), blank=True, default=defaults.organiser_lines, verbose_name=_("evaluation of the organisers"),
        help_text=_("Filled in once at the end, without a name."),
    )  # fmt: skip
    rtl_form = BlocksField(
        RtlLines(), blank=True, default=defaults.rtl_lines, verbose_name=_("follow-up plan (RTL)"),
        help_text=_("What each trainee plans to do at home, and later what came of it."),
    )  # fmt: skip
    # A course shared by another office remembers where it came from. Numbers, since the source may go.
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, editable=False, related_name="copies")
    copied_at = models.DateTimeField(null=True, editable=False)  # the state of the source that this copy has
    # Shared with its source and with every copy: who passed one of them has passed them all.
    family = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)

    base_form_class = CoursePageForm
    parent_page_types = ["content.CatalogPage", "content.ProgrammePage"]
    subpage_types = ["content.ModulePage"]
    content_panels = [
        NoticePanel(heading=_("Good to know")),
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary"),
        FieldPanel("aims"),
        MultiFieldPanel([FieldPanel("for_psks"), FieldPanel("for_ppks")], heading=_("For whom")),
        InlinePanel("prerequisites", [PageChooserPanel("course", "content.CoursePage")], heading=_("What comes first")),
        InlinePanel("regulations", [FieldPanel("regulation")], heading=_("Legal basis")),
        MultiFieldPanel(
            [FieldPanel(n) for n in ("attendance_percent", "pass_score_percent", "needs_evaluation", "needs_rtl")],
            heading=_("When it is passed"),
        ),
        *(FieldPanel(name) for name in FORMS),
        FieldPanel("certificate_title"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("The course")), ("forms", _("Its forms, as printed"))]

    @property
    def sheets(self) -> list[Sheet]:
        return list(sheets_of(self.evaluation_lines(), rtl_lines(self.rtl_form)))

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "content/course_forms_preview.html" if mode_name == "forms" else self.get_template(request)

    def clean(self) -> None:
        super().clean()
        if self.pk and any(each.course_id == self.pk for each in self.prerequisites.all()):
            raise ValidationError(_("A course cannot come before itself. Take it out of “What comes first”."))
        errors = {}
        if self.needs_evaluation and not (self.trainer_evaluation or self.organiser_evaluation):
            words = _("The evaluation must be filled in, but both parts are empty. Add a line or do not ask for it.")
            errors["needs_evaluation"] = ValidationError(words, code="empty_form")
        if self.needs_rtl and not self.rtl_form:
            words = _("The RTL must be handed in, but its form is empty. Add a line or do not ask for it.")
            errors["needs_rtl"] = ValidationError(words, code="empty_form")
        if errors:
            raise ValidationError(errors)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        modules = list(self.modules())
        shares = {share: sum(module.jp_shares[share] for module in modules) for share in SHARES}
        return {
            **context,
            "modules": [(module, module.get_url(request)) for module in modules],
            "shares": shares,
            "total_jp": sum(shares.values()),
            "parent_url": self.get_parent().get_url(request),
        }

    def with_content_json(self, content: dict[str, Any]) -> "CoursePage":
        """As a revision has it; its family is the course's own, whatever the revision says or was too old to say."""
        page: CoursePage = super().with_content_json(content)
        page.family = self.family
        return page

    def modules(self) -> models.QuerySet[ModulePage]:
        """The published modules in the order of the tree."""
        return ModulePage.objects.child_of(self).live()

    def forms_as_data(self) -> dict[str, list[dict[str, Any]]]:
        """The lines of its forms in their order, as a cohort freezes them; see ``content.course_forms.lines``."""
        with translation.override("id"):  # kinds of PPKS are named; what is frozen is Indonesian
            return {
                "evaluation": [line.to_data() for line in self.evaluation_lines()],
                "rtl": [line.to_data() for line in rtl_lines(self.rtl_form)],
            }

    def evaluation_lines(self) -> list[EvaluationLine]:
        return [
            *evaluation_lines(self.trainer_evaluation, about=Form.TRAINER),
            *evaluation_lines(self.organiser_evaluation, about=Form.ORGANISER),
        ]


class CourseRegulation(Orderable):
    """A regulation that a course rests on."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="regulations")
    regulation = models.ForeignKey(Regulation, on_delete=models.PROTECT, related_name="+", verbose_name=_("regulation"))

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "regulation"], name="content_courseregulation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} ~ {self.regulation_id}"


class CoursePrerequisite(Orderable):
    """A course to be passed before this one: the gates of mental coaching, skills and KUBE."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisites")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="opens", verbose_name=_("course"))

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "course"], name="content_courseprerequisite_once"),
            models.CheckConstraint(
                condition=~models.Q(page=models.F("course")),
                name="content_courseprerequisite_another_course",
                violation_error_message=_("A course cannot come before itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} before {self.page_id}"
