"""The papers themselves: every design with the longest names, read back as a person or a screen reader would."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docxtpl import DocxTemplate
from pypdf import PdfReader

from certificates.drawing import qr_svg
from lms.letters.drawing import draw
from lms.letters.enums import LetterKind
from lms.letters.facts import LetterFacts, Letterhead, Occasion, Part, PersonLine, Terms
from lms.letters.office_file import TEMPLATE, write_docx
from lms.letters.printing import drawable
from lms.letters.wording import KEYS, NO_NUMBER, in_words, words_of

ON = date(2026, 7, 1)
LONG = "Raden Ajeng Ma’rifatul Khoirunnisa Wulandari Putri Hadiningr"  # 60 letters
HEAD = Letterhead(
    "Pemerintah Provinsi Kalimantan Tengah",
    "Dinas Sosial Provinsi Kalimantan Tengah",
    "Jalan Contoh Nomor 1, Palangka Raya",
    "Palangka Raya",
    "Kepala Dinas Sosial",
    "Drs. Contoh Pejabat, M.Si.",
    "197001011995031001",
)
OCCASION = Occasion(
    "Bimtek LKS", "Aula", "Palangka Raya", date(2026, 7, 22), date(2026, 7, 24), date(2026, 7, 10), "08.15 WIB", 24
)
PERSON = PersonLine(LONG, "Bendahara", "LKS " + "Kasih Bunda " * 11, "Kabupaten Kotawaringin Barat")
FACTS = {
    LetterKind.INVITATION: LetterFacts(
        HEAD, OCCASION, Terms("Segera", "Ibu Contoh", ("Gubernur",)), "Kepala " + LONG, "Kuala Kapuas", seats=12
    ),
    LetterKind.ASSIGNMENT: LetterFacts(HEAD, OCCASION, Terms(), people=(PERSON,)),
    LetterKind.CONFIRMATION: LetterFacts(HEAD, OCCASION, Terms(), people=(PERSON,) * 60),
    LetterKind.STATEMENT: LetterFacts(HEAD, OCCASION, Terms(), people=(PERSON,), part=Part(3, 200)),
}


def words(kind, facts=None, number="001/UND/DINSOS/VII/2026"):
    return words_of(kind, facts or FACTS[kind], number=number, issued_on=ON)


def drawn(design, papers):
    return draw(design, papers, title="Contoh", author="Dinas Sosial", on=ON)


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_says_its_words_and_the_same_bytes_each_time(kind):
    pdf = drawn("letter", [words(kind)])

    text = text_of(pdf)
    assert "001/UND/DINSOS/VII/2026" in text
    assert "PEMERINTAH PROVINSI KALIMANTAN TENGAH" in text
    assert "NIP 197001011995031001" in text
    assert LONG.split(maxsplit=1)[0] in text
    assert pdf == drawn("letter", [words(kind)])


def test_only_signs_without_a_letter_change_on_the_way_to_the_paper():
    number = "400.9/123/BIMTEK-LKS-PEMBERDAYAAN/DINSOS-KALTENG/VII/2026"
    paper = {**words(LetterKind.INVITATION, number=number), "qr_svg": f"<svg>{'a' * 999}</svg>"}

    assert drawable(paper) == paper
    assert drawable({"name": "Ani \U0001f600", "people": [{"no": "1"}], "year": 2026}) == {
        "name": "Ani ?", "people": [{"no": "1"}], "year": 2026,
    }  # fmt: skip


@pytest.mark.parametrize("kind", LetterKind)
def test_designs_and_template_ask_for_the_fixed_list_of_words_alone(kind):
    assert set(words(kind)) == KEYS
    assert DocxTemplate(TEMPLATE).get_undeclared_template_variables() <= KEYS


@pytest.mark.parametrize(("kind", "pages"), [("invitation", 1), ("assignment", 1), ("confirmation", 7)])
def test_a_letter_fits_its_pages(kind, pages):
    pdf = drawn("letter", [words(LetterKind(kind))] * 2)

    assert len(PdfReader(BytesIO(pdf)).pages) <= 2 * pages


def test_a_letter_whose_number_follows_leaves_room_for_it():
    assert words(LetterKind.INVITATION, number="")["number"] == NO_NUMBER


def test_a_letter_names_the_one_it_replaces():
    facts = replace(FACTS[LetterKind.ASSIGNMENT], replaces="nomor 001 tanggal 1 Juli 2026")

    assert "menggantikan surat nomor 001 tanggal 1 Juli 2026" in text_of(
        drawn("letter", [words(LetterKind.ASSIGNMENT, facts)])
    )


@pytest.mark.parametrize(
    "name", ["#panic()", "*tebal* _miring_ $x$", "<b>&amp;</b>", "{{ 7 * 7 }}", "\\", '"', "ḌḥṢ é"]
)
def test_words_are_set_as_they_are_and_never_read_as_markup(name):
    facts = replace(FACTS[LetterKind.ASSIGNMENT], people=(replace(PERSON, name=name),))

    assert name in text_of(drawn("letter", [words(LetterKind.ASSIGNMENT, facts)]))
    texts = [each.text for each in Document(BytesIO(write_docx(words(LetterKind.ASSIGNMENT, facts)))).paragraphs]
    assert any(name in text for text in texts)


@pytest.mark.parametrize("kind", LetterKind)
def test_the_docx_holds_no_placeholder_when_it_is_written(kind):
    document = Document(BytesIO(write_docx(words(kind))))

    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert not [text for text in texts if "{{" in text or "{%" in text]
    assert any("001/UND/DINSOS/VII/2026" in text for text in texts)


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\ud83d", "\udc00", "\ufffe", "\uffff", "\u202e", "𝒳"]
)
def test_no_sign_in_a_name_breaks_the_docx(sign):
    facts = replace(FACTS[LetterKind.ASSIGNMENT], people=(replace(PERSON, name=f"Ani{sign}Lestari"),))

    document = Document(BytesIO(write_docx(words(LetterKind.ASSIGNMENT, facts))))

    assert any("Ani" in each.text and "Lestari" in each.text for each in document.paragraphs)


def test_the_letter_of_an_institution_has_no_government_above_it():
    facts = replace(FACTS[LetterKind.ASSIGNMENT], head=replace(HEAD, government="", office_name="LKS Harapan"))
    said = words(LetterKind.ASSIGNMENT, facts)

    first = next(each.text for each in Document(BytesIO(write_docx(said))).paragraphs if each.text.strip())

    assert first == "LKS HARAPAN"
    assert text_of(drawn("letter", [said])).startswith("LKS HARAPAN")


@pytest.mark.parametrize(("design", "pages"), [("badges", 2), ("desk_names", 11), ("biodata", 11)])
def test_papers_for_the_day_of_arrival_hold_long_names(design, pages):
    paper = {
        "title": "Bimbingan Teknis Lembaga Kesejahteraan Sosial Angkatan I",
        "period": "22 s.d. 24 Juli 2026",
        "name": LONG,
        "institution": PERSON.institution_name,
        "region": PERSON.region_name,
        "role": "Peserta",
        "qr_svg": qr_svg("a" * 32),
        "city": "Palangka Raya",
        "head": words(LetterKind.INVITATION)["head"],
        "rows": [["Nama lengkap dengan gelar", LONG], ["NIK", ""]],
    }

    pdf = drawn(design, [paper] * 11)

    assert len(PdfReader(BytesIO(pdf)).pages) == pages
    assert "Khoirunnisa" in text_of(pdf)


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "satu"), (12, "dua belas"), (20, "dua puluh"), (21, "dua puluh satu"), (90, "sembilan puluh")],
)
def test_numbers_are_spelled(number, said):
    assert in_words(number) == said
