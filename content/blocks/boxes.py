"""Surfaces that set a thought apart from the running text: boxes, stories, steps, tables, folds, links."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import (
    TypedTable,
    TypedTableBlock,
    TypedTableBlockValidationError,
)

from content.blocks.text import SHORT_FEATURES, Prose, Spoken

MAX_COLUMNS, MAX_ROWS = 6, 30
MAX_HEADING, MAX_CAPTION = 60, 150
WEB = re.compile(r"https://[^\s/?#]+\.[^\s/?#.]{2,}([/?#]\S*)?")
MAIL = re.compile(r"mailto:[^\s@?]+@[^\s@?]+\.[^\s@?.]{2,}")
PHONE = re.compile(r"tel:\+?[0-9][0-9 .-]{1,18}")


class CalloutKind(TextChoices):
    EXAMPLE = "example", _("Example")
    REMEMBER = "remember", _("Remember")
    CAREFUL = "careful", _("Be careful")


CALLOUT_TONES = {CalloutKind.EXAMPLE: "ok", CalloutKind.REMEMBER: "info", CalloutKind.CAREFUL: "warn"}


class Callout(Spoken):
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


class Case(Spoken):
    """A story of invented people, and what to think about it."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    story = Prose(
        label=_("Story"), features=SHORT_FEATURES, help_text=_("Invented people in a real place. 60 to 120 words.")
    )
    questions = blocks.ListBlock(
        blocks.CharBlock(label=_("Question"), max_length=300), label=_("Questions"), min_num=1, max_num=5
    )

    class Meta:
        label = _("Case to think about")
        icon = "openquote"
        template = "content/blocks/case.html"


class Step(blocks.StructBlock):
    name = blocks.CharBlock(label=_("What to do, in few words"), max_length=100)
    text = blocks.TextBlock(label=_("Explanation"), max_length=500, required=False, rows=2)

    class Meta:
        label = _("Step")


class Steps(Spoken):
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    steps = blocks.ListBlock(Step(), label=_("Steps"), min_num=2, max_num=12)

    class Meta:
        label = _("Steps in order")
        icon = "list-ol"
        template = "content/blocks/steps.html"


class Fold(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    text = Prose(label=_("Text"), features=SHORT_FEATURES)

    class Meta:
        label = _("Part")


class Accordion(Spoken):
    """More to know, folded away until somebody wants it."""

    parts = blocks.ListBlock(Fold(), label=_("Parts"), min_num=1, max_num=10)

    class Meta:
        label = _("More to know, folded")
        icon = "collapse-down"
        template = "content/blocks/accordion.html"


class Cell(blocks.CharBlock):
    class Meta:
        icon = "pilcrow"


class Table(TypedTableBlock):
    """A small table of words; on a phone each row becomes a card, so its first column names the row."""

    words = Cell(label=_("Words"), max_length=200, required=False)

    class Meta:
        label = _("Table")
        icon = "table"
        template = "content/blocks/table.html"

    def get_context(self, value: TypedTable, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        headings = [column["heading"] for column in value.columns]
        return {**context, "rows": [list(zip(headings, row["values"], strict=True)) for row in value.row_data]}

    def clean(self, value: TypedTable) -> TypedTable:
        faults = self._faults(value) if not self.is_deferred_validation else []
        if any(len(column["heading"]) > MAX_HEADING for column in value.columns) or len(value.caption) > MAX_CAPTION:
            faults.append(_("A heading is too long. Write a few words; the rest belongs into the text."))
        if faults:
            raise TypedTableBlockValidationError(non_block_errors=[ValidationError(words) for words in faults])
        return super().clean(value)

    def _faults(self, value: TypedTable) -> list[Any]:
        faults = []
        if not value.caption.strip():
            faults.append(_("Give the table a caption. It says what the table is about, also to those who hear it."))
        if not 2 <= len(value.columns) <= MAX_COLUMNS:
            faults.append(_("A table has two to six columns. More does not fit on a telephone."))
        if not 1 <= len(value.row_data) <= MAX_ROWS:
            faults.append(_("A table has one to thirty rows. Divide a longer one."))
        if not all(column["heading"].strip() for column in value.columns):
            faults.append(_("Each column needs a heading."))
        if not all((row["values"] or [""])[0] for row in value.row_data):
            faults.append(_("The first cell of a row says what the row is about. Fill it in."))
        return faults


def link_kind(address: str) -> str:
    """``web``, ``mail`` or ``phone``; empty for an address that no link may have."""
    for kind, pattern in (("web", WEB), ("mail", MAIL), ("phone", PHONE)):
        if pattern.fullmatch(address):
            return kind
    return ""


class LinkValue(blocks.StructValue):
    @property
    def where(self) -> str:
        """What the link leads to, in short: the site, the address, the number."""
        address = self["address"].removeprefix("https://").removeprefix("mailto:").removeprefix("tel:")
        return str(address).split("/", 1)[0]


class Link(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Words of the link"), max_length=150)
    address = blocks.CharBlock(
        label=_("Address"), max_length=500, help_text=_("Such as https://kemensos.go.id, mailto:… or tel:…")
    )

    class Meta:
        label = _("Link")
        value_class = LinkValue

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        value["address"] = value["address"].strip()
        if value["address"] and not link_kind(value["address"]):
            words = _("Links begin with https://, mailto: or tel: and are complete. Copy the address once more.")
            raise StructBlockValidationError(block_errors={"address": ValidationError(words)})
        return value


class LinkList(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    links = blocks.ListBlock(Link(), label=_("Links"), min_num=1, max_num=12)

    class Meta:
        label = _("Links")
        icon = "link"
        template = "content/blocks/links.html"
