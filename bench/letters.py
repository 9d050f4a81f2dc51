"""Assignment letters of 200 participants: one PDF with all, and one ZIP with a PDF for each."""

import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZipFile

from bench.province import Province
from lms.letters.enums import BundleForm, LetterKind
from lms.letters.facts import LetterFacts, Letterhead, Occasion, PersonLine, Terms
from lms.letters.models import Letter, NumberEntry
from lms.letters.printing import draw_all, zip_all

PEOPLE = 200
BOUND_SECONDS = 20
ON = date(2026, 7, 1)
HEAD = Letterhead(
    government="Pemerintah Provinsi Kalimantan Tengah",
    office_name="Dinas Sosial Provinsi Kalimantan Tengah",
    address="Jalan Contoh Nomor 1, Palangka Raya",
    city="Palangka Raya",
    signatory_title="Kepala Dinas Sosial Provinsi Kalimantan Tengah",
    signatory_name="Drs. Contoh Pejabat, M.Si.",
    signatory_nip="",
)
OCCASION = Occasion(
    title="Bimbingan Teknis Lembaga Kesejahteraan Sosial Angkatan I Tahun 2026",
    venue="Aula Dinas Sosial",
    city="Palangka Raya",
    starts_on=date(2026, 7, 22),
    ends_on=date(2026, 7, 24),
    nominate_until=date(2026, 7, 10),
    begins="08.15 WIB",
    jp=24,
)


def letters_of_200(province: Province, show: Callable[..., None]) -> None:
    """Drawn from frozen facts as the worker draws them, long names among them, and packed as they are sent."""
    letters = [letter_to(number) for number in range(1, PEOPLE + 1)]
    begin = time.perf_counter()
    draw_all(letters, title="Surat tugas", author=HEAD.office_name, on=ON)
    show("letters_200_pdf_seconds", time.perf_counter() - begin, "s", at_most=BOUND_SECONDS)
    begin = time.perf_counter()
    packed = zip_all(letters, BundleForm.ZIP)
    show("letters_200_zip_seconds", time.perf_counter() - begin, "s", at_most=BOUND_SECONDS)
    with ZipFile(BytesIO(packed)) as archive:
        assert len(archive.namelist()) == PEOPLE, "the measurement is void: a letter is missing"


def letter_to(number: int) -> Letter:
    """Not stored: what is measured is the drawing, and no letter of it may be ready before."""
    name = "Raden Ajeng Ma’rifatul Khoirunnisa Wulandari Putri" if number % 5 == 0 else "Warga Contoh"
    person = PersonLine(
        f"{name} {number}", "Ketua", "Lembaga Kesejahteraan Sosial Harapan Kasih Bunda", "Kabupaten Kapuas"
    )
    facts = LetterFacts(HEAD, OCCASION, Terms(), people=(person,))
    entry = NumberEntry(number=f"{number:03}/ST/DINSOS-KALTENG/VII/2026")
    return Letter(kind=LetterKind.ASSIGNMENT, facts=facts.to_data(), entry=entry, issued_on=ON)
