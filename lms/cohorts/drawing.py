"""From words to the bytes of a PDF, PDF/A-2a and PDF/UA-1 in one. Source: docs/adr/0004-pdf-engine.md."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import cast

import typst

from certificates.drawing import FONTS, STANDARDS

DESIGN = Path(__file__).parent / "designs" / "kak.typ"

_drawing = Lock()  # the compiler object serves one thread at a time


@cache
def _compiler() -> typst.Compiler:
    """One per process: it keeps fonts and the parsed design. Fonts of the machine are ignored."""
    return typst.Compiler(DESIGN, root=DESIGN.parent, font_paths=[FONTS], ignore_system_fonts=True)


def draw(words: str, on: date) -> bytes:
    """``words`` is JSON: the design computes nothing and reads nothing as markup."""
    drawn_at = int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp())
    with _drawing:
        pdf = _compiler().compile(format="pdf", sys_inputs={"data": words}, pdf_standards=STANDARDS, timestamp=drawn_at)
    return cast(bytes, pdf)
