import io
import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from certificates.codes import grouped
from certificates.drawing import draw, words_of
from certificates.facts import MAX_MODULES, TEXTS, ModuleLine, reasons_against
from tests.factories.certificates import FACTS

CODE = "7H3KQ9ZT2M5VXB8CD4PNRW6Y"
NUMBER = "001/BIMTEK-LKS/DINSOS-KALTENG/VII/2026"
URL = f"https://pilar.kalteng.go.id/verifikasi/{CODE}/"
A4_LANDSCAPE = (841.89, 595.28)


def drawn(facts=FACTS, *, number=NUMBER):
    assert reasons_against(facts) == ()
    return draw(facts, number=number, code=CODE, verify_url=URL, issued_on=date(2026, 7, 24))


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf):
    """Words of both pages, without the breaks that lines and kerning bring."""
    return [" ".join(page.extract_text().split()) for page in read(pdf).pages]


def test_front_and_back_are_a4_landscape():
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in read(drawn()).pages]

    assert sizes == [pytest.approx(A4_LANDSCAPE, abs=0.1)] * 2


def test_the_front_says_the_facts():
    front, _back = text_of(drawn())

    for words in (
        FACTS.office_name.upper(),
        FACTS.office_address,
        f"Nomor: {NUMBER}",
        "Siti Aminah",
        "Ketua, LKS Harapan Kapuas",
        "Kabupaten Kapuas · Nomor lembaga 62.03.001",
        FACTS.title,
        "di Aula Dinas Sosial, Palangka Raya pada tanggal 22 s.d. 24 Juli 2026",
        "6 jam pelajaran (JP)",
        "Palangka Raya, 24 Juli 2026",
        FACTS.signatory_title,
        FACTS.signatory_name,
        "NIP 19700101 199503 1 001",
        "pilar.kalteng.go.id/verifikasi",
        grouped(CODE),
        "bukan tanda tangan elektronik",
    ):
        assert words in front


def test_the_back_has_the_table_with_its_sums():
    _front, back = text_of(drawn())

    for words in (
        "No. Materi Teori (JP) Praktik (JP) Jumlah (JP)",
        "1 Kebijakan kesejahteraan sosial 2 1 3",
        "2 Manajemen kasus 1 2 3",
        "Jumlah jam pelajaran 3 3 6",
        NUMBER,
        FACTS.holder_name,
        grouped(CODE),
        "tanda tangan basah",
    ):
        assert words in back


def test_what_is_empty_leaves_no_trace():
    bare = replace(FACTS, position="", institution_number="", office_address="", signatory_nip="")

    front, _back = text_of(drawn(bare))

    assert [word for word in ("NIP", "Nomor lembaga", ", LKS Harapan", "·") if word in front] == []


def test_the_same_facts_give_the_same_bytes_and_others_give_others():
    assert drawn() == drawn()
    assert drawn() != drawn(replace(FACTS, holder_name="Siti AminaH"))


