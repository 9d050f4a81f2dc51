"""The catalogue of blocks a lesson is made of."""

import re
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import Image, Rendition, ResponsiveImage
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtailmedia.blocks import AbstractMediaChooserBlock
from wagtailmedia.models import Media

LESSON_FEATURES = ["h2", "h3", "bold", "italic", "ul", "ol", "link"]
SHORT_FEATURES = ["bold", "italic", "ul", "link"]
MAX_RICH_TEXT_BYTES = 100_000
SAFE_LINK = re.compile(r"(https://|mailto:|tel:)")
HREF = re.compile(r'<a [^>]*?href="([^"]*)"')
# Two widths serve a phone and a reading column; nobody loads the original.
PICTURE_WIDTHS = ("width-380|format-webp", "width-760|format-webp")


class Prose(blocks.RichTextBlock):
    """Rich text cleaned by allow-list wherever it comes from: the editor, a paste, an import."""

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value.source:
            return value
        if len(value.source.encode()) > MAX_RICH_TEXT_BYTES:
            raise ValidationError(_("This text is too long for one block. Divide it into several blocks."))
        converter = ContentstateConverter(features=self.features)
        html = converter.to_database_format(converter.from_database_format(value.source))
        for address in HREF.findall(html):
            if not SAFE_LINK.match(address):
                raise ValidationError(
                    _("The link “%(address)s” is not allowed. Links begin with https://, mailto: or tel:."),
                    params={"address": address},
                )
        return self.normalize(html)


def sizes_of(image: Image) -> dict[str, Rendition]:
    """The two sizes of a picture, drawn now if they never were; a missing file gives a broken picture, no error."""
    return get_renditions_or_not_found(image, PICTURE_WIDTHS)


class PictureChooser(ImageChooserBlock):
    def bulk_to_python(self, values: Any) -> Any:
        """All pictures of a lesson with their two sizes in two queries."""
        found = Image.objects.prefetch_renditions(*PICTURE_WIDTHS).in_bulk(values)
        return [found.get(pk) for pk in values]


class Picture(blocks.StructBlock):
    image = PictureChooser(label=_("Picture"))
    alt_text = blocks.CharBlock(
        label=_("Description for people who cannot see the picture"),
        max_length=300,
        required=False,
        help_text=_("What does the picture tell? One or two sentences."),
    )
    is_decorative = blocks.BooleanBlock(
        label=_("Only decoration"), required=False, help_text=_("The picture tells nothing the text does not say.")
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, required=False)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "content/blocks/picture.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        has_alt_text = bool(value["alt_text"].strip())
        if not self.is_deferred_validation and not has_alt_text and not value["is_decorative"]:
            words = _("Describe the picture in words, or tick “Only decoration”. Some readers cannot see it.")
            raise StructBlockValidationError(block_errors={"alt_text": ValidationError(words)})
        if has_alt_text and value["is_decorative"]:
            words = _("A decoration needs no description. Remove the description or the tick.")
            raise StructBlockValidationError(block_errors={"alt_text": ValidationError(words)})
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        if value["image"]:
            attributes = {"alt": value["alt_text"], "sizes": "(min-width: 42rem) 38rem, 100vw", "loading": "lazy"}
            context["picture"] = ResponsiveImage(sizes_of(value["image"]), attributes)
        return context


class RecordingChooser(AbstractMediaChooserBlock):
    def render_basic(self, value: Any, context: Any = None) -> str:
        return str(value or "")


def size_in_bytes(recording: Media) -> int | None:
    """How heavy a file is, asked of the storage once; ``None`` when the file is gone. A new upload has a new name."""
    key = f"recording-size:{recording.file.name}"
    size = cache.get(key)
    if size is None:
        try:
            size = recording.file.size
        except FileNotFoundError:  # the database came back from a backup without its media
            return None
        cache.set(key, size, timeout=None)
    return size


class Recording(blocks.StructBlock):
    file = RecordingChooser(label=_("Audio or video"))
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    transcript = blocks.TextBlock(
        label=_("Transcript"),
        max_length=20_000,
        help_text=_("Every word that is said. Many trainees read it instead: data is expensive and signals are weak."),
    )

    class Meta:
        label = _("Audio or video")
        icon = "media"
        template = "content/blocks/recording.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        if value["file"]:
            context["is_video"] = value["file"].type == "video"
            context["size"] = size_in_bytes(value["file"])
        return context


class AnswerOption(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=300)
    is_right = blocks.BooleanBlock(label=_("This is the right answer"), required=False)
    feedback = blocks.CharBlock(
        label=_("Feedback"), max_length=500, help_text=_("Why is it right, or what was overlooked?")
    )

    class Meta:
        label = _("Answer")


class KnowledgeCheck(blocks.StructBlock):
    """An ungraded question: opening an answer shows its feedback, without a script and without a record."""

    question = blocks.CharBlock(label=_("Question"), max_length=500)
    options = blocks.ListBlock(AnswerOption(), label=_("Answers"), min_num=2, max_num=6)

    class Meta:
        label = _("Knowledge check")
        icon = "help"
        template = "content/blocks/knowledge_check.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        keys = sum(1 for option in value["options"] if option["is_right"])
        if keys != 1 and not self.is_deferred_validation:
            raise StructBlockValidationError(
                block_errors={},
                non_block_errors=[ValidationError(_("Tick exactly one answer as the right one."))],
            )
        return value


class CalloutKind(TextChoices):
    EXAMPLE = "example", _("Example")
    REMEMBER = "remember", _("Remember")
    CAREFUL = "careful", _("Be careful")


CALLOUT_TONES = {CalloutKind.EXAMPLE: "ok", CalloutKind.REMEMBER: "info", CalloutKind.CAREFUL: "warn"}


class Callout(blocks.StructBlock):
    kind = blocks.ChoiceBlock(label=_("Kind"), choices=CalloutKind.choices, default=CalloutKind.REMEMBER)
    title = blocks.CharBlock(label=_("Title"), max_length=150, required=False)
    text = Prose(label=_("Text"), features=SHORT_FEATURES)

    class Meta:
        label = _("Box")
        icon = "info-circle"
        template = "content/blocks/callout.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        kind = CalloutKind(value["kind"] or CalloutKind.REMEMBER)
        context["heading"] = f"{kind.label}: {value['title']}" if value["title"] else kind.label
        context["tone"] = CALLOUT_TONES[kind]
        return context


class LessonBody(blocks.StreamBlock):
    text = Prose(label=_("Text"), icon="pilcrow", features=LESSON_FEATURES, template="content/blocks/text.html")
    picture = Picture()
    recording = Recording()
    check = KnowledgeCheck()
    callout = Callout()
