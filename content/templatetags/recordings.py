"""The audio twin of a block: the same words, to be heard."""

from typing import Any

from django import template
from wagtailmedia.models import Media

from content.blocks.media import to_hear

register = template.Library()


@register.inclusion_tag("content/blocks/twin.html")
def twin(*, recording: Any, name: Any = "") -> dict[str, Any]:
    """A player with its price; nothing when the block has no twin. ``name`` says what is heard."""
    return {"played": to_hear(recording) if recording else None, "name": name}


@register.inclusion_tag("content/listen.html")
def listen_to_all(*, body: Any) -> dict[str, Any]:
    """One button that plays the twins of a lesson one after the other, with what they weigh together.

    Nothing without twins; hidden without its script, since each part has a player of its own.
    """
    heard = [to_hear(twin) for block in body if (twin := twin_of(block))]
    known = [each.size_bytes for each in heard if each.size_bytes is not None]
    return {"parts": len(known), "size_bytes": sum(known)}


def twin_of(block: Any) -> Media | None:
    return block.value.get("audio") if isinstance(block.value, dict) else None
