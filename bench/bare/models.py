from django.db import models
from wagtail.models import Page


class BarePage(Page):
    """What Wagtail costs by itself: a page with one paragraph."""

    paragraph = models.TextField()

    template = "bare/bare_page.html"
