"""How authors write the forms: a line for each thing asked, in the order of the paper."""

import re
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError

from content.course_forms.enums import AnswerKind
from content.course_forms.lines import MAX_LETTERS, MAX_LINES

KEY = re.compile(r"[a-z0-9_-]{1,36}")


class Words(blocks.CharBlock):
    """One line of words, whatever was pasted into it."""

    def clean(self, value: Any) -> Any:
        return " ".join(super().clean(value).split())


class FormLines(blocks.StreamBlock):
    """The lines of a form. The id of a line is its key: it stays when the words change and is never two lines' own."""

    class Meta:
        max_num = MAX_LINES

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        keys, said, errors = set[str](), set[str](), {}
        for number, line in enumerate(value):
            if not KEY.fullmatch(line.id or "") or line.id in keys:
                line.id = str(uuid4())
            keys.add(line.id)
            words = self.words_of(line.value).casefold()
            if words in said:
                errors[number] = ValidationError(_("These words stand in this form twice."))
            said.add(words)
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return value

    def words_of(self, value: Any) -> str:
        raise NotImplementedError


class EvaluationLines(FormLines):
    scale = Words(label=_("1 to 5"), icon="list-ol", max_length=MAX_LETTERS)
    text = Words(label=AnswerKind.TEXT.label, icon="edit", max_length=MAX_LETTERS)

    def words_of(self, value: str) -> str:
        return value


class Asked(blocks.StructBlock):
    label = Words(label=_("What is asked"), max_length=MAX_LETTERS)
    help = Words(label=_("A line of help"), max_length=MAX_LETTERS, required=False)

    class Meta:
        label_format = "{label}"


class AskedToChoose(blocks.StructBlock):
    label = Words(label=_("What is asked"), max_length=MAX_LETTERS)
    help = Words(label=_("A line of help"), max_length=MAX_LETTERS, required=False)
    options = blocks.ListBlock(Words(label=_("Choice"), max_length=60), label=_("Choices"), min_num=2, max_num=10)

    class Meta:
        label_format = "{label}"


class RtlLines(FormLines):
    text = Asked(label=AnswerKind.TEXT.label, icon="edit")
    date = Asked(label=AnswerKind.DATE.label, icon="date")
    number = Asked(label=AnswerKind.NUMBER.label, icon="order")
    choice = AskedToChoose(label=AnswerKind.CHOICE.label, icon="list-ul")
    ppks = Asked(label=_("Kind of PPKS"), icon="group")

    class Meta:
        collapsed = True

    def words_of(self, value: Any) -> str:
        return value["label"]
