"""Pictures and sound."""

from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import Image, Rendition, ResponsiveImage
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtailmedia.blocks import AbstractMediaChooserBlock
from wagtailmedia.models import Media
from wagtailmedia.widgets import AdminAudioChooser, AdminMediaChooser, AdminVideoChooser

from content.blocks.gathering import Gathered
from content.enums import VariantKind
from content.models.media import Source, recordings_by_id, small_versions

# Two widths serve a phone and a reading column; nobody loads the original.
PICTURE_WIDTHS = ("width-380|format-webp", "width-760|format-webp")
CHOOSERS = {"audio": AdminAudioChooser, "video": AdminVideoChooser, None: AdminMediaChooser}


def sizes_of(image: Image) -> dict[str, Rendition]:
    """The two sizes of a picture, drawn now if they never were; a missing file gives a broken picture, no error."""
    if not hasattr(image, "sizes"):
        image.sizes = get_renditions_or_not_found(image, PICTURE_WIDTHS)
    return image.sizes  # type: ignore[no-any-return]


def pictures_by_id(ids: Iterable[int | None]) -> dict[int, Image]:
    """Pictures with their two sizes in one query; one more for those that were never drawn."""
    wanted = {pk for pk in ids if pk}
    found: dict[int, Image] = {}
    for drawn in Rendition.objects.filter(image__in=wanted, filter_spec__in=PICTURE_WIDTHS).select_related("image"):
        image = found.setdefault(drawn.image_id, drawn.image)
        image.prefetched_renditions = [*getattr(image, "prefetched_renditions", ()), drawn]
        drawn.image = image
    return found if found.keys() == wanted else found | Image.objects.in_bulk(wanted - found.keys())


class PictureChooser(Gathered, ImageChooserBlock):
    shelf = "pictures"

    def fetch(self, ids: Iterable[Any]) -> dict[int, Image]:
        return pictures_by_id(ids)


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


class RecordingChooser(Gathered, AbstractMediaChooserBlock):
    """A recording from the library; ``media_type`` leaves only audio or only video to choose from."""

    shelf = "recordings"

    @cached_property
    def widget(self) -> AdminMediaChooser:
        return CHOOSERS[self.media_type]()

    def fetch(self, ids: Iterable[Any]) -> dict[int, Media]:
        return recordings_by_id(ids)

    def render_basic(self, value: Any, context: Any = None) -> str:
        return str(value or "")


def size_in_bytes(recording: Any) -> int | None:
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


def original_of(recording: Media) -> Source:
    """The file as it was uploaded."""
    first = recording.sources[0]
    return Source(first["src"], first["type"], size_in_bytes(recording))


def to_hear(recording: Media) -> Source:
    """What is played where only sound is wanted: the small version, or the original while there is none."""
    return small_versions(recording).get(VariantKind.AUDIO) or original_of(recording)


def to_see(recording: Media) -> Source:
    return small_versions(recording).get(VariantKind.VIDEO) or original_of(recording)


class Recording(blocks.StructBlock):
    """Sound, and every word of it to be read. Lessons of the first hour may hold a video here; it is shown as one."""

    file = RecordingChooser(label=_("Audio"), media_type="audio")
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    transcript = blocks.TextBlock(
        label=_("Transcript"),
        max_length=20_000,
        help_text=_("Every word that is said. Many trainees read it instead: data is expensive and signals are weak."),
    )

    class Meta:
        label = _("Audio")
        icon = "wagtailmedia-audio"
        template = "content/blocks/recording.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        if value["file"]:
            context["is_video"] = value["file"].type == "video"
            context["played"] = to_see(value["file"]) if context["is_video"] else to_hear(value["file"])
        return context
