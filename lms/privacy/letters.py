"""The written notice after a breach: what, when and how, and the remedy. Source: UU 27/2022 art. 46(2).

A letter is Indonesian data, not interface: it never follows the language of its reader.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from lms.organisations.enums import Zone
from lms.privacy.breach import BreachReport

LETTER = Path(__file__).parent / "data" / "breach_letter.txt"
# What a person understands by a field or, where it is not listed, by its model.
WORDS = {
    "organisations.Person.name": "nama",
    "organisations.Person.sex": "jenis kelamin",
    "organisations.Person.phone": "nomor telepon",
    "organisations.Person.email": "alamat surel",
    "organisations.Person.birth_on": "tanggal lahir",
    "organisations.Person.birth_place": "tempat lahir",
    "organisations.Person.nip": "NIP",
    "organisations.Person.nik_sealed": "NIK",
    "organisations.Person": "data pribadi lain dalam daftar",
    "organisations.Membership": "keanggotaan dalam lembaga",
    "organisations.FamilyUnit": "data keluarga pioner",
    "organisations.RoleGrant": "peran di platform",
    "organisations.Invitation": "undangan membuat akun",
    "organisations.Recovery": "pemulihan akun",
    "accounts.User": "data akun",
    "registration.Application": "pendaftaran lembaga",
    "enrolment.Enrolment": "keikutsertaan dalam pelatihan",
    "attendance.Presence": "kehadiran",
    "assessment.Attempt": "jawaban tes",
    "completion.Verdict": "hasil pelatihan",
    "privacy.Consent": "persetujuan",
    "privacy.DataRequest": "permintaan tentang data pribadi",
}
OTHER = "catatan lain di platform"


def in_words(fields: Iterable[str]) -> str:
    found = {WORDS.get(name) or WORDS.get(".".join(name.split(".")[:2]), OTHER) for name in fields}
    return ", ".join(sorted(found))


def moment(at: datetime) -> str:
    """``2 November 2026 pukul 10.00 WIB``, in the zone of the installation."""
    zone = dict(Zone.choices).get(settings.TIME_ZONE, settings.TIME_ZONE)
    local = timezone.localtime(at)
    with override("id"):
        return f"{date_format(local, 'j F Y')} pukul {local:%H.%M} {zone}"


def breach_letter(report: BreachReport) -> str:
    """The letter to each person; what only people know stands in square brackets."""
    firsts = [each.first_at for each in report.people if each.first_at]
    lasts = [each.last_at for each in report.people if each.last_at]
    return LETTER.read_text(encoding="utf-8").format(
        data=in_words(name for each in report.people for name in each.fields),
        first=moment(min(firsts, default=report.since)),
        last=moment(max(lasts, default=report.until)),
        url=settings.BASE_URL + reverse("my_viewers"),
    )
