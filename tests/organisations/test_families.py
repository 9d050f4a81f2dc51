import uuid
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from lms.journal.models import Event
from lms.organisations.enums import KindCategory
from lms.organisations.models import FamilyUnit, Institution, Membership, Person
from lms.organisations.operations.families import add_family, add_family_of_new, change_family, family_wadah
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    DistrictFactory,
    FamilyUnitFactory,
    KindFactory,
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.naughty import NAUGHTY, encodable
from tests.organisations.undoing import undone

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
SINCE = date(2025, 1, 1)


@pytest.fixture(autouse=True)
def kind():
    return KindFactory(
        code="PSKS-07",
        slug="keluarga-pioner",
        name_id="Keluarga Pioner",
        name_en="Pioneer family",
        category=KindCategory.FAMILY,
    )


def test_the_wadah_of_a_kabupaten_is_made_once():
    kapuas = RegencyFactory()

    first, second = (family_wadah(kapuas, by=None, at=AT) for _time in range(2))
    other = family_wadah(RegencyFactory(code="62.10", name="Kabupaten Gunung Mas"), by=None, at=AT)

    assert first == second != other
    assert (first.name, first.is_wadah, first.number) == ("Keluarga Pioner Kab. Kapuas", True, "62.03/07/0001")


def test_the_contact_person_of_a_family_is_a_member_of_the_wadah(kind):
    contact = PersonFactory()

    family = add_family(
        contact, region=RegencyFactory(), name="Keluarga Contoh", children=3, starts_on=SINCE, by=None, at=AT
    )

    member = Membership.objects.get()
    assert (member.person, member.institution, member.family, member.kind) == (contact, family.wadah, family, kind)
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [
        "institution.registered",
        "family.added",
        "membership.started",
    ]


