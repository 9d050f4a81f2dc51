from datetime import UTC, date, datetime

import factory

from lms.accounts.roles import Role
from lms.organisations.enums import AgeGroup, KindCategory, Position, RegionLevel, Sex
from lms.organisations.models import (
    Accreditation,
    BeneficiaryCount,
    FamilyUnit,
    Holiday,
    Institution,
    Invitation,
    Membership,
    Office,
    Person,
    PPKSKind,
    PSKSKind,
    Recovery,
    Region,
    RegionSuccession,
    RegisterCounter,
    RegistrationPaper,
    RoleGrant,
    StoredFile,
)
from tests.factories.accounts import UserFactory


class ProvinceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "62"
    name = "Kalimantan Tengah"
    level = RegionLevel.PROVINCE


class RegencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "62.03"
    name = "Kabupaten Kapuas"
    level = RegionLevel.REGENCY
    parent = factory.LazyAttribute(lambda o: ProvinceFactory(code=o.code[:2], name=f"Provinsi {o.code[:2]}"))


class KindFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PSKSKind
        django_get_or_create = ("code",)

    code = "PSKS-04"
    slug = "lembaga-kesejahteraan-sosial"
    name_id = "Lembaga Kesejahteraan Sosial (LKS)"
    name_en = "Social welfare institution"
    category = KindCategory.ORGANISATION


class OfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Office
        django_get_or_create = ("region",)

    region = factory.SubFactory(ProvinceFactory)
    name = "Dinas Sosial Provinsi Kalimantan Tengah"
    unit_code = factory.LazyAttribute(lambda o: f"DINSOS-{o.region.code.replace('.', '-')}")
    city = "Palangka Raya"
    signatory_title = "Kepala Dinas Sosial"
    signatory_name = "Drs. Contoh Pejabat, M.Si."


class InstitutionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Institution

    number = factory.Sequence(lambda n: f"LKS-{n:05}")
    name = factory.Sequence(lambda n: f"LKS Contoh {n}")
    kind = factory.SubFactory(KindFactory)
    region = factory.SubFactory(RegencyFactory)


class RegistrationPaperFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegistrationPaper

    institution = factory.SubFactory(InstitutionFactory)
    kind = "STP"
    number = factory.Sequence(lambda n: f"STP/{n}/2025")
    issuer = "Dinas Sosial Kabupaten Kapuas"
    issued_on = date(2025, 1, 10)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Warga {n}")
    sex = Sex.FEMALE


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    institution = factory.SubFactory(InstitutionFactory)
    position = Position.MEMBER
    starts_on = date(2024, 1, 1)


class RoleGrantFactory(factory.django.DjangoModelFactory):
    """The smallest valid role: an officer of Kapuas. Traits for the others."""

    class Meta:
        model = RoleGrant

    class Params:
        province = factory.Trait(role=Role.PROVINCE_OFFICER, region=factory.SubFactory(ProvinceFactory))
        trainer = factory.Trait(role=Role.TRAINER, region=factory.SubFactory(ProvinceFactory))
        ministry = factory.Trait(role=Role.MINISTRY_OFFICER, region=None, sees_names=False)
        institution_admin = factory.Trait(
            role=Role.INSTITUTION_ADMIN, region=None, institution=factory.SubFactory(InstitutionFactory)
        )

    user = factory.SubFactory(UserFactory)
    role = Role.REGENCY_OFFICER
    region = factory.SubFactory(RegencyFactory)
    starts_on = date(2024, 1, 1)


class KindOfNeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PPKSKind
        django_get_or_create = ("code",)

    code = "PPKS-08"
    slug = "lanjut-usia-telantar"
    name_id = "Lanjut usia telantar"
    name_en = "Neglected older person"


class DistrictFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "62.03.05"
    name = "Selat"
    level = RegionLevel.DISTRICT
    parent = factory.LazyAttribute(lambda o: RegencyFactory(code=o.code[:5]))


class RegionSuccessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegionSuccession

    old = factory.SubFactory(RegencyFactory, code="62.90", name="Kabupaten Lama")
    new = factory.SubFactory(RegencyFactory, code="62.91", name="Kabupaten Baru")
    on = date(2022, 7, 25)


class HolidayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Holiday

    day = date(2026, 8, 17)
    name = "Hari Kemerdekaan"


class StoredFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoredFile

    file = factory.django.FileField(data=b"%PDF-1.7 contoh", filename="contoh.pdf")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    original_name = "surat.pdf"
    media_type = "application/pdf"
    size_bytes = 15
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = datetime(2026, 1, 10, 3, 0, tzinfo=UTC)


class AccreditationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Accreditation

    institution = factory.SubFactory(InstitutionFactory)
    grade = "B"
    number = factory.Sequence(lambda n: f"BALKS/{n}/2024")
    regulation = "Permensos 17/2012"
    issued_on = date(2024, 5, 2)


class BeneficiaryCountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BeneficiaryCount

    institution = factory.SubFactory(InstitutionFactory)
    as_of = date(2025, 12, 31)
    age_group = AgeGroup.OLDER
    female = 12
    male = 9


class RegisterCounterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegisterCounter

    region = factory.SubFactory(RegencyFactory)
    kind = factory.SubFactory(KindFactory)


class WadahFactory(InstitutionFactory):
    """The one active *wadah* of its kind in its kabupaten/kota."""

    class Meta:
        django_get_or_create = ("kind", "region", "is_wadah")

    is_wadah = True


class FamilyUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FamilyUnit

    name = factory.Sequence(lambda n: f"Keluarga Contoh {n}")
    contact = factory.SubFactory(PersonFactory)
    wadah = factory.SubFactory(WadahFactory)


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    person = factory.SubFactory(PersonFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    invited_by = factory.SubFactory(UserFactory)
    invited_at = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
    expires_at = datetime(2026, 11, 8, 3, 0, tzinfo=UTC)


class RecoveryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recovery

    user = factory.SubFactory(UserFactory)
    why = "Datang sendiri dengan KTP dan kartu anggota."
    asked_by = factory.SubFactory(UserFactory)
    asked_at = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
