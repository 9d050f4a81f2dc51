"""How far the small versions of a recording are, for Wagtail's own page of it."""

from typing import Any

from django import template
from wagtailmedia.models import Media

register = template.Library()


@register.inclusion_tag("authoring/media_state.html")
def media_state(*, recording: Media) -> dict[str, Any]:
    return {"rows": recording.variants.order_by("kind")}
