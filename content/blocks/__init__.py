"""The catalogue of blocks a lesson is made of, grouped as an author looks for them."""

from django.utils.translation import gettext_lazy as _

from content.blocks.boxes import Accordion, Callout, Case, LinkList, Steps, Table
from content.blocks.gathering import GatheringStream
from content.blocks.media import Picture, Recording, sizes_of
from content.blocks.practice import Checklist, GroupTalk, KnowledgeCheck, Reflection, Worksheet
from content.blocks.slides import Slides
from content.blocks.text import Text
from content.blocks.video import SignVideo, Video

__all__ = ["LessonBody", "sizes_of"]

WORDS, SEEN_AND_HEARD, BOXES, TO_DO = _("Running text"), _("To see and to hear"), _("Boxes"), _("To do")


class LessonBody(GatheringStream):
    text = Text(group=WORDS)
    table = Table(group=WORDS)
    steps = Steps(group=WORDS)
    links = LinkList(group=WORDS)

    picture = Picture(group=SEEN_AND_HEARD)
    recording = Recording(group=SEEN_AND_HEARD)
    video = Video(group=SEEN_AND_HEARD)
    slides = Slides(group=SEEN_AND_HEARD)
    sign_video = SignVideo(group=SEEN_AND_HEARD)

    callout = Callout(group=BOXES)
    case = Case(group=BOXES)
    accordion = Accordion(group=BOXES)

    check = KnowledgeCheck(group=TO_DO)
    checklist = Checklist(group=TO_DO)
    reflection = Reflection(group=TO_DO)
    group_talk = GroupTalk(group=TO_DO)
    worksheet = Worksheet(group=TO_DO)

    class Meta:
        block_counts = {"sign_video": {"max_num": 1}}
