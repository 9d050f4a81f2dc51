"""What a reader does: check herself, tick off, think, talk, fill in a sheet."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from content.blocks.text import SHORT_FEATURES, Prose, Spoken
from content.rules import roomiest_line_mm


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


class Checklist(Spoken):
    """What to tick off. The ticks are for the reader alone: they are neither sent nor kept."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    items = blocks.ListBlock(blocks.CharBlock(label=_("Item"), max_length=200), label=_("Items"), min_num=2, max_num=15)

    class Meta:
        label = _("Checklist")
        icon = "tasks"
        template = "content/blocks/checklist.html"


class Reflection(Spoken):
    """A question to think about alone. Nobody asks for the answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    help = blocks.TextBlock(label=_("A line of help"), max_length=500, required=False, rows=2)

    class Meta:
        label = _("Question to reflect on")
        icon = "glasses"
        template = "content/blocks/reflection.html"


class GroupTalk(Spoken):
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=5, max_value=180, default=15)
    text = Prose(
        label=_("What to talk about"),
        features=SHORT_FEATURES,
        help_text=_("Who sits together, what they talk about, and what they bring back."),
    )

    class Meta:
        label = _("Talk in the group")
        icon = "group"
        template = "content/blocks/group_talk.html"


class PromptValue(blocks.StructValue):
    @property
    def empty_lines(self) -> range:
        return range(self["lines"] or 0)


class Prompt(blocks.StructBlock):
    text = blocks.CharBlock(label=_("What to write"), max_length=200)
    lines = blocks.IntegerBlock(label=_("Empty lines"), min_value=1, max_value=12, default=2)

    class Meta:
        label = _("To write")
        icon = "edit"
        value_class = PromptValue


class SheetTableValue(blocks.StructValue):
    @property
    def empty_rows(self) -> range:
        return range(self["rows"] or 0)


class SheetTable(blocks.StructBlock):
    columns = blocks.ListBlock(
        blocks.CharBlock(label=_("Column heading"), max_length=40), label=_("Columns"), min_num=2, max_num=6
    )
    rows = blocks.IntegerBlock(label=_("Empty rows"), min_value=1, max_value=20, default=5)

    class Meta:
        label = _("Table to fill in")
        icon = "table"
        value_class = SheetTableValue


class SheetItems(blocks.StreamBlock):
    prompt = Prompt()
    table = SheetTable()

    class Meta:
        min_num = 1
        max_num = 12
        block_counts = {"table": {"max_num": 1}}


class WorksheetValue(blocks.StructValue):
    @property
    def line_mm(self) -> int | None:
        """How high its lines are drawn; None when they do not fit on a page."""
        items = list(self["items"])
        prompts = [
            (len(item.value["text"] or ""), item.value["lines"] or 0) for item in items if item.block_type == "prompt"
        ]
        words = [(2 * len(self["title"] or ""), 0), (len(self["instruction"] or ""), 0)]
        return roomiest_line_mm(
            [*words, *prompts],
            [item.value["rows"] or 0 for item in items if item.block_type == "table"],
        )


class Worksheet(blocks.StructBlock):
    """A sheet to print and fill in by hand: one page of A4, no more."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    instruction = blocks.TextBlock(label=_("Instruction"), max_length=500, rows=2)
    items = SheetItems(label=_("To fill in"))

    class Meta:
        label = _("Worksheet to print")
        icon = "clipboard-list"
        template = "content/blocks/worksheet.html"
        value_class = WorksheetValue

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and value.line_mm is None:
            words = _("This does not fit on one page of A4. Take out some lines, or make a second worksheet.")
            raise StructBlockValidationError(block_errors={}, non_block_errors=[ValidationError(words)])
        return value
