"""Words of a lesson, and the same words to be heard."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import RichText

from content.blocks.media import RecordingChooser
from content.blocks.pasting import tidied

LESSON_FEATURES = ["h2", "h3", "bold", "italic", "ul", "ol", "link"]
SHORT_FEATURES = ["bold", "italic", "ul", "link"]
MAX_RICH_TEXT_BYTES = 100_000
SAFE_LINK = re.compile(r"(https://|mailto:|tel:)")
HREF = re.compile(r'<a [^>]*?href="([^"]*)"')


class Prose(blocks.RichTextBlock):
    """Rich text cleaned by allow-list wherever it comes from: the editor, a paste, an import."""

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value.source:
            return value
        if len(value.source.encode()) > MAX_RICH_TEXT_BYTES:
            raise ValidationError(_("This text is too long for one block. Divide it into several blocks."))
        lists = [name for name in ("ul", "ol") if name in self.features]
        converter = ContentstateConverter(features=self.features)
        html = converter.to_database_format(converter.from_database_format(tidied(value.source, lists=lists)))
        for address in HREF.findall(html):
            if not SAFE_LINK.match(address):
                raise ValidationError(
                    _("The link “%(address)s” is not allowed. Links begin with https://, mailto: or tel:."),
                    params={"address": address},
                )
        return self.normalize(html)


def spoken_twin() -> RecordingChooser:
    return RecordingChooser(
        label=_("The same, spoken"),
        required=False,
        help_text=_("Read it aloud on a telephone and upload the recording. Many trainees listen instead of reading."),
    )


class Spoken(blocks.StructBlock):
    """A box of words. Its audio twin is asked for last, when the words are written."""

    def __init__(self, local_blocks: Any = (), **kwargs: Any) -> None:
        super().__init__([*local_blocks, ("audio", spoken_twin())], **kwargs)


class Text(blocks.StructBlock):
    """Rich text with its audio twin. Bare text, as lessons were first written, is text without one."""

    text = Prose(label=_("Text"), features=LESSON_FEATURES)
    audio = spoken_twin()

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "content/blocks/text.html"

    def render(self, value: Any, context: Any = None) -> str:
        """Words alone, which most parts of a lesson are, need no template around them."""
        return str(super().render(value, context)) if value["audio"] else str(value["text"])

    def normalize(self, value: Any) -> Any:
        return super().normalize(with_name(value))

    def to_python(self, value: Any) -> Any:
        return super().to_python(with_name(value))

    def bulk_to_python(self, values: Any) -> Any:
        return super().bulk_to_python([with_name(value) for value in values])


def with_name(value: Any) -> Any:
    return {"text": value} if isinstance(value, str | RichText) else value