def test_many_threads_may_draw_at_once():
    found = []
    threads = [threading.Thread(target=lambda: found.append(drawn())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [drawn()] * 4


def test_the_metadata_name_the_document_and_the_office_and_no_person():
    pdf = drawn()
    reader = read(pdf)

    assert dict(reader.metadata) == {
        "/Title": f"Sertifikat {NUMBER}",
        "/Author": FACTS.office_name,
        "/Creator": reader.metadata["/Creator"],
        "/CreationDate": "D:20260724000000Z",
        "/ModDate": "D:20260724000000Z",
    }
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    for telling in (FACTS.holder_name, FACTS.institution_name, FACTS.signatory_name, CODE):
        assert telling not in xmp
    assert reader.attachments == {}


def test_the_file_is_archival_tagged_and_indonesian():
    reader = read(drawn())
    root = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()

    assert ("<pdfaid:part>2</pdfaid:part>" in xmp, "<pdfaid:conformance>A</pdfaid:conformance>" in xmp) == (True, True)
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("id-ID", True)


@pytest.mark.parametrize(
    "name",
    [
        "Raden Ajeng Ma’rifatul Khoirunnisa Wulandari Putri Hadiningr",  # 60 letters
        "W" * 29 + " " + "M" * 30,
        "I Gusti Ngurah Made Agung d'Arc",
        "M" * 40,
        "André Šimić-Ḥasan Ṭāhā",
        "Ny. Hj. St. Nur’aini, S.Sos., M.Si.",
        "A",
    ],
)
def test_any_name_is_printed_whole_on_two_pages(name):
    pages = text_of(drawn(replace(FACTS, holder_name=name)))

    assert (len(pages), name in pages[0], name in pages[1]) == (2, True, True)


@pytest.mark.parametrize(
    "naughty",
    [
        "#panic() *Siti* _Aminah_",
        '#read("/etc/passwd")',
        "$x^2$ <label> @ref",
        "// komentar /* dan */ `kode`",
        "= Judul - butir + satu",
        "\\u{41} \\# ~ -- ---",
        '"}, {"holder_name": "Lain"',
        "[kurung] {kurawal} (x) #(1+1)",
        "https://contoh.id ... ''kutip''",
    ],
)
def test_markup_in_a_fact_is_printed_as_it_stands(naughty):
    facts = replace(
        FACTS, holder_name=naughty, title=naughty, modules=(ModuleLine(1, naughty, 6, 0),), signatory_name=naughty
    )

    front, back = text_of(drawn(facts))

    assert (front.count(naughty), back.count(naughty)) == (3, 3)


def test_the_longest_facts_stand_on_two_pages_and_nothing_is_cut():
    word = "WAWANCARA "
    longest = {name: (word * 20)[:most].strip().ljust(most, "Z") for name, (_label, most, _empty) in TEXTS.items()}
    modules = tuple(ModuleLine(no, (word * 20)[:148] + f"{no:02}", 99, 99) for no in range(1, MAX_MODULES + 1))
    facts = replace(FACTS, **longest, modules=modules, total_jp=198 * MAX_MODULES)

    pages = text_of(drawn(facts, number="9" * 120))

    assert len(pages) == 2
    assert all(longest[name] in pages[0] for name in TEXTS if name != "course_title")
    assert all(line.title in pages[1] for line in modules)


def test_all_that_the_design_sets_is_text_or_a_whole_number():
    words = words_of(FACTS, number=NUMBER, code=CODE, verify_url=URL, issued_on=date(2026, 7, 24))
    rows = [value for line in words.pop("modules") for value in line.values()]
    lists = [words.pop(name) for name in ("columns", "sums")] + [value for value in rows if isinstance(value, list)]

    assert {type(value) for value in words.values()} == {str, int}
    assert {type(value) for value in rows} == {str, int, list}
    assert {type(value) for each in lists for value in each} == {str, int}


def test_the_qr_code_leads_to_the_page_that_verifies(tmp_path):
    if not shutil.which("zbarimg") or not shutil.which("pdftoppm"):
        pytest.skip("zbarimg and pdftoppm (Debian: zbar-tools, poppler-utils) read the code back; one is not installed")
    (tmp_path / "certificate.pdf").write_bytes(drawn())

    picture = ["pdftoppm", "-r", "100", "-f", "1", "-l", "1", "-singlefile", "-png", "certificate.pdf", "front"]
    subprocess.run(picture, cwd=tmp_path, check=True, capture_output=True)
    found = subprocess.run(
        ["zbarimg", "-q", "--raw", "front.png"], check=True, cwd=tmp_path, capture_output=True, text=True
    )

    assert found.stdout.strip() == URL


def test_field_work_and_hours_alone_online_have_their_columns_only_where_they_are_used():
    alone = (replace(FACTS.modules[0], online_jp=2), FACTS.modules[1])
    both = (alone[0], replace(FACTS.modules[1], field_jp=4))

    tables = [(modules, sum(line.jp for line in modules)) for modules in (FACTS.modules, alone, both)]
    backs = [text_of(drawn(replace(FACTS, modules=modules, total_jp=total)))[1] for modules, total in tables]

    assert [("Lapangan (JP)" in back, "Mandiri (JP)" in back) for back in backs] == [
        (False, False),
        (False, True),
        (True, True),
    ]
    assert "1 Kebijakan kesejahteraan sosial 2 1 – 2 5" in backs[2]
    assert "2 Manajemen kasus 1 2 4 – 7" in backs[2]
