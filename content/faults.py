"""What the blocks of a lesson say against a value, as sentences."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError


def sentences_of(error: ValidationError) -> list[str]:
    """Every sentence of a nested fault once, in order. Wagtail nests them by block, row and cell."""
    nested = getattr(error, "as_json_data", None)
    return list(dict.fromkeys(_leaves(nested()))) if nested else list(error.messages)


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value)
    elif isinstance(data, str):
        yield data
