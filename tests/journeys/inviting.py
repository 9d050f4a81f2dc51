"""From the invitation to the first day: a plan from a sample, two kabupaten and kota, a deadline, and letters."""

import subprocess
from pathlib import Path

from playwright.sync_api import expect

from lms.cohorts.models import Cohort, Quota
from lms.enrolment.models import Enrolment
from tests.factories.journal import run_outbox
from tests.journeys.people import Someone

TITLE = "Bimtek LKS Angkatan III"
FIRST_SENT, THEN_SENT = ("Yuliana Tarung", "Bambang Sugiarto"), ("Noor Aisyah", "Depie Sandung")
FROM_TOWN = "Rahayu Betang, M.Si."


def plan_from_the_sample(officer: Someone) -> Cohort:
    page = officer.page
    officer.sign_in("provinsi@contoh.id")
    officer.go("Angkatan")
    officer.press("Rencanakan dari contoh")
    for label, answer in {
        "Judul": TITLE,
        "Hari pertama": "2026-07-22",
        "Tempat kegiatan": "Aula Bapelkesos",
        "Kota": "Palangka Raya",
    }.items():
        page.get_by_label(label, exact=True).fill(answer)
    officer.look("dari-contoh")
    officer.press("Rencanakan angkatan ini")
    officer.see(TITLE)
    officer.press("Tugaskan narasumber")
    page.get_by_label("Narasumber").select_option(label="Drs. Albert Kuntu")
    officer.press("Tugaskan narasumber ini")
    officer.look("rencana-lengkap")
    officer.press("Buka pendaftaran usulan")
    officer.is_told("Lembaga kini dapat mengirim usulan.")
    return Cohort.objects.get(title=TITLE)


def send(officer: Someone, login: str, cohort: Cohort, *names: str) -> None:
    """A kabupaten or kota sends people of its institutions, on a phone."""
    officer.sign_in(login)
    officer.look("beranda")
    officer.page.goto(f"/angkatan/{cohort.pk}/kirim/")
    for name in names:
        officer.page.get_by_label(name).check()
    officer.look("mengirim")
    officer.press("Kirim yang dipilih")
    officer.is_told(f"{len(names)} orang")
    officer.look("terkirim")


def accept_and_reserve(officer: Someone, cohort: Cohort) -> None:
    """Two of Kapuas and one of the town have seats; the other two wait on the reserve list."""
    officer.sign_in("provinsi@contoh.id")
    officer.page.goto(f"/angkatan/{cohort.pk}/peserta/")
    officer.look("menunggu")
    officer.press("Terima 3 orang yang sudah didukung")
    officer.press("Masukkan 2 orang ke daftar cadangan")
    officer.look("cadangan")
    officer.is_told("2 orang di daftar cadangan")
    assert Enrolment.objects.accepted().filter(cohort=cohort).count() == 3


def let_seats_flow(officer: Someone, cohort: Cohort) -> None:
    """The day after the deadline: who gave a seat up, who got it and why stands beside each."""
    officer.sign_in("provinsi@contoh.id")
    officer.page.goto(f"/angkatan/{cohort.pk}/peserta/")
    officer.press("Alirkan kursi kosong ke cadangan")
    officer.look("dialirkan")
    for name in THEN_SENT:
        expect(officer.card(name)).to_contain_text("Undian nomor")
    assert sum(Quota.objects.filter(cohort=cohort).values_list("seats", flat=True)) == 28


def take_the_seat(trainee: Someone, cohort: Cohort) -> None:
    trainee.sign_in("0812 0000 0001")
    trainee.look("ditawari")
    trainee.press("Jawab tawaran")
    trainee.look("tawaran")
    trainee.press("Terima kursi")
    trainee.look("diterima")
    assert Enrolment.objects.accepted().filter(cohort=cohort, person_name="Noor Aisyah").exists()


def issue(officer: Someone, cohort: Cohort, kind: str, count: int) -> None:
    """Letters of a kind; the worker draws them."""
    officer.page.goto(f"/angkatan/{cohort.pk}/surat/{kind}/")
    officer.look(f"menerbitkan-{kind}")
    officer.press(f"Terbitkan {count} surat")
    run_outbox()
    officer.page.goto(f"/angkatan/{cohort.pk}/surat/")
    officer.look(f"surat-{kind}")


def read(reader: Someone, folder: Path) -> list[Path]:
    """Opens the first letter in her list and draws its pages, for whoever wants to look."""
    reader.page.goto("/surat/")
    reader.look("surat-saya")
    address = reader.page.locator("main td a").first.get_attribute("href")
    answer = reader.page.request.get(f"{reader.company.address}{address}")
    assert answer.headers["content-type"] == "application/pdf"
    letter = folder / f"{reader.name}.pdf"
    letter.write_bytes(answer.body())
    subprocess.run(["pdftoppm", "-r", "60", "-png", str(letter), str(letter.with_suffix(""))], check=True)
    return sorted(folder.glob(f"{reader.name}*.png"))
