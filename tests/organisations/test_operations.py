from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.utils.translation import override

from lms.accounts.roles import Role
from lms.journal.models import Event
from lms.organisations.enums import Position, RegionLevel, Zone
from lms.organisations.models import Institution, Membership, Region
from lms.organisations.operations import (
    add_member,
    add_paper,
    create_office,
    grant_role,
    load_kinds,
    load_regions,
    register_institution,
    zone_of,
)
from lms.refusal import Refusal
from tests.factories.organisations import (
    InstitutionFactory,
    KindFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    ProvinceFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
)

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


def test_all_regions_load_once_and_the_second_time_nothing_changes(db):
    first, second = load_regions(), load_regions()

    assert [(first[level].total, first[level].changed) for level in RegionLevel] == [(38, 38), (514, 514), (7285, 7285)]
    assert [(second[level].total, second[level].changed) for level in RegionLevel] == [(38, 0), (514, 0), (7285, 0)]
    assert Region.objects.get(code="62.03").parent_id == "62"


def test_a_renamed_region_is_mended_by_the_next_load(db):
    load_regions()
    Region.objects.filter(code="62.03").update(name="Salah Tulis")

    assert load_regions()[RegionLevel.REGENCY].changed == 1
    assert Region.objects.get(code="62.03").name == "Kabupaten Kapuas"


def test_the_twelve_kinds_load_and_the_command_says_so(db, capsys):
    call_command("load_regions")

    assert load_kinds().changed == 0
    assert "regency: 514 (514 changed)\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "zone"), [("62.03", Zone.WIB), ("63.01", Zone.WITA), ("94.71", Zone.WIT), ("11", Zone.WIB)]
)
def test_a_region_knows_its_time_zone(code, zone):
    assert zone_of(code) == zone


def test_a_registered_institution_is_journalled(db):
    institution = register_institution(
        number="LKS-1", name="LKS Huma", kind=KindFactory(), region=RegencyFactory(), address="", by=None, at=AT
    )

    assert Event.objects.get().subject_id == str(institution.pk)


def test_a_register_number_is_given_once(db):
    taken = InstitutionFactory(number="LKS-1")

    with pytest.raises(Refusal), override("en"):
        register_institution(
            number="LKS-1", name="Lain", kind=taken.kind, region=taken.region, address="", by=None, at=AT
        )

    assert Institution.objects.count() == 1
    assert not Event.objects.exists()


def test_an_institution_is_registered_while_a_paper_is_in_date(db):
    institution = InstitutionFactory()
    add_paper(
        institution,
        kind="STP",
        number="1/2024",
        issuer="Dinsos",
        issued_on=date(2024, 1, 1),
        expires_on=date(2026, 12, 31),
        by=None,
        at=AT,
    )

    def registered(day):
        return Institution.objects.with_registration(day).get().is_registered

    assert [registered(d) for d in (date(2023, 12, 31), date(2024, 1, 1), date(2026, 12, 31), date(2027, 1, 1))] == [
        False,
        True,
        True,
        False,
    ]


def test_a_paper_without_an_end_stays_in_date(db):
    paper = RegistrationPaperFactory(expires_on=None)

    assert Institution.objects.with_registration(date(2050, 1, 1)).get() == paper.institution
    assert Institution.objects.with_registration(date(2050, 1, 1)).get().is_registered


def test_who_belonged_on_a_day_is_one_query(db, django_assert_num_queries):
    institution = InstitutionFactory()
    left = MembershipFactory(institution=institution, starts_on=date(2024, 1, 1), ends_on=date(2025, 6, 30))
    stays = MembershipFactory(institution=institution, starts_on=date(2025, 1, 1))

    with django_assert_num_queries(1):
        members = set(Membership.objects.on(date(2025, 6, 30)).values_list("pk", flat=True))

    assert members == {left.pk, stays.pk}
    assert list(Membership.objects.on(date(2025, 7, 1))) == [stays]


def test_the_same_position_is_not_held_twice_at_once(db):
    member = MembershipFactory(position=Position.CHAIR)

    with pytest.raises(Refusal) as refusal:
        add_member(
            member.institution, member.person, position=Position.CHAIR, starts_on=date(2026, 1, 1), by=None, at=AT
        )

    assert refusal.value.reasons[0].code == "organisations_membership_one_open_per_position"
    assert Membership.objects.count() == 1


def test_somebody_may_hold_two_positions(db):
    member = MembershipFactory(position=Position.CHAIR)

    add_member(member.institution, member.person, position=Position.MEMBER, starts_on=date(2026, 1, 1), by=None, at=AT)

    assert Membership.objects.count() == 2


def test_an_office_code_that_cannot_stand_in_a_number_is_refused(db):
    with pytest.raises(Refusal) as refusal:
        create_office(
            region=ProvinceFactory(),
            name="Dinas Sosial",
            unit_code="dinsos kalteng!",
            city="Palangka Raya",
            signatory_title="Kepala",
            signatory_name="A",
        )

    assert [r.code for r in refusal.value.reasons] == ["organisations_office_unit_code_form"]


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.INSTITUTION_ADMIN, "region"),
        (Role.PROVINCE_OFFICER, "institution"),
        (Role.PROVINCE_OFFICER, None),
        (Role.MINISTRY_OFFICER, "region"),
    ],
)
def test_a_role_is_held_only_in_its_own_kind_of_place(db, role, place):
    places = {"region": RegencyFactory(), "institution": InstitutionFactory(), None: None}
    user = RoleGrantFactory().user

    with pytest.raises(Refusal) as refusal:
        grant_role(user, role, place=places[place], starts_on=date(2026, 1, 1), by=None, at=AT)

    assert [r.code for r in refusal.value.reasons] == ["organisations_rolegrant_is_held_in_its_place"]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: ProvinceFactory(code="6"), "organisations_region_code_form"),
        (lambda: RegencyFactory(parent=None), "organisations_region_only_provinces_have_no_parent"),
        (
            lambda: MembershipFactory(starts_on=date(2025, 1, 2), ends_on=date(2025, 1, 1)),
            "organisations_membership_starts_before_it_ends",
        ),
        (
            lambda: RoleGrantFactory(starts_on=date(2025, 1, 2), ends_on=date(2025, 1, 1)),
            "organisations_rolegrant_starts_before_it_ends",
        ),
        (
            lambda: RegistrationPaperFactory(issued_on=date(2025, 1, 2), expires_on=date(2025, 1, 1)),
            "organisations_registrationpaper_issued_before_it_expires",
        ),
        (lambda: OfficeFactory(unit_code="dinas"), "organisations_office_unit_code_form"),
    ],
)
def test_the_database_refuses(db, make, name):
    with pytest.raises(IntegrityError, match=name):
        make()


def test_a_paper_number_stands_once_in_an_institution(db):
    paper = RegistrationPaperFactory()

    with pytest.raises(IntegrityError):
        RegistrationPaperFactory(institution=paper.institution, number=paper.number)


def test_one_person_has_at_most_one_account(db):
    user = RoleGrantFactory().user
    PersonFactory(user=user)

    with pytest.raises(IntegrityError):
        PersonFactory(user=user)
