"""Step 12: attendance of three days, by roll call and by typed code."""

from datetime import timedelta

from playwright.sync_api import expect

from lms.attendance.models import Presence
from lms.cohorts.enums import SessionKind
from lms.cohorts.models import Cohort, Session
from tests.journeys.people import Someone


def hold_three_days(clock, cohort: Cohort, trainer: Someone, trainee: Someone) -> None:
    sessions = list(cohort.sessions.exclude(kind=SessionKind.BREAK).order_by("starts_at"))
    lessons = [session for session in sessions if session.kind == SessionKind.LESSON]
    day = None
    for session in sessions:
        clock.move_to(session.starts_at + timedelta(minutes=5))
        if day != (day := cohort.local_date(session.starts_at)):
            trainer.sign_in("pelatih@contoh.id")
        if session == lessons[0]:
            check_in(trainer, trainee, session)
        call_the_roll(trainer, session, looks=session == sessions[0])
        if session == lessons[0]:
            repeat(trainer, trainee, session)
    assert Presence.objects.count() == 2 * len(sessions)
    assert Presence.objects.standing().filter(state="present").count() == 2 * len(sessions)


def call_the_roll(trainer: Someone, session: Session, *, looks: bool) -> None:
    start = session.starts_at.astimezone(session.cohort.tzinfo)
    trainer.go("Sesi saya")
    if looks:
        trainer.look("sesi-hari-ini")
    trainer.press("Catat kehadiran", within=trainer.card(session.title, f"{start:%H.%M}–"))
    trainer.see(session.title)
    trainer.press("Semua hadir")
    trainer.is_told("peserta tersimpan.")
    trainer.is_told("2 dari 2")
    if looks:
        trainer.look("daftar-hadir")


def check_in(trainer: Someone, trainee: Someone, session: Session) -> None:
    """The code stands on the wall; the trainee types it in small letters."""
    trainer.go("Sesi saya")
    start = session.starts_at.astimezone(session.cohort.tzinfo)
    trainer.press("Tampilkan kode", within=trainer.card(session.title, f"{start:%H.%M}–"))
    trainer.look("kode-sesi")
    code = trainer.page.locator(".code-huge").inner_text()
    assert code == session.code
    trainee.sign_in("081200000001")
    trainee.look("beranda-hadir")
    trainee.press("Catat kehadiran")
    trainee.page.get_by_label("Kode sesi").fill("salah1")
    trainee.press("Cari sesi saya")
    trainee.is_told("Kode ini tidak cocok dengan sesi Anda.")
    trainee.look("kode-salah")
    trainee.page.get_by_label("Kode sesi").fill(code.lower())
    trainee.press("Cari sesi saya")
    trainee.look("kode-benar")
    trainee.press("Catat saya hadir")
    trainee.see("Anda tercatat hadir")
    trainee.look("tercatat-hadir")
    assert Presence.objects.filter(session=session).count() == 1


def repeat(trainer: Someone, trainee: Someone, session: Session) -> None:
    """The same marks once more, by list and by code: nothing is added and nothing changes."""
    before = list(Presence.objects.order_by("pk").values())
    expect(trainer.page.get_by_text("Masuk dengan kode")).to_be_visible()
    trainer.look("daftar-hadir-dengan-kode")
    trainer.press("Semua hadir")
    trainer.is_told("Tidak ada yang berubah.")
    trainee.page.goto(f"/hadir/{session.code}/")
    trainee.see("Anda tercatat hadir")
    assert list(Presence.objects.order_by("pk").values()) == before
