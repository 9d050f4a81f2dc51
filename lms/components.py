"""Components of the interface: one function here, one template of the same name in ``templates/components``.

Every function takes keyword arguments only; the signature lists, requires and checks what the template gets.
"""

import uuid
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django import template
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField, RadioSelect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString

register = template.Library()

KINDS = ("primary", "secondary", "danger")
TONES = ("neutral", "ok", "warn", "danger", "info")
TONE_ICONS = {"neutral": "info", "ok": "check", "warn": "warning", "danger": "warning", "info": "info"}
MESSAGE_TONES = {constants.SUCCESS: "ok", constants.WARNING: "warn", constants.ERROR: "danger"}
ICONS = (
    *("home", "people", "person", "building", "book", "calendar", "check", "clock", "certificate", "qr", "download"),
    *("warning", "info", "back", "next", "search", "play", "chart", "pen", "send", "lock", "globe", "menu", "out"),
    "mail",
)  # the symbols of static/icons.svg


def _one_of(value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
    return value


def _drawn(icon: str) -> str:
    return _one_of(icon, ICONS) if icon else ""


def component(template_name: str):
    """Register the function under its own name with ``templates/components/<template_name>.html``."""
    return register.inclusion_tag(f"components/{template_name}.html")


@component("page_title")
def page_title(*, title: Any, lead: Any = "", back_url: str = "", back_label: Any = "") -> dict[str, Any]:
    """The one ``h1`` of a page, a sentence under it, and the way back above it."""
    return {"title": title, "lead": lead, "back_url": back_url, "back_label": back_label}


@component("button")
def button(*, label: Any, kind: str = "primary", name: str = "", value: Any = "", icon: str = "") -> dict[str, Any]:
    """A submit button that says what happens."""
    return {"label": label, "kind": _one_of(kind, KINDS), "name": name, "value": value, "icon": _drawn(icon)}


@component("link_button")
def link_button(*, label: Any, url: str, kind: str = "primary", icon: str = "") -> dict[str, Any]:
    """A link that looks like a button, for the main way on."""
    return {"label": label, "url": url, "kind": _one_of(kind, KINDS), "icon": _drawn(icon)}


@component("field")
def field(*, bound: BoundField) -> dict[str, Any]:
    """Label, hint, error and control of one form field, tied together for screen readers."""
    sets = isinstance(bound.field.widget, RadioSelect)
    return {"bound": bound, "choices": bound.subwidgets if sets else ()}


@component("error_summary")
def error_summary(*, form: BaseForm) -> dict[str, Any]:
    """All errors of a form on top, each linking to its field. Empty when there is none."""
    rows: list[tuple[Any, Any, Any]] = [("", "", message) for message in form.non_field_errors()]
    for bound in form:
        anchor = "" if bound.is_hidden else bound.id_for_label or f"{bound.auto_id}_0"
        rows += [(anchor, bound.label, message) for message in bound.errors]
    return {"rows": rows}


@component("reasons")
def reasons(*, items: Iterable[Any], title: Any = "") -> dict[str, Any]:
    """Why something is not allowed or not reached, as a list of sentences."""
    return {"items": list(items), "title": title}


@component("status_tag")
def status_tag(*, label: Any, tone: str = "neutral") -> dict[str, Any]:
    """A state in a word, never by colour alone."""
    return {"label": label, "tone": _one_of(tone, TONES)}


@component("notice")
def notice(*, text: Any, tone: str = "info") -> dict[str, Any]:
    """A sentence that must be seen; its picture repeats what the colour says."""
    return {"text": text, "tone": _one_of(tone, TONES), "icon": TONE_ICONS[tone]}


@component("notice")
def message_notice(*, message: Message) -> dict[str, Any]:
    """One of Django's messages as a notice."""
    return notice(text=message.message, tone=MESSAGE_TONES.get(message.level, "info"))


@component("figure")
def figure(*, value: Any, label: Any, url: str = "") -> dict[str, Any]:
    """One number with its words; with ``url`` it clicks down to the list behind it."""
    return {"value": value, "label": label, "url": url}


@component("progress")
def progress(*, value: int, total: int, label: Any) -> dict[str, Any]:
    """How far: ``value`` of ``total`` in a bar and in words."""
    return {"value": value, "total": total, "label": label, "bar_value": str(value), "bar_max": str(max(total, 1))}


@component("empty")
def empty(*, title: Any, text: Any, url: str = "", action: Any = "") -> dict[str, Any]:
    """What will stand here, and how to begin."""
    return {"title": title, "text": text, "url": url, "action": action}


@component("summary_list")
def summary_list(*, rows: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Terms and values, one under the other on a phone."""
    return {"rows": list(rows)}


@component("icon")
def icon(*, name: str) -> dict[str, Any]:
    """A picture from the sprite, always beside text."""
    return {"name": _one_of(name, ICONS), "sprite": sprite()}


@cache
def sprite() -> str:
    """Looked up once: a page shows a dozen icons, and the address of a static file is dear to find."""
    return static("icons.svg")


@component("pager")
def pager(*, page: Any, query: str = "") -> dict[str, Any]:
    """Previous and next of a ``django.core.paginator.Page``; ``query`` keeps the filters (``a=1&b=2``)."""
    return {"page": page, "query": query}


@component("once_key")
def once_key() -> dict[str, Any]:
    """The hidden one-time key of a form that creates something; see ``lms.journal.once``."""
    return {"key": uuid.uuid4()}


@register.simple_block_tag
def card(content: SafeString, *, title: Any = "", tone: str = "neutral") -> str:
    """A surface with a heading of the second level."""
    return render_to_string("components/card.html", {"content": content, "title": title, "tone": _one_of(tone, TONES)})


@register.simple_block_tag
def table_box(content: SafeString, *, caption: Any) -> str:
    """A ``table`` (its rows are the content) that scrolls inside its own box; ``caption`` names it."""
    name = f"table-{uuid.uuid4().hex[:8]}"
    return render_to_string("components/table_box.html", {"content": content, "caption": caption, "id": name})
