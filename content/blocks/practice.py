"""What a reader does: check herself."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError


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
