"""An institution applies from a phone; the dinsos examines it part by part, returns one, and lets it in."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from tests.journeys.people import Someone

CHAIR, LOGIN = "Rina Tundan", "rina@contoh.id"
NAME = "LKS Cahaya Basarang"
BLURRED = "Surat keterangan domisili"
WHY = "Foto tidak terbaca. Ambil lagi di tempat terang."
CHECK = "Periksa dan kirim"


def photo(colour: str) -> dict:
    picture = BytesIO()
    Image.new("RGB", (800, 600), colour).save(picture, format="JPEG")
    return {"name": "IMG_0042.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def heading(person: Someone) -> str:
    return person.page.get_by_role("heading", level=1).inner_text().replace("\n", " ")


def begin(chair: Someone) -> None:
    page = chair.page
    page.goto("/pendaftaran/")
    chair.look("pendaftaran")
    chair.press("Mulai pendaftaran")
    chair.see("Di mana tempat kedudukan lembaga?")
    chair.look("cari-kabupaten")
    page.get_by_label("Nama kabupaten atau kota").fill("kapuas hulu")
    chair.press("Cari")
    expect(page.get_by_role("main")).not_to_contain_text("Kabupaten Kapuas,")
    page.get_by_label("Nama kabupaten atau kota").fill("kapuas")
    chair.press("Cari")
    chair.look("kabupaten-ditemukan")
    chair.press("Kabupaten Kapuas, Kalimantan Tengah")
    page.get_by_label("Nama lembaga").fill(NAME)
    page.get_by_label("Jenis lembaga").select_option(label="Lembaga Kesejahteraan Sosial (LKS)")
    page.get_by_label("Tidak", exact=True).check()
    chair.look("nama")
    chair.press("Simpan dan lanjutkan")


def tell(chair: Someone) -> None:
    """Where it is, where it works, who leads it."""
    page = chair.page
    chair.see("Di mana kantornya?")
    page.get_by_label("Kecamatan").select_option(label="Basarang")
    page.get_by_label("Desa atau kelurahan").fill("Basarang Jaya")
    page.get_by_label("Jalan dan nomor").fill("Jl. Trans Kalimantan km 9")
    chair.look("alamat")
    chair.press("Simpan dan lanjutkan")
    chair.see("Wilayah kerja")
    page.get_by_label("Di beberapa provinsi").check()
    chair.press("Simpan dan lanjutkan")
    chair.is_told("Kementerian Sosial (Kemensos)")
    chair.look("kemensos")
    page.get_by_label("Di satu kabupaten atau kota").check()
    chair.press("Simpan dan lanjutkan")
    chair.see("Siapa ketuanya, dan siapa Anda?")
    page.get_by_label("Perempuan").check()
    page.get_by_label("Nomor telepon Anda").fill("0812-0000-0003")
    page.get_by_label("Ketua", exact=True).check()
    chair.look("pengurus")
    chair.press("Simpan dan lanjutkan")


def hand_in(chair: Someone) -> None:
    """Each paper on its own page; in between she stops and goes on from the list."""
    seen: set[str] = set()
    while (title := heading(chair)) != CHECK:
        if title not in seen and len(seen) < 2:
            chair.look(f"berkas-{len(seen) + 1}")
        assert title not in seen, title
        seen.add(title)
        if chair.page.locator("input[type=file]").count():
            chair.page.get_by_label("Foto atau berkas").set_input_files(photo("white"))
            chair.press("Unggah dan lanjutkan")
        else:
            chair.page.get_by_label("Jawaban Anda").fill("12 perempuan dan 9 laki-laki.")
            chair.look("jawaban")
            chair.press("Simpan dan lanjutkan")
        if len(seen) == 3:
            chair.page.goto("/pendaftaran/")
            chair.press(f"Lanjutkan ({NAME})")
            chair.look("daftar-bagian")
            chair.page.locator("dl.summary > div").filter(has_text="Belum diisi").get_by_role("link").first.click()
    assert len(seen) == 9


def send(chair: Someone, label: str) -> None:
    chair.see(CHECK)
    chair.look(f"periksa-{label}")
    chair.press("Kirim ke dinas sosial Kab. Kapuas")
    chair.is_told("Permohonan Anda terkirim.")
    chair.is_told("sedang memeriksa permohonan Anda")
    chair.look(f"terkirim-{label}")


def examine(officer: Someone) -> None:
    """All parts but one are in order."""
    officer.page.goto("/pendaftaran/masuk/")
    officer.is_told("5 hari kerja lagi")
    officer.look("permohonan-masuk")
    officer.press(NAME)
    officer.look("permohonan")
    officer.press("Periksa satu per satu")
    while (title := heading(officer)) != NAME:
        if title == BLURRED:
            officer.page.get_by_text("Bagian ini harus diperbaiki").click()
            officer.page.get_by_label("Apa yang harus diperbaiki?").fill(WHY)
            officer.look("kembalikan-bagian")
            officer.press("Catat untuk diperbaiki")
        else:
            officer.press("Terima, lanjut ke berikutnya")
        expect(officer.page.get_by_role("heading", level=1)).not_to_have_text(title)
    officer.look("sudah-diperiksa")
    officer.press("Kembalikan 1 bagian")
    officer.is_told("1 bagian dikembalikan.")
    officer.look("dikembalikan")


def mend(chair: Someone) -> None:
    chair.page.goto("/pendaftaran/")
    chair.press(f"Lanjutkan ({NAME})")
    chair.is_told("1 bagian dikembalikan kepada Anda.")
    chair.is_told(WHY)
    chair.look("dikembalikan")
    # what is accepted stays as it is: the only way on leads to the part that came back
    expect(chair.page.locator("dl.summary").get_by_role("link")).to_have_count(1)
    chair.press(BLURRED)
    chair.is_told(WHY)
    chair.look("perbaiki")
    chair.page.get_by_label("Foto atau berkas").set_input_files(photo("lightgray"))
    chair.press("Unggah dan lanjutkan")


def let_in(officer: Someone) -> None:
    page = officer.page
    page.goto("/pendaftaran/masuk/")
    officer.press(NAME)
    officer.press("Periksa satu per satu")
    officer.see(BLURRED)
    officer.is_told(f"Anda meminta bagian ini diperbaiki: {WHY}")
    officer.look("sudah-diperbaiki")
    officer.press("Terima, lanjut ke berikutnya")
    officer.press("Setujui permohonan")
    page.get_by_label("Nomor surat tanda pendaftaran (STP)").fill("460/017/STP-LKS/62.03/2026")
    page.get_by_label("Tanggal terbit").fill("2026-07-06")
    officer.look("setujui")
    officer.press("Setujui dan masukkan ke register")
    officer.is_told(f"{NAME} kini masuk register.")
    officer.look("disetujui")


def add_member(chair: Someone) -> None:
    page = chair.page
    page.goto("/pendaftaran/")
    chair.press(f"Lihat perkembangannya ({NAME})")
    chair.is_told("Lembaga Anda sudah masuk register.")
    chair.look("terdaftar")
    chair.press("Tambah anggota")
    chair.see("Tambah anggota")
    page.get_by_label("Nama lengkap dengan gelar").fill("Markus Dumun")
    page.get_by_label("Laki-laki").check()
    page.get_by_label("Jabatan").select_option(label="Sekretaris")
    page.get_by_label("Anggota sejak").fill("2026-07-01")
    chair.look("anggota-baru")
    chair.press("Simpan anggota")
    chair.is_told("Markus Dumun")
    chair.look("anggota")
