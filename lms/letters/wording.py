"""The words of a letter, in Indonesian whoever reads: what the designs of PDF and DOCX set, as text alone."""

from datetime import date
from typing import Any

from certificates.wording import day, joined, period
from lms.letters.enums import LetterKind
from lms.letters.facts import LetterFacts, Occasion, PersonLine

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
NUMERALS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
NO_NUMBER = "…………………………………"  # written in by hand: the number follows
REQUIREMENTS = (
    "surat tugas dari pimpinan lembaga atau dinas sosial",
    "pasfoto berwarna terbaru",
    "bahan presentasi singkat tentang lembaga, bila ada",
)
THANKS = "Demikian undangan ini kami sampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih."
KEYS = frozenset(
    {
        *("kind", "number", "nature", "attachment", "subject", "date_line", "addressee", "title", "opening"),
        *("details", "listed_title", "listed", "closing", "people", "signature", "copies", "head", "document_title"),
        *("issued_year", "issued_month", "issued_day"),
    }
)


def words_of(kind: LetterKind, facts: LetterFacts, *, number: str, issued_on: date) -> dict[str, Any]:
    """Every key of KEYS: the designs ask for no other."""
    head = facts.head
    words = {
        "kind": str(kind),
        "number": number or NO_NUMBER,
        "nature": facts.terms.nature,
        "date_line": f"{head.city}, {day(issued_on)}",
        "issued_year": issued_on.year,
        "issued_month": issued_on.month,
        "issued_day": issued_on.day,
        "head": {"government": head.government.upper(), "office": head.office_name.upper(), "address": head.address},
        "signature": {
            "title": head.signatory_title,
            "name": head.signatory_name,
            "nip": f"NIP {head.signatory_nip}" if head.signatory_nip else "",
        },
        "copies": list(facts.terms.copies),
        "people": [],
        "listed_title": "",
        "listed": [],
        "title": "",
        "attachment": "–",
        "addressee": [],
    }
    body = {
        LetterKind.INVITATION: invitation,
        LetterKind.ASSIGNMENT: assignment,
        LetterKind.CONFIRMATION: confirmation,
        LetterKind.STATEMENT: statement,
    }[kind](facts)
    return words | body | {"document_title": joined(body["subject"], number and f"nomor {number}", by=", ")}


def invitation(facts: LetterFacts) -> dict[str, Any]:
    about, head = facts.occasion, facts.head
    seats = counted(facts.seats, "orang")
    closing = []
    if facts.terms.contact:
        closing.append(f"Untuk keterangan lebih lanjut, silakan menghubungi {facts.terms.contact}.")
    closing.append(THANKS)
    return {
        "subject": f"Undangan {about.title}",
        "addressee": ["Yth. " + facts.addressee, f"di {facts.addressee_city or 'Tempat'}"],
        "opening": [
            f"Dengan hormat, {head.office_name} akan menyelenggarakan {about.title}. Sehubungan dengan hal tersebut, "
            f"kami mengundang Saudara untuk mengusulkan peserta sebanyak {seats}. Kegiatan dilaksanakan pada:",
        ],
        "details": [*when_and_where(about), ["Batas usulan", day(about.nominate_until)]],
        "listed_title": "Peserta membawa:",
        "listed": [f"{each}{'.' if each == REQUIREMENTS[-1] else ';'}" for each in REQUIREMENTS],
        "closing": [*replacing(facts), *closing],
    }


def assignment(facts: LetterFacts) -> dict[str, Any]:
    (person,) = facts.people
    about, head = facts.occasion, facts.head
    jp = f" selama {about.jp} jam pelajaran (JP)" if about.jp else ""
    return {
        "subject": "Surat tugas",
        "title": "SURAT TUGAS",
        "opening": [f"Yang bertanda tangan di bawah ini, {head.signatory_title}, menugaskan:"],
        "details": person_rows(person),
        "listed_title": "Untuk:",
        "listed": [
            f"mengikuti {about.title}{jp}, {held(about)};",
            "mengikuti seluruh rangkaian kegiatan sampai selesai;",
            "menyusun rencana tindak lanjut dan melaporkan hasilnya kepada pimpinan lembaga.",
        ],
        "closing": [*replacing(facts), "Surat tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab."],
    }


