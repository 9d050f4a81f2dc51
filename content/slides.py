"""Pages of a PDF as pictures, drawn by poppler in a confined process; nobody's telephone loads a whole PDF to look."""

import re
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from PIL import Image

from content.confinement import MISSING, Limits, is_installed, run_confined
from lms.refusal import Refusal, refuse

MAX_PAGES = 100
PAGE_PIXELS = 1200  # the longer side
# A page that needs more is a bomb or a drawing for a plotter.
LOOK_LIMITS = Limits(memory_mib=192, cpu_seconds=10, wall_seconds=15)
PAGE_LIMITS = Limits(memory_mib=192, cpu_seconds=15, wall_seconds=20, file_mib=12)
PAGE_COUNT = re.compile(r"^Pages:\s+(\d+)", re.MULTILINE)
LOCKED = "Incorrect password"

WORDS = {
    "pdf_unreadable": _(
        "This PDF is damaged and cannot be read. Open it on a computer, save it as PDF once more and upload that."
    ),
    "pdf_locked": _("This PDF is locked with a password. Save it without a password and upload that."),
    "pdf_too_many_pages": _("This PDF has %(pages)s pages; at most %(limit)s are allowed. Keep the ones you need."),
    "pdf_overrun": _(
        "The pages of this PDF take too much time or memory to draw. "
        "Save it as PDF once more with smaller pictures, and upload that."
    ),
    "pdf_no_tool": _(
        "This server cannot draw the pages of a PDF yet: the programs of poppler-utils are missing. "
        "Readers can download the PDF. Please tell whoever runs the platform."
    ),
}


def refusal(code: str, **values: object) -> Refusal:
    return refuse(code, WORDS[code], **values)


def can_draw() -> bool:
    return is_installed("pdfinfo") and is_installed("pdftoppm")


def count_pages(source: Path) -> int:
    """Raises Refusal for a PDF that is damaged, locked or too long."""
    outcome = run_confined(["pdfinfo", str(source)], limits=LOOK_LIMITS, folder=source.parent)
    if outcome.code == MISSING:
        raise refusal("pdf_no_tool")
    if LOCKED in outcome.output:
        raise refusal("pdf_locked")
    if outcome.is_overrun:
        raise refusal("pdf_overrun")
    counted = PAGE_COUNT.search(outcome.output)
    if not outcome.is_good or counted is None or counted[1] == "0":
        raise refusal("pdf_unreadable")
    pages = int(counted[1])
    if pages > MAX_PAGES:
        raise refusal("pdf_too_many_pages", pages=pages, limit=MAX_PAGES)
    return pages


def draw_pages(source: Path, folder: Path, *, pages: int, report: Callable[[int], None]) -> list[Path]:
    """A WebP picture of each page in ``folder``, in order. ``report`` hears whole percents. Raises Refusal."""
    drawn = []
    for number in range(1, pages + 1):
        drawn.append(draw_page(source, folder, number=number))
        report(min(99, number * 100 // pages))
    return drawn


def draw_page(source: Path, folder: Path, *, number: int) -> Path:
    stem = folder / f"page-{number}"
    outcome = run_confined(
        [
            *("pdftoppm", "-png", "-singlefile", "-f", str(number), "-l", str(number)),
            *("-scale-to", str(PAGE_PIXELS), str(source), str(stem)),
        ],
        limits=PAGE_LIMITS,
        folder=folder,
    )
    picture = stem.with_suffix(".png")
    if outcome.is_overrun or "Out of memory" in outcome.output or "bad_alloc" in outcome.output:
        raise refusal("pdf_overrun")
    if not outcome.is_good or not picture.exists():
        raise refusal("pdf_unreadable")
    small = stem.with_suffix(".webp")
    with Image.open(picture) as page:  # ours: poppler drew it, at most PAGE_PIXELS wide
        page.convert("RGB").save(small, "WEBP", quality=70)
    picture.unlink()
    return small
