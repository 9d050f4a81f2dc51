"""Steps 13 to 16: closing, certificates, figures, verification, revocation, and the other language."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.factories.journal import run_outbox
from tests.journeys.enrolling import TITLE
from tests.journeys.people import Someone

INSTITUTION = "LKS Bina Sejahtera Kapuas"
NUMBERS = ["001/BIMTEK-LKS/DINSOS-KALTENG/VII/2026", "002/BIMTEK-LKS/DINSOS-KALTENG/VII/2026"]
WHY = "Nama pada sertifikat keliru."


def close(officer: Someone) -> None:
    officer.sign_in("provinsi@contoh.id")
    officer.is_told(f"{TITLE} sudah selesai dan dapat ditutup.")
    officer.look("beranda-dapat-ditutup")
    officer.press("Putuskan sekarang")
    officer.is_told("Saat ini 2 dari 2 peserta lulus.")
    expect(officer.row("Noor Aisyah")).to_contain_text("24 dari 24 JP")
    officer.look("sebelum-ditutup")
    officer.page.get_by_label("Saya sudah memeriksa kehadiran dan nilai.").check()
    officer.press("Tutup angkatan dan terbitkan sertifikat")


def watch_the_certificates(officer: Someone) -> None:
    """The page shows how far the work is and asks again by itself: it is never loaded anew."""
    page = officer.page
    done = page.locator(".progress-count")
    expect(done).to_have_text("0 dari 2")
    officer.look("sertifikat-dibuat")
    page.evaluate("window.neverLoadedAnew = true")
    run_outbox()
    expect(done).to_have_text("2 dari 2", timeout=15_000)
    assert page.evaluate("window.neverLoadedAnew") is True
    officer.look("sertifikat-selesai")
    for number in NUMBERS:
        expect(officer.row(number)).to_contain_text("Lulus")


def download_certificate(trainee: Someone, folder: Path) -> Path:
    """The trainee opens hers on the phone: two pages with her name and the first number of the year's list."""
    trainee.sign_in("0812.0000.0001")
    trainee.is_told(f"Anda lulus. Nomor sertifikat Anda {NUMBERS[0]}.")
    trainee.look("beranda-lulus")
    link = trainee.page.get_by_role("main").get_by_role("link", name="Lihat sertifikat Anda")
    got = trainee.page.context.request.get(link.get_attribute("href"))
    assert (got.status, got.headers["content-type"]) == (200, "application/pdf")
    path = folder / "sertifikat.pdf"
    path.write_bytes(got.body())
    front, back = PdfReader(path).pages
    assert NUMBERS[0] in front.extract_text()
    assert "Noor Aisyah" in front.extract_text()
    assert "24" in back.extract_text()
    trainee.go("Sertifikat")
    trainee.look("daftar-sertifikat")
    return path


def read_qr(path: Path) -> str:
    """The address in the QR code, as a camera sees it on the drawn page."""
    subprocess.run(["pdftoppm", "-r", "200", "-png", path, path.with_suffix("")], check=True)
    for page in sorted(path.parent.glob(f"{path.stem}-*.png")):
        found = subprocess.run(["zbarimg", "--quiet", "--raw", page], capture_output=True, text=True, check=False)
        if found.stdout.startswith("http"):
            return found.stdout.split()[0]
    raise AssertionError("no QR code with an address on the certificate")


def can_read_qr() -> bool:
    return bool(shutil.which("pdftoppm") and shutil.which("zbarimg"))


def address_on(path: Path) -> str:
    """Where the certificate sends whoever doubts it: from the QR, or without the tools from the printed code."""
    if can_read_qr():
        return urlsplit(read_qr(path)).path
    code = re.search(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}", PdfReader(path).pages[0].extract_text())
    return f"/verifikasi/{code[0]}/"


def verify(anybody: Someone, address: str, heading: str) -> None:
    anybody.page.goto(address)
    anybody.see(heading)
    anybody.is_told(NUMBERS[0])
    anybody.is_told("Noor Aisyah")


def look_up_by_code(anybody: Someone, address: str) -> None:
    """Who has no camera types the code, in small letters and with spaces."""
    code = urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1]
    anybody.page.goto("/")
    anybody.look("halaman-depan")
    anybody.page.get_by_role("contentinfo").get_by_role("link", name="Periksa sertifikat").click()
    anybody.look("periksa-sertifikat")
    groups = (code[start : start + 4] for start in range(0, len(code), 4))
    anybody.page.get_by_label("Kode sertifikat").fill(" ".join(groups).lower())
    anybody.press("Periksa sertifikat ini")
    anybody.see("Sertifikat ini berlaku")


def count(officer: Someone, folder: Path) -> None:
    """The institution counts, the number leads to its list, and the list can be taken out."""
    page = officer.page
    officer.go("Angka wilayah")
    officer.see("Angka per wilayah")
    officer.look("angka-wilayah")
    certified = officer.row("Kab. Kapuas").locator("[data-label=Tersertifikasi]")
    expect(certified.get_by_role("link")).to_have_text("1")
    certified.get_by_role("link").click()
    officer.is_told("1 lembaga dalam pilihan ini.")
    expect(officer.row(INSTITUTION)).to_contain_text("Tersertifikasi sampai")
    officer.look("lembaga-tersertifikasi")
    with page.expect_download() as download:
        officer.press("Unduh 1 baris sebagai XLSX")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    header, row = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    told = dict(zip(header, row, strict=True))
    assert (told["Nama"], told["Tersertifikasi"], told["Orang terlatih"]) == (INSTITUTION, "ya", 2)
    officer.press(INSTITUTION)
    officer.look("lembaga")


def revoke(officer: Someone) -> None:
    """A while after signing in the password is asked again before anything is revoked."""
    page = officer.page
    officer.go("Angkatan")
    officer.look("daftar-angkatan")
    officer.press(TITLE)
    officer.look("angkatan-ditutup")
    officer.press("Hasil dan sertifikat")
    officer.press(re.compile("^Cabut"), within=officer.row(NUMBERS[0]))
    officer.see("Cabut sertifikat")
    page.get_by_label("Mengapa sertifikat ini dicabut?").fill(WHY)
    page.get_by_label("Saya mengerti bahwa sertifikat yang dicabut tidak dapat dipulihkan.").check()
    officer.look("cabut")
    officer.press("Cabut sertifikat ini")
    assert "konfirmasi-ulang" in page.url
    officer.look("konfirmasi-ulang")
    officer.confirm_it_is_me()
    officer.is_told("Sertifikat sudah dicabut.")
    expect(officer.row(NUMBERS[0])).to_contain_text("Dicabut")
    officer.look("sudah-dicabut")


def no_longer_counts(officer: Someone) -> None:
    """One holder is left, so the standing of the institution falls."""
    run_outbox()
    officer.go("Angka wilayah")
    expect(officer.row("Kab. Kapuas").locator("[data-label=Tersertifikasi]").get_by_role("link")).to_have_text("0")
    officer.go("Lembaga")
    expect(officer.row(INSTITUTION)).to_contain_text("Baru 1 dari 2 anggota yang diperlukan")


def speak_english_and_back(trainee: Someone) -> None:
    page = trainee.page
    trainee.go("Beranda")
    page.get_by_role("button", name="English").click()
    trainee.language = "en"
    trainee.see("Welcome, Noor Aisyah")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    trainee.look("home-in-english")
    trainee.go("Certificates")
    trainee.see("Certificates")
    trainee.look("certificates-in-english")
    page.get_by_role("button", name="Indonesia").click()
    trainee.language = "id"
    trainee.see("Sertifikat")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    trainee.look("kembali-berbahasa-indonesia")
