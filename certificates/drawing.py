"""From facts to the bytes of a PDF: a pure function. The same facts always give the same bytes.

The file is PDF/A-2a (archival) and PDF/UA-1 (readable aloud) in one. Source: docs/adr/0004-pdf-engine.md.
"""

import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

import segno
import typst

from certificates.codes import grouped
from certificates.facts import LATER_SHARES, CertificateFacts, ModuleLine
from certificates.wording import day, joined, period

ROOM = Path(__file__).parent
DESIGN = ROOM / "designs" / "bimtek.typ"
FONTS = ROOM / "fonts"
STANDARDS: Any = ["a-2a", "ua-1"]

_drawing = Lock()  # the compiler object serves one thread at a time


@cache
def _compiler() -> typst.Compiler:
    """One per process: it keeps fonts and the parsed design. Fonts of the machine are ignored."""
    return typst.Compiler(DESIGN, root=DESIGN.parent, font_paths=[FONTS], ignore_system_fonts=True)


def draw(facts: CertificateFacts, *, number: str, code: str, verify_url: str, issued_on: date) -> bytes:
    """Front and back on A4 landscape. ``verify_url`` is the whole address that stands in the QR code."""
    words = json.dumps(words_of(facts, number=number, code=code, verify_url=verify_url, issued_on=issued_on))
    issued_at = datetime(issued_on.year, issued_on.month, issued_on.day, tzinfo=UTC)
    with _drawing:
        pdf = _compiler().compile(
            format="pdf", sys_inputs={"data": words}, pdf_standards=STANDARDS, timestamp=int(issued_at.timestamp())
        )
    return cast(bytes, pdf)


def words_of(facts: CertificateFacts, *, number: str, code: str, verify_url: str, issued_on: date) -> dict[str, Any]:
    """All that the design sets, as text: it computes nothing and reads nothing as markup."""
    return {
        "document_title": f"Sertifikat {number}",
        "number": number,
        "code": grouped(code),
        "verify_url": verify_url,
        "verify_site": verify_url.rsplit("://", maxsplit=1)[-1].removesuffix("/").removesuffix(code).removesuffix("/"),
        "qr_svg": qr_svg(verify_url),
        "issued_on": day(issued_on),
        "issued_year": issued_on.year,
        "issued_month": issued_on.month,
        "issued_day": issued_on.day,
        "holder_name": facts.holder_name,
        "standing": joined(facts.position, facts.institution_name, by=", "),
        "region_line": joined(
            facts.regency_name, facts.institution_number and f"Nomor lembaga {facts.institution_number}", by="  ·  "
        ),
        "title": facts.title,
        "course_line": joined(f"Kursus {facts.course_title}", f"Sertifikat nomor {number}", by="  ·  "),
        "place": joined(facts.venue, facts.city, by=", "),
        "period": period(facts.starts_on, facts.ends_on),
        "total_jp": facts.total_jp,
        **table_of(facts.modules),
        "office_name": facts.office_name,
        "office_address": facts.office_address,
        "signed_city": facts.signed_city,
        "signatory_title": facts.signatory_title,
        "signatory_name": facts.signatory_name,
        "signatory_nip": facts.signatory_nip,
    }


# Columns of the table on the back; the later two stand there only when a module has such hours.
COLUMNS = {
    "theory_jp": "Teori (JP)",
    "practice_jp": "Praktik (JP)",
    "field_jp": "Lapangan (JP)",
    "online_jp": "Mandiri (JP)",
}


def table_of(modules: Sequence[ModuleLine]) -> dict[str, Any]:
    """The table on the back: its columns of hours with their sums, and a row for each module."""
    sums = {share: sum(getattr(line, share) for line in modules) for share in COLUMNS}
    shown = [share for share in COLUMNS if sums[share] or share not in LATER_SHARES]
    return {
        "columns": [COLUMNS[share] for share in shown],
        "sums": [sums[share] for share in shown],
        "modules": [
            {"no": line.no, "title": line.title, "hours": [getattr(line, share) for share in shown], "jp": line.jp}
            for line in modules
        ],
    }


def qr_svg(address: str) -> str:
    """Error correction M or, where it costs no space, better; the quiet zone belongs to the picture."""
    svg = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        svg, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, nl=False
    )
    return svg.getvalue().decode()
