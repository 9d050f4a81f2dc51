"""What the register knows of some institutions of the demonstration, beside their names. Nothing here is real."""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from lms.accounts.models import User
from lms.organisations.enums import AgeGroup, Delivery, KindCategory, Owner, RegionLevel, Verification
from lms.organisations.models import Institution, PPKSKind, PSKSKind, Region
from lms.organisations.operations.institutions import change_institution, count_beneficiaries, verify_institution
from lms.organisations.operations.kinds import add_local_kind, make_wadah
from lms.organisations.operations.papers import add_accreditation, change_paper, verify_paper
from lms.organisations.uploads import store_upload
from lms.seed.data import PROVINCE

Pairs = tuple[tuple[int, int], ...]  # women and men, by age group


@dataclass(frozen=True)
class Known:
    index: int  # of the institution in ``data.INSTITUTIONS``
    serves: tuple[str, ...]
    delivery: Delivery
    capacity: int
    counts: Pairs
    grade: str = ""
    is_legal: bool = True


KNOWN = [
    Known(2, ("PPKS-02", "PPKS-07"), Delivery.RESIDENTIAL, 40, ((2, 3), (14, 17), (0, 0), (0, 0)), "B"),
    Known(3, ("PPKS-08",), Delivery.RESIDENTIAL, 30, ((0, 0), (0, 0), (0, 0), (16, 9)), "A"),
    Known(4, ("PPKS-02", "PPKS-08", "PPKS-24"), Delivery.BOTH, 60, ((3, 2), (12, 11), (8, 5), (10, 7)), "B"),
    Known(5, ("PPKS-24",), Delivery.COMMUNITY, 50, ((0, 0), (9, 8), (15, 11), (4, 3)), is_legal=False),
    Known(17, ("PPKS-05", "PPKS-09"), Delivery.BOTH, 25, ((0, 1), (6, 8), (5, 4), (0, 0)), "C"),
    Known(26, ("PPKS-16", "PPKS-17"), Delivery.COMMUNITY, 35, ((0, 0), (1, 2), (7, 19), (0, 0))),
]


def enrich_institutions(at: datetime) -> None:
    """Legal, place and service data, scans, checks and counts; a wadah of TKSK in each kabupaten/kota. Idempotent.

    After ``seed_institutions`` and ``seed_staff``.
    """
    officer = User.objects.get(email="provinsi@contoh.id")
    for known in KNOWN:
        institution = Institution.objects.get(number=f"LKS-{PROVINCE}-{known.index + 1:04}")
        if institution.verified_on is None:
            _enrich(institution, known, by=officer, at=at)
    tksk = PSKSKind.objects.get(slug="tksk")
    regencies = Region.objects.filter(code__startswith=f"{PROVINCE}.", level=RegionLevel.REGENCY)
    for region in regencies.on(timezone.localdate(at)):
        if not Institution.objects.filter(kind=tksk, region=region, is_wadah=True).exists():
            make_wadah(kind=tksk, region=region, by=officer, at=at)
    if not PSKSKind.objects.filter(region=PROVINCE).exists():
        add_local_kind(
            name="Pendamping PKH",
            category=KindCategory.INDIVIDUAL,
            province=Region.objects.get(code=PROVINCE),
            synonyms=["pkh", "pendamping program keluarga harapan"],
            by=officer,
            at=at,
        )


def _enrich(institution: Institution, known: Known, *, by: User, at: datetime) -> None:
    change_institution(institution, by=by, at=at, **_details(institution, known))
    counts = dict(zip(AgeGroup.values, known.counts, strict=True))
    count_beneficiaries(institution, as_of=date(2026, 6, 30), counts=counts, before={}, by=by, at=at)
    if known.grade:
        add_accreditation(
            institution,
            grade=known.grade,
            number=f"{known.index:03}/BALKS/2025",
            regulation="Permensos 8/2025",
            issued_on=date(2025, 9, 15),
            expires_on=date(2028, 9, 14),
            by=by,
            at=at,
        )
    for paper in institution.papers.all():
        scan = store_upload(SimpleUploadedFile("surat-tanda-pendaftaran.png", drawn(paper.number)), by=by, at=at)
        change_paper(paper, scan=scan, by=by, at=at)
        verify_paper(paper, result=Verification.VALID, note="", before=paper.state, by=by, at=at)
    verify_institution(institution, on=timezone.localdate(at), by=by, at=at)


def _details(institution: Institution, known: Known) -> dict[str, Any]:
    serial = f"{known.index:02}"
    district = institution.region.children.filter(level=RegionLevel.DISTRICT).first()
    legal = {
        "is_legal_entity": True,
        "deed_number": str(10 + known.index),
        "deed_on": date(2009, 3, 12),
        "notary": "Notaris Contoh, S.H., M.Kn.",
        "decree_number": f"AHU-00{serial}.AH.01.04 Tahun 2010",
        "decree_on": date(2010, 1, 20),
        "npwp": f"0123456789010{serial}",
    }
    return {
        **(legal if known.is_legal else {}),
        "short_name": institution.name.removeprefix("LKS "),
        "owner": Owner.COMMUNITY,
        "founded_year": 2008,
        "district": district,
        "work_area": [institution.region],
        "phone": f"+6281200001{serial}0",
        "whatsapp": f"+6281200001{serial}0",
        "email": f"lembaga{serial}@contoh.id",
        "staff_female": 7,
        "staff_male": 5,
        "serves": list(PPKSKind.objects.filter(pk__in=known.serves)),
        "delivery": known.delivery,
        "capacity": known.capacity,
    }


def drawn(number: str) -> bytes:
    """A sheet that looks like a scan from afar and says that it is none."""
    sheet = Image.new("RGB", (620, 877), "white")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((30, 30, 590, 847), outline="gray", width=2)
    for line, text in enumerate(("CONTOH - BUKAN DOKUMEN ASLI", "SURAT TANDA PENDAFTARAN", number)):
        pen.text((80, 90 + 40 * line), text, fill="black")
    for line in range(14):
        pen.line((80, 260 + 30 * line, 540 - 40 * (line % 3), 260 + 30 * line), fill="lightgray", width=6)
    kept = BytesIO()
    sheet.save(kept, format="PNG")
    return kept.getvalue()
