"""Surfaces that set a thought apart from the running text."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.text import SHORT_FEATURES, Prose


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
