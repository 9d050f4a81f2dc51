from django.db import models
from django.utils.translation import gettext_lazy as _


class Form(models.TextChoices):
    """The sheets of a course. An evaluation of a trainer is filled in once for each trainer and subject."""

    TRAINER = "trainer", _("Evaluation of a trainer")
    ORGANISER = "organiser", _("Evaluation of the organisers")
    RTL = "rtl", _("Follow-up plan (RTL)")


class AnswerKind(models.TextChoices):
    SCALE = "scale", _("1 to 5")
    TEXT = "text", _("Words of one's own")
    DATE = "date", _("Date")
    NUMBER = "number", _("A number")
    CHOICE = "choice", _("One of several")
