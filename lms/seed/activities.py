"""What the demonstration holds beside its bimtek: a public briefing without a course, and a course read alone."""

from datetime import datetime, time, timedelta
from uuid import uuid4

from content.models import CoursePage
from lms.attendance.enums import PresenceMethod, PresenceState
from lms.attendance.operations import record_presence
from lms.cohorts.enums import ActivityKind, CommitteeRole, Delivery, SessionKind
from lms.cohorts.models import Cohort, CommitteeMember
from lms.cohorts.operations import add_session, assign_trainer, name_member, open_cohort, plan_cohort, write_terms
from lms.completion.operations import close_cohort
from lms.seed.data import TRAINEE_PERSON
from lms.seed.story import Scene, send

# Indices into data.PEOPLE; one of them never came.
BRIEFED = [0, 3, TRAINEE_PERSON, 9, 11, 38, 39]
NEVER_CAME = 9
BRIEFING = (
    ("08:00-08:30", SessionKind.CEREMONY, "Registrasi dan pembukaan"),
    ("08:30-10:00", SessionKind.AGENDA, "Mencegah kekerasan terhadap anak: peran pilar sosial"),
    ("10:00-10:15", SessionKind.BREAK, "Rehat"),
    ("10:15-12:00", SessionKind.AGENDA, "Jalur pelaporan dan tanya jawab"),
)
TERMS = {
    "background": "Banyak LKS di Kalimantan Tengah mengurus layanannya tanpa pernah mengikuti bimbingan teknis.\n"
    "Akibatnya pencatatan, pelaporan dan kesiapan akreditasi belum merata.",
    "legal_basis": "UU Nomor 11 Tahun 2009 tentang Kesejahteraan Sosial\n"
    "Permensos Nomor 5 Tahun 2024 tentang Lembaga Kesejahteraan Sosial",
    "purpose": "Pengurus LKS mampu mengelola lembaga, mencatat layanan dan menyiapkan akreditasi.",
    "audience": "Ketua, sekretaris dan bendahara LKS terdaftar, dua orang dari tiap kabupaten dan kota.",
    "outputs": "Rencana tindak lanjut setiap peserta dan laporan penyelenggaraan.",
    "budget": "Dibebankan pada DPA Dinas Sosial Provinsi Kalimantan Tengah (contoh).",
    "funding": "apbd",
    "activity_code": "1.06.02",
}
COMMITTEE = (
    (CommitteeRole.IN_CHARGE, "Dr. Rangga Tingang, M.Si."),
    (CommitteeRole.CHAIR, "Sri Handayani"),
    (CommitteeRole.SECRETARY, "Yosep Marang, S.Sos."),
    (CommitteeRole.MEMBER, "Netty Lambung, S.E."),
)


def seed_papers(scene: Scene, cohort: Cohort, today: datetime) -> None:
    """The KAK of a planned bimtek, and its committee with the numbers of the decree."""
    province, at = scene.staff["provinsi"], today - timedelta(days=10)
    write_terms(cohort, **TERMS, budget_year=cohort.starts_on.year, by=province, at=at)  # type: ignore[arg-type]
    for role, name in COMMITTEE:
        member = CommitteeMember(
            cohort=cohort,
            role=role,
            name=name,
            user=province if name == province.name else None,
            decree_number=f"188.4/12/DINSOS/{at.year}",
            decree_on=at.date(),
        )
        name_member(member, by=province, at=at)


def seed_briefing(scene: Scene, title: str, today: datetime) -> None:
    """A *sosialisasi* of one morning, without a course and closed: who came has a statement of attendance."""
    province, first_day = scene.staff["provinsi"], today - timedelta(days=12)
    planned_at = first_day - timedelta(days=21)
    cohort = plan_cohort(
        scene.office,
        None,
        title=title,
        kind=ActivityKind.SOCIALISATION,
        venue="Aula Jayang Tingang",
        city="Palangka Raya",
        zone=scene.office.region.zone,
        starts_on=first_day.date(),
        ends_on=first_day.date(),
        nominate_until=first_day.date() - timedelta(days=3),
        seats_per_region=2,
        by=province,
        at=planned_at,
    )
    fill_morning(scene, cohort, planned_at)
    open_cohort(cohort, by=province, at=planned_at)
    cohort.refresh_from_db()
    ends_at = mark_who_came(scene, cohort, planned_at + timedelta(days=5))
    close_cohort(cohort, by=province, at=ends_at + timedelta(hours=2))


def fill_morning(scene: Scene, cohort: Cohort, at: datetime) -> None:
    province = scene.staff["provinsi"]
    for hours, kind, what in BRIEFING:
        starts, ends = (
            datetime.combine(cohort.starts_on, time.fromisoformat(part), cohort.tzinfo) for part in hours.split("-")
        )
        line = {"kind": kind, "module_code": "", "title": what, "starts_at": starts, "ends_at": ends}
        add_session(cohort, **line, by=province, at=at)  # type: ignore[arg-type]
    assign_trainer(cohort, scene.staff["pelatih"], by=province, at=at)


def mark_who_came(scene: Scene, cohort: Cohort, sent_at: datetime) -> datetime:
    """Answers when the last session ended."""
    people = send(scene, cohort, BRIEFED, sent_at)
    sessions = list(cohort.sessions.exclude(kind=SessionKind.BREAK))
    for index, enrolment in zip(BRIEFED, people, strict=True):
        for session in sessions:
            record_presence(
                enrolment,
                session,
                state=PresenceState.ABSENT if index == NEVER_CAME else PresenceState.PRESENT,
                method=PresenceMethod.ROLL_CALL,
                key=uuid4(),
                by=scene.staff["pelatih"],
                at=session.ends_at,
            )
    return sessions[-1].ends_at


def seed_self_paced(scene: Scene, title: str, course: CoursePage, today: datetime) -> None:
    """A course anybody with an account reads at her own pace, until three months from now."""
    province, first_day = scene.staff["provinsi"], today - timedelta(days=7)
    cohort = plan_cohort(
        scene.office,
        course,
        title=title,
        kind=ActivityKind.TRAINING,
        delivery=Delivery.SELF_PACED,
        joins_freely=True,
        venue="Ruang daring",
        city=scene.office.city,
        zone=scene.office.region.zone,
        starts_on=first_day.date(),
        ends_on=first_day.date() + timedelta(days=97),
        nominate_until=first_day.date() + timedelta(days=90),
        seats_per_region=0,
        by=province,
        at=first_day,
    )
    open_cohort(cohort, by=province, at=first_day)
