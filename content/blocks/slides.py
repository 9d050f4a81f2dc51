"""Slides: the pages of a PDF as pictures, each with words for people who cannot see it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import Document

from content.blocks.gathering import Gathered
from content.blocks.media import size_in_bytes
from content.models.media import SlideDeck


class SlidesChooser(Gathered, DocumentChooserBlock):
    shelf = "slides"

    def fetch(self, ids: Iterable[Any]) -> dict[int, Document]:
        """With their pages, in one query."""
        return Document.objects.select_related("deck").in_bulk([pk for pk in ids if pk])


def deck_of(document: Document) -> SlideDeck | None:
    """Its pages, once they are drawn from the file that lies there now."""
    deck = getattr(document, "deck", None)
    return deck if deck and deck.is_ready and deck.source_name == document.file.name else None


class SlideWords(blocks.StructBlock):
    description = blocks.TextBlock(label=_("What this page tells"), max_length=600, required=False, rows=2)
    is_in_text = blocks.BooleanBlock(label=_("Same words as the text"), required=False)

    class Meta:
        label = _("Page")


class Slides(blocks.StructBlock):
    file = SlidesChooser(label=_("PDF"), help_text=_("Save slides as PDF first, at most 100 pages and 20 MB."))
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    is_in_text = blocks.BooleanBlock(
        label=_("All pages: same words as the text"),
        required=False,
        help_text=_("The text of this lesson says everything that stands on the pages."),
    )
    pages = blocks.ListBlock(
        SlideWords(),
        label=_("The pages in words"),
        required=False,
        default=[],
        max_num=100,
        help_text=_("One entry for each page, in order, for people who cannot see the pictures."),
    )

    class Meta:
        label = _("Slides")
        icon = "doc-full"
        template = "content/blocks/slides.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value["file"].filename.lower().endswith(".pdf"):
            words = _("Slides must be a PDF. In PowerPoint: File, Save as, PDF.")
            raise StructBlockValidationError(block_errors={"file": ValidationError(words)})
        if not self.is_deferred_validation and not value["is_in_text"]:
            self._all_described(value)
        return value

    def _all_described(self, value: Any) -> None:
        deck = deck_of(value["file"])
        wanted = len(deck.pages) if deck else max(1, len(value["pages"]))
        silent = [
            number
            for number, page in enumerate(value["pages"], start=1)
            if not page["description"].strip() and not page["is_in_text"]
        ] + list(range(len(value["pages"]) + 1, wanted + 1))
        if silent:
            words = ValidationError(
                _(
                    "Say in words what page %(page)s tells, or tick “Same words as the text”. "
                    "Some readers cannot see it."
                ),
                params={"page": silent[0]},
            )
            raise StructBlockValidationError(block_errors={}, non_block_errors=[words])

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        if not value["file"]:
            return context
        weights = {"weight": weight_of(value), "pdf_size": size_in_bytes(value["file"])}
        return {**context, "pages": pages_of(value), **weights}


def pages_of(value: Any) -> list[dict[str, Any]]:
    """Each drawn page with its number and what is told instead of it."""
    deck = deck_of(value["file"]) if value["file"] else None
    told = [page["description"].strip() for page in value["pages"]]
    return [
        {
            "number": number,
            "src": default_storage.url(page["name"]),
            "width": page["width"],
            "height": page["height"],
            "words": told[number - 1] if number <= len(told) and not value["is_in_text"] else "",
        }
        for number, page in enumerate(deck.pages if deck else [], start=1)
    ]


def weight_of(value: Any) -> int | None:
    """Bytes of all pages; None while they are not drawn."""
    deck = deck_of(value["file"]) if value["file"] else None
    return sum(page["size_bytes"] for page in deck.pages) if deck else None
