"""Papers for the day of arrival, from what is known today: badges, desk names, biodata forms. Nothing is frozen."""

from collections.abc import Callable, Iterable
from typing import Any

from certificates.drawing import qr_svg
from certificates.wording import day, joined, period
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.letters.documents import letterhead, participants, person_line
from lms.letters.enums import BundleKind
from lms.letters.models import Badge
from lms.organisations.enums import Sex

SEX_WORDS = {Sex.FEMALE: "Perempuan", Sex.MALE: "Laki-laki"}
ROLE_WORDS = {"companion": "Pendamping", "assisted": "Peserta dampingan"}
Paper = dict[str, Any]


def badge_papers(cohort: Cohort) -> list[Paper]:
    """For badges and desk names alike: who she is, and her ticket as a QR code."""
    badges = Badge.objects.filter(enrolment__in=participants(cohort)).values_list("enrolment", "code")
    codes = dict(badges)
    return [badge_paper(each, codes[each.pk]) for each in participants(cohort) if each.pk in codes]


def badge_paper(enrolment: Enrolment, code: str) -> Paper:
    about, person = enrolment.cohort, person_line(enrolment)
    return {
        "title": about.title,
        "period": joined(period(about.starts_on, about.ends_on), about.city, by=", "),
        "name": person.name,
        "institution": person.institution_name,
        "region": person.region_name,
        "role": ROLE_WORDS.get(getattr(enrolment, "role", ""), "Peserta"),
        "qr_svg": qr_svg(code),
    }


def biodata_papers(cohort: Cohort) -> list[Paper]:
    """What is known of each, and empty fields for the rest. NIK and phone are left to be written by hand."""
    head = letterhead(cohort.office)
    shared = {
        "head": {"government": head.government.upper(), "office": head.office_name.upper(), "address": head.address},
        "title": cohort.title,
        "period": joined(period(cohort.starts_on, cohort.ends_on), cohort.venue, cohort.city, by=", "),
        "city": cohort.city,
    }
    return [shared | {"name": each.person_name, "rows": biodata_rows(each)} for each in participants(cohort)]


def biodata_rows(enrolment: Enrolment) -> list[list[str]]:
    line, person = person_line(enrolment), enrolment.person
    born = joined(person.birth_place, day(person.birth_on) if person.birth_on else "", by=", ")
    return [
        ["Nama lengkap dengan gelar", line.name],
        ["NIK", ""],
        ["NIP (*)", ""],
        ["Tempat dan tanggal lahir", born],
        ["Jenis kelamin", SEX_WORDS.get(Sex(person.sex), "")],
        ["Pendidikan terakhir", ""],
        ["Lembaga", line.institution_name],
        ["Jabatan", line.position],
        ["Kabupaten/Kota", line.region_name],
        ["Kecamatan", ""],
        ["Telepon atau WhatsApp", ""],
        ["Surel (*)", ""],
        ["Ukuran baju (*)", ""],
        ["Kebutuhan pendukung (*)", ""],
    ]


PAPERS: dict[BundleKind, tuple[str, str, Callable[[Cohort], Iterable[Paper]]]] = {  # design, title, what it says
    BundleKind.BADGES: ("badges", "Tanda pengenal peserta", badge_papers),
    BundleKind.DESK_NAMES: ("desk_names", "Papan nama meja", badge_papers),
    BundleKind.BIODATA: ("biodata", "Biodata peserta", biodata_papers),
}
