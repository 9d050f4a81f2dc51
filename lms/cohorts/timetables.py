"""Ready timetables as data, and a timetable as the days people read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from lms.cohorts.enums import Method, SessionKind


@dataclass(frozen=True)
class Line:
    """One session of a template: local times on the ``day``-th day, counted from 1. Titles are Indonesian data."""

    day: int
    starts: time
    ends: time
    kind: SessionKind
    title: str
    module_code: str = ""
    method: str = ""


@dataclass(frozen=True)
class Timetable:
    key: str
    name: str
    lines: tuple[Line, ...]

    def last_day(self, first_day: date) -> date:
        return first_day + timedelta(days=max(line.day for line in self.lines) - 1)


def _line(day: int, hours: str, kind: SessionKind | Method, title: str, module_code: str = "") -> Line:
    """A line of a sample. A way of teaching makes it a lesson."""
    starts, ends = (time.fromisoformat(part) for part in hours.split("-"))
    if isinstance(kind, Method):
        return Line(day, starts, ends, SessionKind.LESSON, title, module_code, kind)
    return Line(day, starts, ends, kind, title, module_code)


CEREMONY, TEST, BREAK = SessionKind.CEREMONY, SessionKind.TEST, SessionKind.BREAK
CT, DK, SK, SM = Method.LECTURE, Method.DISCUSSION, Method.CASE_STUDY, Method.SIMULATION
PR, PL = Method.PRACTICE, Method.FIELD

# Source: domain reference 5.1, the sample timetable of the Bimtek LKS of 24 JP (demo data).
BIMTEK_LKS_3_DAYS = Timetable(
    "bimtek-lks-24",
    "Bimtek LKS, 3 hari, 24 JP",
    (
        _line(1, "07:30-08:15", CEREMONY, "Registrasi ulang"),
        _line(1, "08:15-09:00", CEREMONY, "Pembukaan"),
        _line(1, "09:00-09:30", TEST, "Tes awal dan kontrak belajar"),
        _line(1, "09:30-11:45", CT, "Kebijakan kesejahteraan sosial dan peran LKS", "L1"),
        _line(1, "11:45-13:00", BREAK, "Ishoma"),
        _line(1, "13:00-15:15", CT, "Kelembagaan dan legalitas", "L2"),
        _line(1, "15:15-15:30", BREAK, "Rehat"),
        _line(1, "15:30-17:00", DK, "Pendanaan, pengumpulan sumbangan dan kemitraan", "L7"),
        _line(2, "08:00-11:00", DK, "Manajemen dan tata kelola LKS", "L3"),
        _line(2, "11:00-11:15", BREAK, "Rehat"),
        _line(2, "11:15-12:00", SK, "Standar pelayanan dan manajemen kasus", "L5"),
        _line(2, "12:00-13:00", BREAK, "Ishoma"),
        _line(2, "13:00-15:15", SK, "Standar pelayanan dan manajemen kasus", "L5"),
        _line(2, "15:15-15:45", CEREMONY, "Refleksi"),
        _line(3, "07:30-09:45", PR, "Administrasi, pencatatan dan pelaporan", "L4"),
        _line(3, "09:45-10:00", BREAK, "Rehat"),
        _line(3, "10:00-12:15", SM, "Perlindungan anak dan kelompok rentan", "L6"),
        _line(3, "12:15-13:15", BREAK, "Ishoma"),
        _line(3, "13:15-14:45", PR, "Persiapan akreditasi dan RTL", "L8"),
        _line(3, "14:45-15:30", TEST, "Tes akhir dan evaluasi"),
        _line(3, "15:30-16:00", CEREMONY, "Penutupan"),
    ),
)

# Source of the next three: the JP of domain reference 7.2 to 7.4, laid out in the manner of the first (demo data).
KELUARGA_TANGGUH_3_DAYS = Timetable(
    "keluarga-tangguh-20",
    "Keluarga tangguh, 3 hari, 20 JP",
    (
        _line(1, "07:30-08:15", CEREMONY, "Registrasi ulang"),
        _line(1, "08:15-09:00", CEREMONY, "Pembukaan"),
        _line(1, "09:00-09:30", TEST, "Tes awal dan kontrak belajar"),
        _line(1, "09:30-11:45", DK, "Mengenal ketahanan keluarga", "K1"),
        _line(1, "11:45-13:00", BREAK, "Ishoma"),
        _line(1, "13:00-16:00", SM, "Pengasuhan positif", "K2"),
        _line(1, "16:00-16:15", CEREMONY, "Refleksi"),
        _line(2, "08:00-10:15", SM, "Komunikasi dan menyelesaikan konflik", "K3"),
        _line(2, "10:15-10:30", BREAK, "Rehat"),
        _line(2, "10:30-12:00", PR, "Mengelola keuangan keluarga", "K4"),
        _line(2, "12:00-13:00", BREAK, "Ishoma"),
        _line(2, "13:00-13:45", PR, "Mengelola keuangan keluarga", "K4"),
        _line(2, "13:45-15:15", CT, "Kesehatan, gizi dan lingkungan", "K5"),
        _line(2, "15:15-15:45", CEREMONY, "Refleksi"),
        _line(3, "08:00-10:15", SK, "Melindungi anak, lansia dan anggota dengan disabilitas", "K6"),
        _line(3, "10:15-10:30", BREAK, "Rehat"),
        _line(3, "10:30-12:00", DK, "Keluarga pioner sebagai teladan dan RTL", "K7"),
        _line(3, "12:00-13:00", BREAK, "Ishoma"),
        _line(3, "13:00-13:45", TEST, "Tes akhir dan evaluasi"),
        _line(3, "13:45-14:15", CEREMONY, "Penutupan"),
    ),
)
PEMBINAAN_MENTAL_3_DAYS = Timetable(
    "pembinaan-mental-18",
    "Pembinaan mental, 3 hari, 18 JP",
    (
        _line(1, "07:30-08:15", CEREMONY, "Registrasi ulang"),
        _line(1, "08:15-09:00", CEREMONY, "Pembukaan"),
        _line(1, "09:00-09:30", TEST, "Tes awal dan kontrak belajar"),
        _line(1, "09:30-11:45", DK, "Mengenali diri dan keinginan berubah", "M1"),
        _line(1, "11:45-13:00", BREAK, "Ishoma"),
        _line(1, "13:00-15:15", CT, "Pola pikir bertumbuh dan tanggung jawab", "M2"),
        _line(1, "15:15-15:45", CEREMONY, "Refleksi"),
        _line(2, "08:00-10:15", SM, "Mengelola emosi, stres dan kebiasaan", "M3"),
        _line(2, "10:15-10:30", BREAK, "Rehat"),
        _line(2, "10:30-12:00", DK, "Nilai hidup, spiritualitas dan relasi", "M4"),
        _line(2, "12:00-13:00", BREAK, "Ishoma"),
        _line(2, "13:00-13:45", DK, "Nilai hidup, spiritualitas dan relasi", "M4"),
        _line(2, "13:45-15:15", CEREMONY, "Kegiatan bersama dan refleksi"),
        _line(3, "07:30-09:45", SK, "Lepas dari jerat: utang, judi daring, NAPZA, bergantung bantuan", "M5"),
        _line(3, "09:45-10:00", BREAK, "Rehat"),
        _line(3, "10:00-12:15", PR, "Rencana hidup dan kesiapan usaha", "M6"),
        _line(3, "12:15-13:15", BREAK, "Ishoma"),
        _line(3, "13:15-14:00", TEST, "Tes akhir dan evaluasi"),
        _line(3, "14:00-14:30", CEREMONY, "Penutupan"),
    ),
)
KUBE_3_DAYS = Timetable(
    "kube-24",
    "Kewirausahaan KUBE, 3 hari, 24 JP",
    (
        _line(1, "07:30-08:15", CEREMONY, "Registrasi ulang"),
        _line(1, "08:15-09:00", CEREMONY, "Pembukaan"),
        _line(1, "09:00-09:30", TEST, "Tes awal dan kontrak belajar"),
        _line(1, "09:30-11:45", CT, "Konsep, syarat dan pembentukan KUBE", "U1"),
        _line(1, "11:45-13:00", BREAK, "Ishoma"),
        _line(1, "13:00-15:15", SM, "Dinamika kelompok dan aturan main", "U2"),
        _line(1, "15:15-15:30", BREAK, "Rehat"),
        _line(1, "15:30-17:00", DK, "Menemukan usaha dari potensi setempat", "U3"),
        _line(2, "08:00-09:30", PL, "Menemukan usaha dari potensi setempat", "U3"),
        _line(2, "09:30-09:45", BREAK, "Rehat"),
        _line(2, "09:45-12:00", PR, "Rencana usaha dan hitungan dasar", "U4"),
        _line(2, "12:00-13:00", BREAK, "Ishoma"),
        _line(2, "13:00-14:30", PR, "Rencana usaha dan hitungan dasar", "U4"),
        _line(2, "14:30-14:45", BREAK, "Rehat"),
        _line(2, "14:45-15:30", PR, "Pembukuan dan iuran kesetiakawanan sosial (IKS)", "U5"),
        _line(2, "15:30-15:45", CEREMONY, "Refleksi"),
        _line(3, "07:30-09:00", PR, "Pembukuan dan iuran kesetiakawanan sosial (IKS)", "U5"),
        _line(3, "09:00-11:15", PR, "Pemasaran, izin dan kemitraan", "U6"),
        _line(3, "11:15-11:30", BREAK, "Rehat"),
        _line(3, "11:30-12:15", SK, "Pendampingan, pemantauan dan kemandirian", "U7"),
        _line(3, "12:15-13:15", BREAK, "Ishoma"),
        _line(3, "13:15-14:45", PR, "Pendampingan, pemantauan dan kemandirian", "U7"),
        _line(3, "14:45-15:30", TEST, "Tes akhir dan evaluasi"),
        _line(3, "15:30-16:00", CEREMONY, "Penutupan"),
    ),
)

TIMETABLES = {
    sample.key: sample for sample in (BIMTEK_LKS_3_DAYS, KELUARGA_TANGGUH_3_DAYS, PEMBINAAN_MENTAL_3_DAYS, KUBE_3_DAYS)
}


@dataclass(frozen=True)
class Row:
    """A session as it is read: local times, without a zone of their own."""

    session: Any
    starts: time
    ends: time


@dataclass(frozen=True)
class Day:
    on: date
    rows: tuple[Row, ...]


def days_of(sessions: Iterable[Any], zone: ZoneInfo) -> list[Day]:
    """Sessions, in order, under the local day on which they start."""
    local = [(timezone.localtime(s.starts_at, zone), timezone.localtime(s.ends_at, zone), s) for s in sessions]
    return [
        Day(on, tuple(Row(session, starts.time(), ends.time()) for starts, ends, session in rows))
        for on, rows in groupby(local, key=lambda row: row[0].date())
    ]


def days_offered(first: date, last: date) -> list[tuple[str, str]]:
    """The days of a cohort as choices."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [(day.isoformat(), date_format(day, "l, j F Y")) for day in days]
