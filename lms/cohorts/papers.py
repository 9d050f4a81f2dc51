"""The KAK/TOR of an activity as a paper: first all its words, Indonesian data; then the drawing."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from certificates.facts import LETTERS, MAX_WORD, tidy
from certificates.wording import day, joined, period
from lms.cohorts.enums import CohortStatus, CommitteeRole, Funding, Method, SessionKind
from lms.cohorts.models import Cohort, Session, TermsOfReference
from lms.cohorts.rules import SyllabusModule
from lms.cohorts.timetables import Day, days_of
from lms.organisations.enums import Zone

# Words of the paper: like those of a certificate they never follow the reader's language.
KINDS = {
    "bimtek": "Bimbingan teknis",
    "training": "Pelatihan",
    "socialisation": "Sosialisasi",
    "coordination": "Rapat koordinasi",
    "mentoring": "Pendampingan",
}
DELIVERIES = {
    "face_to_face": "Tatap muka",
    "online": "Daring bersama",
    "self_paced": "Belajar mandiri",
    "blended": "Campuran tatap muka dan daring",
}
FUNDS = {Funding.DECONCENTRATION: "Dekonsentrasi", Funding.CSR: "CSR perusahaan", Funding.OTHER: "Sumber lain"}
TASKS = {
    CommitteeRole.IN_CHARGE: "Penanggung jawab",
    CommitteeRole.CHAIR: "Ketua",
    CommitteeRole.SECRETARY: "Sekretaris",
    CommitteeRole.MEMBER: "Anggota",
    CommitteeRole.MODERATOR: "Moderator",
}
METHODS = {
    Method.LECTURE: "CT",
    Method.DISCUSSION: "DK",
    Method.CASE_STUDY: "SK",
    Method.SIMULATION: "SM",
    Method.PRACTICE: "PR",
    Method.FIELD: "PL",
    Method.OWN_READING: "MD",
    Method.ONLINE: "DR",
}
MOST_NAMED = 10
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
LEGEND = (
    "CT ceramah dan tanya jawab, DK diskusi kelompok, SK studi kasus, SM simulasi, PR praktik, "
    "PL lapangan, MD mandiri daring, DR daring bersama. JP adalah jam pelajaran."
)


def terms_facts(cohort: Cohort, *, on: date) -> dict[str, Any]:
    """All that the paper sets, as text, read now."""
    terms = TermsOfReference.objects.filter(cohort=cohort).first() or TermsOfReference()
    sessions = list(cohort.sessions.with_trainers())
    modules = _modules(cohort)
    office = cohort.office
    return {
        "document_title": f"KAK {cohort.title}",
        "title": cohort.title,
        "office_name": office.name,
        "office_address": office.address,
        "identity": [pair for pair in _identity(cohort) if pair[1]],
        "background": paragraphs(terms.background),
        "legal_basis": paragraphs(terms.legal_basis),
        "purpose": paragraphs(terms.purpose),
        "audience": paragraphs(terms.audience),
        "budget": paragraphs(terms.budget),
        "outputs": paragraphs(terms.outputs),
        "modules": [[str(no), one.code, one.title, str(one.jp)] for no, one in enumerate(modules, start=1)],
        "modules_jp": str(sum(one.jp for one in modules)),
        "days": [_day(one, Zone(cohort.zone)) for one in days_of(sessions, cohort.tzinfo)],
        "legend": LEGEND if any(session.method for session in sessions) else "",
        "people": _people(cohort),
        "signed_city": office.city,
        "signed_on": day(on),
        "year": on.year,
        "month": on.month,
        "day": on.day,
        "signatory_title": office.signatory_title,
        "signatory_name": office.signatory_name,
        "signatory_nip": office.signatory_nip,
    }


def draw_terms(facts: dict[str, Any]) -> bytes:
    """The bytes of the PDF. Slow: never inside a transaction."""
    from lms.cohorts.drawing import draw  # Typst and its fonts load only where a paper is drawn

    return draw(json.dumps(printable(facts)), date(facts["year"], facts["month"], facts["day"]))


def printable(value: Any, *, most: int = MAX_WORD) -> Any:
    """The same with texts that the fonts can draw: another sign becomes a question mark, an endless word is cut."""
    if isinstance(value, str):
        words = "".join(sign if sign in LETTERS else "?" for sign in tidy(value)).split(" ")
        return " ".join(word[at : at + most] for word in words for at in range(0, max(len(word), 1), most))
    if isinstance(value, dict):
        return {name: printable(each, most=most) for name, each in value.items()}
    return [printable(each, most=most) for each in value] if isinstance(value, list | tuple) else value


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _modules(cohort: Cohort) -> tuple[SyllabusModule, ...]:
    """What is taught: as promised once it opened, before as the course says today."""
    if cohort.syllabus:
        return cohort.frozen_syllabus().modules
    if not cohort.gives_certificate:
        return ()
    return cohort.opening_facts().syllabus().modules


def _identity(cohort: Cohort) -> Iterable[tuple[str, str]]:
    yield "Jenis kegiatan", KINDS[cohort.kind]
    yield "Kursus", cohort.course.title if cohort.course and cohort.gives_certificate else ""
    yield "Penyelenggara", cohort.office.name
    yield "Bersama", "; ".join(partner.name for partner in cohort.partners.all())
    yield "Waktu", period(cohort.starts_on, cohort.ends_on)
    yield "Tempat", joined(cohort.venue, cohort.city, by=", ")
    yield "Cara", DELIVERIES[cohort.delivery]
    yield "Peserta", _seats(cohort)
    yield "Tahun anggaran", str(cohort.budget_year or "")
    yield "Sumber dana", FUNDS.get(Funding(cohort.funding), cohort.funding.upper()) if cohort.funding else ""
    yield "Kode kegiatan", cohort.activity_code


def _seats(cohort: Cohort) -> str:
    """The number each kabupaten and kota has, then those with another; once it opened, the sum too."""
    if not cohort.divides_seats:
        return "" if cohort.is_self_paced else "Terbuka bagi siapa saja yang mendaftar"
    if not cohort.seats_per_region:
        return ""
    quotas = list(cohort.quotas.select_related("region").order_by("region"))
    others = [quota for quota in quotas if quota.seats != cohort.seats_per_region]
    named = ", ".join(f"{quota.region.short_name} {quota.seats} orang" for quota in others)
    if len(others) > MOST_NAMED:
        named = f"{len(others)} daerah dengan jumlah sendiri"
    seats = f"{cohort.seats_per_region} orang dari tiap kabupaten/kota" + (f", kecuali {named}" if named else "")
    if cohort.status == CohortStatus.DRAFT or not quotas:
        return seats
    return f"{seats} ({sum(quota.seats for quota in quotas)} orang dari {len(quotas)} daerah)"


def _day(one: Day, zone: Zone) -> dict[str, Any]:
    rows = []
    for row in one.rows:
        session: Session = row.session
        what = joined(session.module_code, session.title, session.group, by=" · ")
        where = session.room or ("Daring" if session.link else "")
        with_whom = "; ".join(session.trainer_names())
        rows.append(
            {
                "hours": f"{row.starts:%H.%M}–{row.ends:%H.%M}",
                "what": what,
                "where": joined(where, with_whom, by=" · "),
                "method": METHODS.get(Method(session.method), "") if session.method else "",
                "jp": str(session.jp) if session.jp else "",
                "is_break": session.kind == SessionKind.BREAK,
            }
        )
    return {"title": f"{WEEKDAYS[one.on.weekday()]}, {day(one.on)}", "zone": zone.label, "rows": rows}


def _people(cohort: Cohort) -> list[tuple[str, str, str]]:
    """Committee in the order of the decree, then trainers."""
    order = list(CommitteeRole)
    members = sorted(cohort.committee.all(), key=lambda one: (order.index(CommitteeRole(one.role)), one.pk))
    found = [(TASKS[CommitteeRole(one.role)], one.name, _decree(one)) for one in members]
    trainers = cohort.trainers.select_related("user").order_by("user__name", "pk")
    return found + [("Narasumber", one.user.name, _decree(one)) for one in trainers]


def _decree(row: Any) -> str:
    return joined(row.decree_number and f"SK {row.decree_number}", row.decree_on and day(row.decree_on), by=", ")
