"""Steps 9 and 10: the province opens a cohort; members are nominated, confirmed and accepted, and seats run out."""

import re

from playwright.sync_api import expect

from lms.cohorts.models import Cohort, Quota
from lms.enrolment.models import Enrolment
from tests.journeys.authoring import COURSE
from tests.journeys.people import Someone

TITLE = "Bimtek LKS Angkatan I"
ADMIN, TRAINEE, THIRD = "Yuliana Tarung", "Noor Aisyah", "Bambang Sugiarto"


def open_cohort(officer: Someone) -> Cohort:
    page = officer.page
    officer.sign_in("provinsi@contoh.id")
    officer.look("beranda")
    officer.press("Rencanakan angkatan")
    page.get_by_label(re.compile("^Kursus")).select_option(label=COURSE)
    for label, answer in {
        "Judul": TITLE,
        "Tempat kegiatan": "Aula Bapelkesos",
        "Kota": "Palangka Raya",
        "Hari pertama": "2026-07-22",
        "Hari terakhir": "2026-07-24",
        "Batas usulan": "2026-07-15",
        "Kuota tiap kabupaten atau kota": "2",
    }.items():
        page.get_by_label(label, exact=True).fill(answer)
    officer.look("rencana")
    officer.press("Simpan draf")
    officer.see(TITLE)
    officer.look("draf")
    officer.press("Isi dengan jadwal ini")
    officer.is_told("Jumlah pelajaran 24 JP")
    officer.press("Tugaskan narasumber")
    page.get_by_label("Narasumber").select_option(label="Drs. Albert Kuntu")
    officer.look("narasumber")
    officer.press("Tugaskan narasumber ini")
    officer.is_told("Semua sudah siap")
    officer.look("siap-dibuka")
    officer.press("Buka pendaftaran usulan")
    officer.is_told("Lembaga kini dapat mengirim usulan.")
    officer.look("dibuka")
    return Cohort.objects.get(title=TITLE)


def nominate(admin: Someone, *names: str) -> None:
    admin.sign_in("0812-0000-0002")
    admin.look("beranda-lembaga")
    admin.press("Usulkan anggota")
    for name in names:
        admin.page.get_by_label(name).check()
    admin.look("usulan")
    admin.press("Kirim usulan")
    admin.is_told(f"Usulan {len(names)} orang terkirim.")
    admin.look("usulan-terkirim")


def confirm(officer: Someone, *names: str) -> None:
    officer.sign_in("kapuas@contoh.id")
    officer.look("beranda-kabupaten")
    officer.press("Putuskan sekarang")
    officer.look("usulan-masuk")
    for name in names:
        officer.press(f"Dukung {name}")
        officer.is_told(f"Usulan {name} didukung.")
    officer.look("usulan-didukung")


def accept(officer: Someone, cohort: Cohort) -> None:
    officer.sign_in("provinsi@contoh.id")
    officer.look("beranda-menunggu")
    officer.press("Putuskan sekarang")
    officer.look("peserta-menunggu")
    officer.press("Terima 2 orang yang sudah didukung")
    officer.is_told("2 orang diterima")
    expect(seats_of(officer)).to_contain_text("2 dari 2 kuota terisi · penuh")
    officer.look("kuota-penuh")
    assert Enrolment.objects.accepted().filter(cohort=cohort).count() == 2


def refuse_the_third(officer: Someone, cohort: Cohort) -> None:
    """One more is confirmed, but the seats are taken: said in words, and nothing is written."""
    officer.sign_in("provinsi@contoh.id")
    expect(officer.page.get_by_role("main")).not_to_contain_text("Putuskan sekarang")  # nothing can be decided
    officer.go("Angkatan")
    officer.press(TITLE)
    officer.press("Lihat usulan dan terima peserta")
    full = re.compile(rf"{THIRD} tidak dapat diterima: kuota .*Kapuas \(2 orang\) sudah penuh")
    expect(officer.card(THIRD)).to_contain_text(full)
    expect(officer.card(THIRD).get_by_role("button", name=f"Terima {THIRD}")).to_have_count(0)
    expect(seats_of(officer)).to_contain_text("2 dari 2 kuota terisi · penuh")
    officer.look("kuota-penuh-dengan-kata")
    assert Enrolment.objects.accepted().filter(cohort=cohort).count() == 2
    assert Quota.objects.get(cohort=cohort, region="62.03").taken == 2
    decline_the_third(officer)


def decline_the_third(officer: Someone) -> None:
    card = officer.card(THIRD)
    card.locator("summary").click()
    card.get_by_label("Mengapa?").fill("Kuota Kapuas sudah penuh. Usulkan lagi untuk angkatan berikutnya.")
    officer.look("menolak")
    officer.press(f"Tolak {THIRD}", within=card)
    expect(officer.card(THIRD)).to_contain_text("Ditolak")
    officer.look("yang-ketiga-ditolak")


def seats_of(officer: Someone):
    """The section of Kapuas in the list of participants."""
    return officer.page.locator("section").filter(has=officer.page.get_by_role("heading", name=re.compile("Kapuas$")))
