from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.refusal import Reason


class Severity(StrEnum):
    BLOCKS = "blocks"  # the page goes to nobody until this is mended
    ADVISES = "advises"


@dataclass(frozen=True)
class Finding:
    """Something about a page: a code, words for its author, and where in the editor she finds it.

    ``path`` is Wagtail's content path (``body.<block id>.alt_text``) or the name of a field; ``question`` the number
    of a question of the bank where the fault lies there instead.
    """

    reason: Reason
    severity: Severity
    path: str = ""
    question: int | None = None

    def __str__(self) -> str:
        return str(self.reason)

    @property
    def code(self) -> str:
        return self.reason.code

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCKS


@dataclass(frozen=True)
class Limits:
    """What a page may weigh and what a module should have. Values come from the settings."""

    page_bytes: int  # text and pictures: what a phone loads to read the lesson
    recording_bytes: int  # the light variants of all recordings together
    sentence_words: int
    module_questions: int


def blocks(code: str, message: Any, path: str = "", **values: object) -> Finding:
    return Finding(Reason(code, message, tuple(values.items())), Severity.BLOCKS, path)


def advises(code: str, message: Any, path: str = "", **values: object) -> Finding:
    return Finding(Reason(code, message, tuple(values.items())), Severity.ADVISES, path)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.blocks]
