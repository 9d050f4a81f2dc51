"""Video with captions, and the same in sign language."""

from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.blocks.struct_block import StructBlockValidationError

from content.blocks.media import RecordingChooser, original_of, to_see
from content.captions import cues_of, track_of
from content.enums import VariantKind
from content.models.media import small_versions
from content.shelves import keep_once
from lms.refusal import Refusal

SHELF = "captions/"


def track_name(track: str) -> str:
    return f"{SHELF}{sha256(track.encode()).hexdigest()[:40]}.vtt"


def keep_track(text: str) -> None:
    """Put the captions on their shelf under the hash of their words: doing it again changes nothing."""
    track = track_of(cues_of(text))
    keep_once(track_name(track), ContentFile(track.encode()))


class CaptionsInput(AdminAutoHeightTextInput):
    """A field to type or paste captions, or to fill from a file of the author's own device (``captions.js``)."""

    class Media:
        js = ["captions.js"]

    def render(self, *args: Any, **kwargs: Any) -> str:
        return render_to_string("content/captions_input.html", {"field": super().render(*args, **kwargs)})


class CaptionsBlock(blocks.TextBlock):
    @cached_property
    def field(self) -> Any:
        return forms.CharField(widget=CaptionsInput(attrs={"rows": 4}), **self.field_options)


class Video(blocks.StructBlock):
    """Shown small, its sound alone offered first, and with all that is said to be read."""

    file = RecordingChooser(label=_("Video"), media_type="video")
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    captions = CaptionsBlock(
        label=_("Captions"),
        required=False,
        max_length=60_000,
        help_text=_(
            "What is said, one line each, with its time in front: 0:05 Selamat pagi. "
            "Or open a caption file (.vtt, .srt)."
        ),
    )
    has_no_speech = blocks.BooleanBlock(label=_("Nobody speaks in this video"), required=False)

    class Meta:
        label = _("Video")
        icon = "wagtailmedia-video"
        template = "content/blocks/video.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        has_captions = bool(value["captions"].strip())
        if not self.is_deferred_validation and not has_captions and not value["has_no_speech"]:
            raise in_captions(
                _("Write captions, or tick “Nobody speaks in this video”. Some trainees cannot hear, others may not.")
            )
        if has_captions and value["has_no_speech"]:
            raise in_captions(_("There are captions, so somebody speaks. Remove the captions or the tick."))
        if has_captions:
            try:
                keep_track(value["captions"])
            except Refusal as refusal:
                raise in_captions(str(refusal.reasons[0])) from refusal
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        if not value["file"]:
            return context
        played, original = to_see(value["file"]), original_of(value["file"])
        return {
            **context,
            "played": played,
            "heard": small_versions(value["file"]).get(VariantKind.AUDIO),
            "original": original if original.src != played.src else None,
            **captions_context(value["captions"]),
        }


def in_captions(words: Any) -> StructBlockValidationError:
    return StructBlockValidationError(block_errors={"captions": ValidationError(words)})


def captions_context(text: str) -> dict[str, Any]:
    """The track and its words; a draft may hold captions that cannot be read yet."""
    try:
        cues = cues_of(text) if text.strip() else ()
    except Refusal:
        cues = ()
    return {"cues": cues, "track_url": default_storage.url(track_name(track_of(cues)))} if cues else {"cues": ()}


class SignVideo(blocks.StructBlock):
    """The lesson in sign language, shown beside its words. Once a lesson."""

    file = RecordingChooser(label=_("Video"), media_type="video")

    class Meta:
        label = _("The lesson in sign language")
        icon = "wagtailmedia-video"
        template = "content/blocks/sign_video.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "played": to_see(value["file"])} if value["file"] else context
