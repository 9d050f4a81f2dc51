"""From words to the bytes of a PDF (PDF/A-2a and PDF/UA-1 in one). Source: docs/adr/0004-pdf-engine.md."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

import typst

from certificates.drawing import FONTS, STANDARDS

DESIGNS = Path(__file__).parent / "designs"

_drawing = Lock()  # a compiler object serves one thread at a time


@cache
def _compiler(design: str) -> typst.Compiler:
    """One per process and design: it keeps fonts and the parsed design. Fonts of the machine are ignored."""
    return typst.Compiler(DESIGNS / f"{design}.typ", root=DESIGNS, font_paths=[FONTS], ignore_system_fonts=True)


def draw(design: str, papers: Sequence[dict[str, Any]], *, title: str, author: str, on: date) -> bytes:
    """All papers, one after the other, in one file. The same words always give the same bytes."""
    data = {
        "document_title": title, "author": author,
        "year": on.year, "month": on.month, "day": on.day,
        "papers": list(papers),
    }  # fmt: skip
    moment = datetime(on.year, on.month, on.day, tzinfo=UTC)
    with _drawing:
        pdf = _compiler(design).compile(
            format="pdf",
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=STANDARDS,
            timestamp=int(moment.timestamp()),
        )
    return cast(bytes, pdf)
