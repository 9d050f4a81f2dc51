from textwrap import shorten

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, Page

from content.models.courses import CoursePage
from content.models.lessons import ModulePage


class QuestionQuerySet(models.QuerySet["Question"]):
    def below(self, page: Page) -> "QuestionQuerySet":
        """The questions that rest on the page or on one under it."""
        return self.filter(module__path__startswith=page.path)


class Question(ClusterableModel):
    """A graded question of a course's bank: single choice, one key, feedback for each choice."""

    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="questions", verbose_name=_("course"))
    module = models.ForeignKey(ModulePage, on_delete=models.PROTECT, related_name="questions", verbose_name=_("module"))
    prompt = models.TextField(_("question"), max_length=1000)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("question bank")
        ordering = ["module", "pk"]

    def __str__(self) -> str:
        return shorten(self.prompt, 80, placeholder="…")


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