def test_a_child_is_no_contact_person_and_nothing_is_half_written():
    child = PersonFactory(birth_on=date(2012, 1, 1))

    with pytest.raises(Refusal):
        add_family(child, region=RegencyFactory(), name="Keluarga Contoh", starts_on=SINCE, by=None, at=AT)

    assert (FamilyUnit.objects.count(), Institution.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_a_new_contact_person_enters_with_the_family_or_not_at_all():
    given = {"region": RegencyFactory(), "name": "Keluarga Contoh", "starts_on": SINCE, "by": UserFactory(), "at": AT}

    with pytest.raises(Refusal):
        child = {"name": "Anak", "sex": "male", "birth_on": date(2012, 1, 1)}
        add_family_of_new(person=child, nik="", **given)
    assert Person.objects.count() == 0
    family = add_family_of_new(person={"name": "Ibu Contoh", "sex": "female"}, nik="", **given)

    assert family.contact == Person.objects.get()


def test_a_family_is_changed_and_its_contact_belongs_to_it():
    family = FamilyUnitFactory(children=2)
    stranger = PersonFactory()
    adult = MembershipFactory(institution=family.wadah, family=family).person

    with pytest.raises(Refusal) as refusal:
        change_family(family, contact=stranger, by=None, at=AT)
    changed = change_family(family, contact=adult, children=3, by=None, at=AT)
    family.refresh_from_db()

    assert [reason.code for reason in refusal.value.reasons] == ["contact_no_member"]
    assert (changed, family.contact, family.children) == (["contact", "children"], adult, 3)
    assert Event.objects.get().data == {"fields": ["contact", "children"]}
    assert change_family(family, children=3, by=None, at=AT) == []


def test_families_are_seen_and_edited_in_ones_area():
    kapuas, foreign = RegencyFactory(), RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    family = FamilyUnitFactory(wadah__region=kapuas)
    FamilyUnitFactory(wadah__region=foreign)
    officer = RoleGrantFactory(region=kapuas).user
    reader = RoleGrantFactory(region=kapuas, can_edit=False).user
    blind = RoleGrantFactory(region=kapuas, sees_names=False).user
    admin = RoleGrantFactory(institution_admin=True, institution=family.wadah).user

    seen = [list(FamilyUnit.objects.visible_to(user)) for user in (officer, reader, blind, admin)]
    edited = [list(FamilyUnit.objects.editable_by(user)) for user in (officer, reader, blind, admin)]

    assert seen == [[family], [family], [], []]
    assert edited == [[family], [], [], []]


# --- the pages ---------------------------------------------------------------

NEW = {
    "family_name": "Keluarga Sandung",
    "family_region": "62.03",
    "starts_on": "2025-05-02",
    "adults": "2",
    "children": "3",
    "name": "Ibu Contoh",
    "sex": "female",
}


@pytest.fixture
def kapuas():
    DistrictFactory()
    return RegencyFactory()


@pytest.fixture
def officer(login, kapuas):
    return login(RoleGrantFactory(region=kapuas).user)


@pytest.fixture
def stranger(login, stranger):
    return login(stranger)


def once(**fields):
    return {"once_key": str(uuid.uuid4()), **fields}


def url(name, *args):
    return reverse(name, args=args)


def test_a_family_and_its_contact_person_are_entered_in_one_go(officer):
    body = once(**NEW)

    first, second = (officer.post(url("family_new"), body) for _time in range(2))

    family = FamilyUnit.objects.get()
    assert first.url == second.url == url("family_detail", family.pk)
    assert (family.name, family.adults, family.children) == ("Keluarga Sandung", 2, 3)
    assert family.contact.name == "Ibu Contoh"
    assert family.memberships.get().starts_on == date(2025, 5, 2)
    assert officer.get(first.url).status_code == 200


def test_a_family_is_entered_with_a_person_of_the_register(officer, kapuas):
    contact = PersonFactory(name="Ibu Contoh", region=kapuas)
    family = {key: value for key, value in NEW.items() if key not in {"name", "sex"}}

    asked = officer.post(url("family_new"), once(**NEW))
    officer.post(url("family_new") + f"?orang={contact.pk}", once(**family))

    assert asked.context["alike"] == [contact]
    assert FamilyUnit.objects.get().contact == contact
    assert Person.objects.count() == 1


def test_a_family_of_another_area_is_not_entered(officer):
    RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")

    response = officer.post(url("family_new"), once(**{**NEW, "family_region": "62.10"}))

    assert list(response.context["form"].errors) == ["family_region"]
    assert not FamilyUnit.objects.exists()


@pytest.mark.parametrize(
    "field", ["family_name", "family_region", "family_district", "village", "adults", "children", "starts_on", "person"]
)
def test_bad_input_is_answered_and_nothing_is_half_written(officer, field):
    for text in NAUGHTY:
        with undone():
            response = officer.post(url("family_new"), once(**{**NEW, field: encodable(text)}))
            assert response.status_code in {200, 302, 404}
            is_in = response.status_code == 302
            assert FamilyUnit.objects.count() == Person.objects.count() == Membership.objects.count() == int(is_in)


def test_the_list_shows_the_families_of_the_area(officer, login, kapuas):
    family = FamilyUnitFactory(name="Keluarga Sandung", wadah__region=kapuas)
    other = FamilyUnitFactory(name="Keluarga Tarung", wadah__region=kapuas)
    elsewhere = FamilyUnitFactory(wadah__region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas"))
    province = login(RoleGrantFactory(province=True).user)

    def listed(client, **filters):
        return list(client.get(url("family_list"), filters).context["page"].object_list)

    assert listed(officer) == [family, other]
    assert listed(officer, cari="sandung") == [family]
    assert listed(province, wilayah="62.03") == [family, other]
    assert listed(province, wilayah="62.10") == [elsewhere]
    for text in NAUGHTY:
        for field in ("cari", "wilayah", "page"):
            assert officer.get(url("family_list"), {field: encodable(text)}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same(officer, kapuas, rows, django_assert_num_queries):
    for _number in range(rows):
        FamilyUnitFactory(wadah__region=kapuas)
    officer.get(url("family_list"))

    with django_assert_num_queries(7):
        assert len(officer.get(url("family_list")).context["page"].object_list) == rows


def edited(family, **changes):
    shown = {
        "family_name": family.name,
        "family_district": "",
        "village": "",
        "address": "",
        "adults": "",
        "children": "",
        "decree_number": "",
        "decree_on": "",
        "contact": str(family.contact_id),
    }
    return {**{f"initial-{name}": value for name, value in shown.items()}, **shown, **changes}


def test_a_family_is_edited_and_a_late_page_shows_what_differs(officer, kapuas):
    family = FamilyUnitFactory(wadah__region=kapuas)
    late = edited(family, children="4")

    sent = officer.post(url("family_edit", family.pk), edited(family, children="3", village="Pulau Telo"))
    refused = officer.post(url("family_edit", family.pk), late)

    family.refresh_from_db()
    assert sent.url == url("family_detail", family.pk)
    assert (family.children, family.village) == (3, "Pulau Telo")
    assert refused.status_code == 409
    assert [(now, typed) for _label, now, typed in refused.context["conflicts"]] == [("3", "4")]


def test_a_family_of_another_area_is_not_found(stranger, login, kapuas):
    family = FamilyUnitFactory(wadah__region=kapuas)

    for name in ("family_detail", "family_edit"):
        assert stranger.get(url(name, family.pk)).status_code == 404
        assert stranger.get(url(name, 987_654)).status_code == 404
    assert stranger.post(url("family_edit", family.pk), edited(family, children="3")).status_code == 404
    admin = login(RoleGrantFactory(institution_admin=True).user)
    assert [admin.get(url(name)).status_code for name in ("family_list", "family_new")] == [403, 403]
