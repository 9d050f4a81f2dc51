"""The retention policy as the program reads it. Source: UU 27/2022, UU 43/2009; docs/data-retention.toml."""

import tomllib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.db import models

FILE = settings.BASE_DIR / "docs" / "data-retention.toml"
CLASSES = ("S0", "S1", "S2", "S3")
# What may hold words about somebody; numbers, moments and keys point to rows that are listed themselves.
WORDS = (models.CharField, models.TextField, models.JSONField, models.FileField)


def policy() -> dict[str, dict[str, dict[str, Any]]]:
    """By app and model: purpose, basis, term, and the class of each field."""
    with FILE.open("rb") as file:
        return tomllib.load(file)


def our_models() -> Iterator[type[models.Model]]:
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in {"lms", "content", "certificates"}:
            yield from config.get_models()


def faults(listed: dict[str, dict[str, dict[str, Any]]]) -> Iterator[str]:
    for model in our_models():
        label, words = model._meta.label, {f.name for f in model._meta.local_fields if isinstance(f, WORDS)}
        entry = listed.get(model._meta.app_label, {}).get(model.__name__)
        if entry is None:
            if words:
                yield f"{label} is not listed."
            continue
        personal = entry.get("personal", {})
        named = {*personal, *entry.get("plain", [])}
        yield from (f"{label}.{name} is not listed." for name in sorted(words - named))
        yield from (f"{label}.{name} is listed but does not exist." for name in sorted(named - words))
        yield from (f"{label}.{name} has no class." for name, kind in personal.items() if kind not in CLASSES)
        yield from (f"{label} states no {part}." for part in ("purpose", "basis", "term") if not entry.get(part))


@register()
def every_field_is_listed(**options: Any) -> list[Error]:
    return [Error(f"docs/data-retention.toml: {fault}", id="pilar.E100") for fault in faults(policy())]
