"""The catalogue of blocks a lesson is made of."""

from wagtail import blocks

from content.blocks.boxes import Callout
from content.blocks.media import Picture, Recording, sizes_of
from content.blocks.practice import KnowledgeCheck
from content.blocks.text import Text

__all__ = ["LessonBody", "sizes_of"]


class LessonBody(blocks.StreamBlock):
    text = Text()
    picture = Picture()
    recording = Recording()
    check = KnowledgeCheck()
    callout = Callout()
