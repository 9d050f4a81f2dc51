"""Ready timetables as data, and a timetable as the days people read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from lms.cohorts.enums import SessionKind


@dataclass(frozen=True)
class Line:
    """One session of a template: local times on the ``day``-th day, counted from 1. Titles are Indonesian data."""

    day: int
    starts: time
    ends: time
    kind: SessionKind
    title: str
    module_code: str = ""


@dataclass(frozen=True)
class Timetable:
    key: str
    name: str
    lines: tuple[Line, ...]


def _line(day: int, starts: str, ends: str, kind: SessionKind, title: str, module_code: str = "") -> Line:
    return Line(day, time.fromisoformat(starts), time.fromisoformat(ends), kind, title, module_code)


LESSON, CEREMONY, TEST, BREAK = SessionKind.LESSON, SessionKind.CEREMONY, SessionKind.TEST, SessionKind.BREAK

# Source: domain reference 5.1, the sample timetable of the Bimtek LKS of 24 JP (demo data).
BIMTEK_LKS_3_DAYS = Timetable(
    "bimtek-lks-24",
    "Bimtek LKS, 3 hari, 24 JP",
    (
        _line(1, "07:30", "08:15", CEREMONY, "Registrasi ulang"),
        _line(1, "08:15", "09:00", CEREMONY, "Pembukaan"),
        _line(1, "09:00", "09:30", TEST, "Tes awal dan kontrak belajar"),
        _line(1, "09:30", "11:45", LESSON, "Kebijakan kesejahteraan sosial dan peran LKS", "L1"),
        _line(1, "11:45", "13:00", BREAK, "Ishoma"),
        _line(1, "13:00", "15:15", LESSON, "Kelembagaan dan legalitas", "L2"),
        _line(1, "15:15", "15:30", BREAK, "Rehat"),
        _line(1, "15:30", "17:00", LESSON, "Pendanaan, pengumpulan sumbangan dan kemitraan", "L7"),
        _line(2, "08:00", "11:00", LESSON, "Manajemen dan tata kelola LKS", "L3"),
        _line(2, "11:00", "11:15", BREAK, "Rehat"),
        _line(2, "11:15", "12:00", LESSON, "Standar pelayanan dan manajemen kasus", "L5"),
        _line(2, "12:00", "13:00", BREAK, "Ishoma"),
        _line(2, "13:00", "15:15", LESSON, "Standar pelayanan dan manajemen kasus", "L5"),
        _line(2, "15:15", "15:45", CEREMONY, "Refleksi"),
        _line(3, "07:30", "09:45", LESSON, "Administrasi, pencatatan dan pelaporan", "L4"),
        _line(3, "09:45", "10:00", BREAK, "Rehat"),
        _line(3, "10:00", "12:15", LESSON, "Perlindungan anak dan kelompok rentan", "L6"),
        _line(3, "12:15", "13:15", BREAK, "Ishoma"),
        _line(3, "13:15", "14:45", LESSON, "Persiapan akreditasi dan RTL", "L8"),
        _line(3, "14:45", "15:30", TEST, "Tes akhir dan evaluasi"),
        _line(3, "15:30", "16:00", CEREMONY, "Penutupan"),
    ),
)

TIMETABLES = {timetable.key: timetable for timetable in (BIMTEK_LKS_3_DAYS,)}


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