def confirmation(facts: LetterFacts) -> dict[str, Any]:
    about = facts.occasion
    number = counted(len(facts.people), "orang")
    return {
        "subject": f"Penetapan peserta {about.title}",
        "title": "DAFTAR PESERTA YANG DITETAPKAN",
        "opening": [
            f"Berdasarkan usulan dinas sosial kabupaten dan kota, dengan ini ditetapkan {number} sebagai peserta "
            f"{about.title}, {held(about)}."
        ],
        "details": [],
        "people": [
            {
                "no": str(place),
                "name": person.name,
                "position": person.position,
                "institution": person.institution_name,
                "region": person.region_name,
            }
            for place, person in enumerate(facts.people, start=1)
        ],
        "closing": [*replacing(facts), "Peserta yang berhalangan hadir segera melapor agar tempatnya dapat diisi."],
    }


def statement(facts: LetterFacts) -> dict[str, Any]:
    """*Surat keterangan mengikuti*: it says who was there, and promises no JP."""
    (person,) = facts.people
    assert facts.part is not None  # a statement is made of nothing else
    about, part = facts.occasion, facts.part
    return {
        "subject": "Surat keterangan mengikuti kegiatan",
        "title": "SURAT KETERANGAN MENGIKUTI KEGIATAN",
        "opening": [f"Yang bertanda tangan di bawah ini, {facts.head.signatory_title}, menerangkan bahwa:"],
        "details": person_rows(person),
        "closing": [
            f"telah mengikuti {about.title}, {held(about)}, dan hadir pada {counted(part.sessions, 'sesi')} "
            f"selama {duration(part.minutes)}.",
            *replacing(facts),
            "Surat keterangan ini menyatakan kehadiran dan bukan sertifikat pelatihan.",
            "Demikian surat keterangan ini dibuat untuk dipergunakan sebagaimana mestinya.",
        ],
    }


def person_rows(person: PersonLine) -> list[list[str]]:
    rows = [
        ["Nama", person.name],
        ["Jabatan", person.position],
        ["Lembaga", person.institution_name],
        ["Kabupaten/Kota", person.region_name],
    ]
    return [row for row in rows if row[1]]


def replacing(facts: LetterFacts) -> list[str]:
    return [f"Surat ini menggantikan surat {facts.replaces}."] if facts.replaces else []


def held(about: Occasion) -> str:
    place = joined(about.venue, about.city, by=", ")
    return f"yang dilaksanakan pada tanggal {period(about.starts_on, about.ends_on)} di {place}"


def when_and_where(about: Occasion) -> list[list[str]]:
    first, last = DAYS[about.starts_on.weekday()], DAYS[about.ends_on.weekday()]
    days = first if about.starts_on == about.ends_on else f"{first} s.d. {last}"
    rows = [
        ["Hari", days],
        ["Tanggal", period(about.starts_on, about.ends_on)],
        ["Pukul", about.begins and f"{about.begins} s.d. selesai"],
        ["Tempat", joined(about.venue, about.city, by=", ")],
    ]
    return [row for row in rows if row[1]]


def counted(number: int, noun: str) -> str:
    """``2 (dua) orang``; beyond what a sentence spells, the digits alone."""
    return f"{number} ({in_words(number)}) {noun}" if number < 100 else f"{number} {noun}"


def duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return joined(f"{hours} jam" if hours else "", f"{rest} menit" if rest or not hours else "", by=" ")


def in_words(number: int) -> str:
    if number < 12:
        return NUMERALS[number]
    if number < 20:
        return f"{NUMERALS[number - 10]} belas"
    tens, ones = divmod(number, 10)
    return joined(f"{NUMERALS[tens]} puluh", (ones and NUMERALS[ones]) or "", by=" ")
