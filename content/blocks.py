"""The catalogue of blocks a lesson is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class LessonBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=["h2", "h3", "bold", "italic", "ul", "ol", "link"])
