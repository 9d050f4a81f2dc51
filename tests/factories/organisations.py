from datetime import date

import factory

from lms.accounts.roles import Role
from lms.organisations.enums import KindCategory, Position, RegionLevel, Sex
from lms.organisations.models import (
    Institution,
    Membership,
    Office,
    Person,
    PSKSKind,
    Region,
    RegistrationPaper,
    RoleGrant,
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
        ministry = factory.Trait(role=Role.MINISTRY_OFFICER, region=None)
        institution_admin = factory.Trait(
            role=Role.INSTITUTION_ADMIN, region=None, institution=factory.SubFactory(InstitutionFactory)
        )

    user = factory.SubFactory(UserFactory)
    role = Role.REGENCY_OFFICER
    region = factory.SubFactory(RegencyFactory)
    starts_on = date(2024, 1, 1)
