"""Offices, accounts, institutions and members of the demonstration."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt

from lms.accounts.models import User
from lms.accounts.operations import create_account
from lms.accounts.roles import Role
from lms.organisations.access import scope_of
from lms.organisations.models import Institution, Membership, Office, Person, PSKSKind, Region
from lms.organisations.operations import add_member, add_paper, create_office, grant_role, register_institution
from lms.organisations.permissions import lacks_second_factor
from lms.seed.data import (
    ADMIN_PERSON,
    INSTITUTIONS,
    PASSWORD,
    PEOPLE,
    PROVINCE,
    PROVINCE_OFFICE,
    SIGNATORY,
    STAFF,
    TRAINEE_PERSON,
)

SINCE = date(2024, 1, 2)


@dataclass(frozen=True)
class Staff:
    superuser: User
    by_key: dict[str, User]

    def __getitem__(self, key: str) -> User:
        return self.by_key[key]


SEATS = {"62.03": "Kuala Kapuas"}  # where the capital has another name than its kabupaten


def seed_offices() -> None:
    for region in Region.objects.filter(code__startswith=PROVINCE).exclude(level="district"):
        if Office.objects.filter(region=region).exists():
            continue
        if region.code == PROVINCE:
            create_office(region=region, **PROVINCE_OFFICE)
            continue
        short = region.name.split(" ", 1)[1]
        create_office(
            region=region,
            name=f"Dinas Sosial {region.name}",
            unit_code=f"DINSOS-{short.upper().replace(' ', '-')}",
            city=SEATS.get(region.code, short),
            signatory_title=f"Kepala Dinas Sosial {region.name}",
            signatory_name=SIGNATORY,
        )


def seed_staff(at: datetime) -> Staff:
    """Officers, trainers and the superuser; those who need a second factor get a random one."""
    superuser = User.objects.filter(email="pengelola@contoh.id").first() or User.objects.create_superuser(
        email="pengelola@contoh.id", name="Pengelola Pilar", password=PASSWORD
    )
    staff = {}
    for row in STAFF:
        user = User.objects.filter(email=row.email).first()
        if user is None:
            user = create_account(name=row.name, email=row.email, phone=None, password=PASSWORD, by=None, at=at)
            place = Region.objects.get(code=row.region)
            grant_role(user, Role(row.role), place=place, starts_on=SINCE, by=superuser, at=at)
        staff[row.key] = user
    for user in (superuser, *staff.values()):
        if lacks_second_factor(user, scope_of(user)):
            TOTP.activate(user, generate_totp_secret())
    return Staff(superuser, staff)


def seed_institutions(at: datetime) -> list[Institution]:
    kind = PSKSKind.objects.get(slug="lembaga-kesejahteraan-sosial")
    found = []
    for index, row in enumerate(INSTITUTIONS, start=1):
        number = f"LKS-62-{index:04}"
        institution = Institution.objects.filter(number=number).first()
        if institution is None:
            region = Region.objects.get(code=row.region)
            institution = register_institution(
                number=number, name=row.name, kind=kind, region=region, address=row.address, by=None, at=at
            )
            if row.has_paper:
                add_paper(
                    institution,
                    kind="Surat Tanda Pendaftaran (STP)",
                    number=f"460/{index:03}/STP-LKS/{row.region}/2025",
                    issuer=f"Dinas Sosial {region.name}",
                    issued_on=date(2025, 2, 3),
                    expires_on=date(2030, 2, 2),
                    by=None,
                    at=at,
                )
        found.append(institution)
    return found


def seed_members(institutions: list[Institution], at: datetime) -> list[Membership]:
    """The forty people in the order of the data, each in one institution."""
    members = []
    for row in PEOPLE:
        institution = institutions[row.institution]
        member = Membership.objects.filter(institution=institution, person__name=row.name).first()
        if member is None:
            person = Person.objects.create(name=row.name, sex=row.sex)
            member = add_member(institution, person, position=row.position, starts_on=SINCE, by=None, at=at)
        members.append(member)
    return members


def seed_trainee_accounts(members: list[Membership], at: datetime) -> None:
    """One trainee who signs in with a phone number, one chair who administers her institution."""
    for index, email, phone in (
        (TRAINEE_PERSON, "noor@contoh.id", "+6281200000001"),
        (ADMIN_PERSON, "yuliana@contoh.id", "+6281200000002"),
    ):
        member = members[index]
        if member.person.user_id is None:
            user = create_account(name=member.person.name, email=email, phone=phone, password=PASSWORD, by=None, at=at)
            member.person.user = user
            member.person.save(update_fields=["user"])
            if index == ADMIN_PERSON:
                place = member.institution
                grant_role(user, Role.INSTITUTION_ADMIN, place=place, starts_on=SINCE, by=None, at=at)


def sign_ins() -> str:
    """What ``make run`` prints: who, and how."""
    lines = [
        f"Kata sandi semua akun contoh: {PASSWORD}",
        "",
        "  Peserta (Noor Aisyah)            0812 0000 0001",
        "  Admin lembaga (Yuliana Tarung)   0812 0000 0002",
    ]
    labels = {"provinsi": "Petugas provinsi", "kapuas": "Petugas Kab. Kapuas", "palangkaraya": "Petugas Palangka Raya"}
    for row in STAFF:
        lines.append(f"  {labels.get(row.key, 'Narasumber'):<32} {row.email}")
    lines += [
        f"  {'Pengelola (superuser)':<32} pengelola@contoh.id",
        "",
        "Petugas dan pengelola memakai kode dua langkah. Kode saat ini: make code",
    ]
    return "\n".join(lines) + "\n"


def current_codes() -> list[tuple[str, str]]:
    """The one-time code of each demonstration account with a second factor, right now."""
    counter = list(yield_hotp_counters_from_time())
    middle = counter[len(counter) // 2]
    rows = Authenticator.objects.filter(type="totp", user__email__endswith="@contoh.id").select_related("user")
    return [
        (row.user.email, format_hotp_value(hotp_value(decrypt(row.data["secret"]), middle)))
        for row in rows.order_by("user__email")
    ]
