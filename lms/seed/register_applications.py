"""Institutions that apply to be registered: a draft, one being examined, one that came back, one let in."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from lms.accounts.models import User
from lms.accounts.operations import create_account
from lms.organisations.enums import Position, RegionLevel, Sex
from lms.organisations.models import PSKSKind, Region
from lms.registration import operations
from lms.registration.enums import Fact, ItemState
from lms.registration.models import Application
from lms.seed.data import PASSWORD

REGENCY = "62.03"
OFFICER = "kapuas@contoh.id"
APPLICANT = ("Rina Tundan", "rina@contoh.id", "+6281200000003")
ADMITTED = ("Jumadi Lamat", "jumadi@contoh.id", "+6281200000004")
PAPER_NUMBER = "460/101/STP-LKS/62.03/2026"
TEXT = "Contoh berkas pendaftaran. Bukan berkas sungguhan."


def seed_applications(at: datetime) -> None:
    """Idempotent. Needs regions, kinds and the officer of Kapuas."""
    operations.load_requirements()
    applicant, admitted = _account(*APPLICANT, at=at), _account(*ADMITTED, at=at)
    officer = User.objects.get(email=OFFICER)
    begun = at - timedelta(days=4)
    _begun(applicant, "LKS Cahaya Basarang", begun)
    if application := _complete(applicant, "LKS Anjir Serapat Berbagi", begun):
        _send(application, at - timedelta(days=1))
    if application := _complete(applicant, "LKS Pulau Petak Mandiri", begun):
        _send(application, begun)
        _return_one(application, officer, at)
    if application := _complete(admitted, "LKS Bataguh Sejahtera", begun):
        _send(application, begun)
        _let_in(application, officer, at)


def _account(name: str, email: str, phone: str, *, at: datetime) -> User:
    known = User.objects.filter(email=email).first()
    return known or create_account(name=name, email=email, phone=phone, password=PASSWORD, by=None, at=at)


def _begun(by: User, name: str, at: datetime) -> Application | None:
    """A draft, unless it is there already."""
    if Application.objects.filter(applicant=by, institution__name=name).exists():
        return None
    kind = PSKSKind.objects.get(slug="lembaga-kesejahteraan-sosial")
    region = Region.objects.get(code=REGENCY)
    return operations.start_application(name=name, kind=kind, region=region, is_legal_entity=False, by=by, at=at)


def _complete(by: User, name: str, at: datetime) -> Application | None:
    application = _begun(by, name, at)
    if application is None:
        return None
    district = Region.objects.filter(parent=REGENCY, level=RegionLevel.DISTRICT).order_by("code").first()
    place = {"district": district, "village": "Selat Hilir", "address": "Jl. Contoh 7", "rt_rw": "002/001"}
    operations.change_place(application.items.get(code=Fact.PLACE), version=1, by=by, at=at, **place)
    operations.choose_area(
        application, work_area=[application.institution.region], version=_version(application), by=by, at=at
    )
    operations.name_people(
        application.items.get(code=Fact.PEOPLE),
        version=1,
        person={"name": by.name, "sex": Sex.FEMALE if by.name.startswith("Rina") else Sex.MALE, "phone": by.phone},
        position=Position.CHAIR,
        chair_name="",
        by=by,
        at=at,
    )
    for item in application.items.filter(state=ItemState.MISSING, is_required=True):
        if item.needs_file:
            file = ContentFile(_pdf(f"{item.label_id}. {TEXT}"), name=f"{item.code}.pdf")
            operations.give_file(item, file=file, version=1, by=by, at=at)
        else:
            operations.give_answer(item, answer="12 perempuan dan 9 laki-laki.", version=1, by=by, at=at)
    return application


def _send(application: Application, at: datetime) -> None:
    operations.submit_application(application, version=_version(application), by=application.applicant, at=at)


def _return_one(application: Application, officer: User, at: datetime) -> None:
    for item in application.items.filter(state=ItemState.GIVEN):
        if item.code == "surat-domisili":
            why = "Foto tidak terbaca. Ambil lagi di tempat terang."
            operations.return_item(item, why=why, version=item.version, by=officer, at=at)
        else:
            operations.accept_item(item, version=item.version, by=officer, at=at)
    operations.send_back(application, version=_version(application), by=officer, at=at)


def _let_in(application: Application, officer: User, at: datetime) -> None:
    for item in application.items.filter(state=ItemState.GIVEN):
        operations.accept_item(item, version=item.version, by=officer, at=at)
    paper = {"number": PAPER_NUMBER, "issued_on": application.local_date(at), "expires_on": None}
    operations.approve_application(application, paper=paper, version=_version(application), by=officer, at=at)


def _version(application: Application) -> int:
    return Application.objects.values_list("version", flat=True).get(pk=application.pk)


def _pdf(text: str) -> bytes:
    """One page with one line: a small real PDF."""
    stream = f"BT /F1 14 Tf 60 760 Td ({text}) Tj ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 6\n0000000000 65535 f \n"
    return body + head + table + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
