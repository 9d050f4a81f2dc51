"""The sections of an institution: who changes which, and that nobody overwrites a later word unseen."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from lms.journal.models import Event
from lms.organisations.enums import InstitutionStatus, OrganisationEvent
from lms.organisations.models import Institution
from lms.organisations.operations.institutions import change_institution, set_status
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    DistrictFactory,
    InstitutionFactory,
    KindFactory,
    KindOfNeedFactory,
    RegencyFactory,
    RoleGrantFactory,
    WadahFactory,
)
from tests.naughty import NAUGHTY, encodable
from tests.organisations.filled import filled

pytestmark = pytest.mark.django_db

SECTIONS = [
    "institution_identity",
    "institution_legal",
    "institution_place",
    "institution_contact",
    "institution_services",
    "institution_status",
]
OF_THE_INSTITUTION = {"institution_contact", "institution_services"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-22T02:00:00Z", tick=False):
        yield


@pytest.fixture
def kapuas(login):
    return login(RoleGrantFactory().user)


def url(name, institution):
    return reverse(name, args=[institution.pk])


def saved(client, name, institution, /, **changes):
    """Open the page, fill in, send; answers the answer and the institution as it is now."""
    page = client.get(url(name, institution))
    assert page.status_code == 200
    response = client.post(url(name, institution), filled(page, **changes))
    return response, Institution.objects.get(pk=institution.pk)


# --- the happy way -----------------------------------------------------------


def test_identity_is_changed_and_journalled_by_the_names_of_fields(kapuas):
    response, after = saved(
        kapuas,
        "institution_identity",
        InstitutionFactory(),
        name="LKS  Baru",
        founded_year="1998",
        is_legal_entity="on",
        owner="regency",
    )

    assert response.url == reverse("institution_detail", args=[after.pk])
    assert (after.name, after.founded_year, after.is_legal_entity, after.owner) == ("LKS Baru", 1998, True, "regency")
    event = Event.objects.get(name=OrganisationEvent.INSTITUTION_CHANGED)
    assert sorted(event.data["fields"]) == ["founded_year", "is_legal_entity", "name", "owner"]


def test_legal_numbers_are_kept_as_digits_however_they_are_grouped(kapuas):
    response, after = saved(
        kapuas,
        "institution_legal",
        InstitutionFactory(),
        npwp="01.234.567.8-901.000",
        nib="1234 5678 90123",
        deed_number="12",
        deed_on="2001-05-06",
    )

    assert response.status_code == 302
    assert (after.npwp, after.nib, after.deed_on) == ("012345678901000", "1234567890123", date(2001, 5, 6))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("npwp", "123"),
        ("npwp", "0123456789012345678"),
        ("npwp", "01234567890123a"),
        ("npwp", "٠١٢٣٤٥٦٧٨٩٠١٢٣٤"),
        ("nib", "12345"),
        ("deed_on", "2027-01-01"),
        ("deed_on", "1800-01-01"),
        ("decree_on", "kemarin"),
    ],
)
def test_a_legal_number_or_day_that_cannot_be_is_refused_at_its_field(kapuas, field, value):
    response, after = saved(kapuas, "institution_legal", InstitutionFactory(), **{field: value})

    assert list(response.context["form"].errors) == [field]
    assert (after.npwp, after.nib, after.deed_on, after.decree_on) == ("", "", None, None)


def test_the_place_offers_the_kecamatan_of_the_kabupaten_and_the_work_area_of_the_province(kapuas):
    institution = InstitutionFactory()
    selat = DistrictFactory()
    DistrictFactory(code="62.10.01", name="Kurun")
    east = RegencyFactory(code="62.02", name="Kabupaten Kotawaringin Timur")
    RegencyFactory(code="63.01", name="Kabupaten Tanah Laut")

    form = kapuas.get(url("institution_place", institution)).context["form"]
    response, after = saved(
        kapuas,
        "institution_place",
        institution,
        district="62.03.05",
        village="Selat Hilir",
        village_code="62.03.05.1001",
        latitude="-3.00912",
        longitude="114.38765",
        work_area=["62.03", "62.02"],
    )

    assert [code for code, _name in form.fields["district"].choices] == ["", "62.03.05"]
    assert [code for code, _name in form.fields["work_area"].choices] == ["62.02", "62.03", "62.10"]
    assert "region" not in form.fields
    assert response.status_code == 302
    assert (after.district, after.latitude) == (selat, Decimal("-3.00912"))
    assert list(after.work_area.all()) == [east, institution.region]


def test_a_move_to_another_kabupaten_leaves_the_old_kecamatan_behind(login):
    province = login(RoleGrantFactory(province=True).user)
    institution = InstitutionFactory(district=DistrictFactory())
    east = RegencyFactory(code="62.02", name="Kabupaten Kotawaringin Timur")

    response, after = saved(province, "institution_place", institution, region="62.02")

    assert response.status_code == 302
    assert (after.region, after.district) == (east, None)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"latitude": "-2.2"}, ["longitude"]),
        ({"latitude": "48.8", "longitude": "2.3"}, ["latitude"]),
        ({"village_code": "62.03"}, ["village_code"]),
        ({"village_code": "63.01.01.1001"}, ["village_code"]),
        ({"district": "62.10.01"}, ["district"]),
        ({"work_area": ["63.01"]}, ["work_area"]),
        ({"latitude": "NaN", "longitude": "114"}, ["latitude"]),
    ],
)
def test_a_place_that_cannot_be_is_refused_at_its_field(kapuas, changes, wrong):
    DistrictFactory(code="62.10.01", name="Kurun")
    response, after = saved(kapuas, "institution_place", InstitutionFactory(), **changes)

    assert list(response.context["form"].errors) == wrong
    assert (after.latitude, after.village_code, after.district) == (None, "", None)


def test_an_institutions_own_admin_enters_contact_and_services(login):
    institution = InstitutionFactory()
    need = KindOfNeedFactory()
    admin = login(RoleGrantFactory(institution_admin=True, institution=institution).user)

    contact, after = saved(admin, "institution_contact", institution, phone="0812 3456 7890", staff_female="4")
    services, _after = saved(
        admin, "institution_services", institution, serves=[need.pk], delivery="residential", capacity="40"
    )

    assert (contact.status_code, services.status_code) == (302, 302)
    assert (after.phone, after.staff_female) == ("+6281234567890", 4)
    again = Institution.objects.get(pk=institution.pk)
    assert (list(again.serves.all()), again.delivery, again.capacity) == ([need], "residential", 40)


def test_only_a_karang_taruna_has_a_classification(kapuas):
    youth = KindFactory(code="PSKS-05", slug="karang-taruna", name_id="Karang Taruna", name_en="Youth organisation")

    response, after = saved(kapuas, "institution_grade", InstitutionFactory(kind=youth), youth_grade="advanced")

    assert (response.status_code, after.youth_grade) == (302, "advanced")
    assert kapuas.get(url("institution_grade", InstitutionFactory())).status_code == 404


def test_an_unchanged_form_writes_nothing(kapuas):
    institution = InstitutionFactory(district=DistrictFactory(), latitude="-3.00900", longitude="114.38700")
    institution.work_area.add(institution.region)
    before = Institution.objects.values().get()

    for name in SECTIONS:
        saved(kapuas, name, institution)

    assert Institution.objects.values().get() == before
    assert not Event.objects.exists()


# --- status ------------------------------------------------------------------


def test_a_frozen_institution_keeps_the_reason_until_it_is_active_again(kapuas):
    institution = InstitutionFactory()

    refused, same = saved(kapuas, "institution_status", institution, status="frozen")
    _frozen, frozen = saved(kapuas, "institution_status", institution, status="frozen", status_why="Dalam pembinaan")
    _active, active = saved(kapuas, "institution_status", institution, status="active")

    assert (list(refused.context["form"].errors), same.status) == (["status_why"], "active")
    assert (frozen.status, frozen.status_why) == ("frozen", "Dalam pembinaan")
    assert (active.status, active.status_why) == ("active", "")
    changes = Event.objects.filter(name=OrganisationEvent.INSTITUTION_STATUS).order_by("pk")
    assert [event.data for event in changes] == [
        {"from": "active", "to": "frozen"},
        {"from": "frozen", "to": "active"},
    ]


@pytest.mark.parametrize("status", ["applying", "rejected", "", "x"])
def test_no_institution_is_put_back_among_applications(kapuas, status):
    response, after = saved(kapuas, "institution_status", InstitutionFactory(), status=status, status_why="x")

    assert list(response.context["form"].errors) == ["status"]
    assert after.status == InstitutionStatus.ACTIVE


def test_a_second_wadah_of_a_kind_does_not_become_active(kapuas):
    active = WadahFactory()
    resting = InstitutionFactory(is_wadah=True, kind=active.kind, region=active.region, status="inactive")

    response, after = saved(kapuas, "institution_status", resting, status="active")

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert after.status == InstitutionStatus.INACTIVE


# --- a later word is not overwritten -----------------------------------------


@pytest.mark.parametrize(
    ("name", "field", "theirs", "mine"),
    [
        ("institution_identity", "name", {"name": "LKS Nama Orang Lain"}, "LKS Nama Saya"),
        ("institution_legal", "notary", {"notary": "Notaris A"}, "Notaris B"),
        ("institution_place", "address", {"address": "Jl. A"}, "Jl. B"),
        ("institution_contact", "phone", {"phone": "+6281111111111"}, "+6282222222222"),
        ("institution_services", "capacity", {"capacity": 10}, "20"),
        ("institution_status", "status_why", {"status_why": "Alasan A"}, "Alasan B"),
    ],
)
def test_who_would_overwrite_a_later_word_is_shown_both_and_decides(kapuas, name, field, theirs, mine):
    institution = InstitutionFactory()
    page = kapuas.get(url(name, institution))
    Institution.objects.filter(pk=institution.pk).update(**theirs)

    stale = kapuas.post(url(name, institution), filled(page, **{field: mine}))
    kept = str(getattr(Institution.objects.get(), field))
    decided = kapuas.post(url(name, institution), filled(stale))

    assert stale.status_code == 409
    assert [(now, wrote) for _label, now, wrote in stale.context["conflicts"]] == [(kept, mine)]
    assert kept == str(theirs[field])
    assert decided.status_code == 302
    assert str(getattr(Institution.objects.get(), field)) == mine


def test_what_somebody_else_changed_beside_mine_stays(kapuas):
    institution = InstitutionFactory()
    page = kapuas.get(url("institution_contact", institution))
    Institution.objects.update(email="baru@contoh.id")

    response = kapuas.post(url("institution_contact", institution), filled(page, staff_male="3"))

    after = Institution.objects.get()
    assert response.status_code == 302
    assert (after.email, after.staff_male) == ("baru@contoh.id", 3)


def test_a_choice_of_several_is_compared_as_a_whole(kapuas):
    institution, mine, theirs = InstitutionFactory(), KindOfNeedFactory(), KindOfNeedFactory(code="PPKS-24", slug="f")
    page = kapuas.get(url("institution_services", institution))
    institution.serves.add(theirs)

    stale = kapuas.post(url("institution_services", institution), filled(page, serves=[mine.pk]))
    assert (stale.status_code, list(institution.serves.all())) == (409, [theirs])
    kapuas.post(url("institution_services", institution), filled(stale))

    assert list(institution.serves.all()) == [mine]


def test_a_choice_survives_a_mistake_elsewhere_on_the_page(kapuas):
    institution, need = InstitutionFactory(), KindOfNeedFactory()

    wrong, _same = saved(kapuas, "institution_services", institution, serves=[need.pk], capacity="banyak")
    right = kapuas.post(url("institution_services", institution), filled(wrong, capacity="20"))

    assert right.status_code == 302
    assert list(institution.serves.all()) == [need]


def test_the_lock_refuses_what_the_form_could_not_see():
    institution = InstitutionFactory(notary="Sekarang")
    user = UserFactory()
    at = "2026-11-22T02:00:00Z"

    with pytest.raises(Refusal) as change:
        change_institution(institution, by=user, at=at, before={"notary": "Dulu"}, notary="Nanti")
    with pytest.raises(Refusal) as status:
        set_status(institution, status="frozen", before="inactive", by=user, at=at)

    assert [r.value.reasons[0].code for r in (change, status)] == ["changed_meanwhile"] * 2
    assert Institution.objects.get().notary == "Sekarang"


# --- strangers and bad input -------------------------------------------------


@pytest.mark.parametrize("name", SECTIONS)
def test_strangers_find_no_section(login, name):
    institution = InstitutionFactory()
    elsewhere = login(RoleGrantFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")).user)
    own = login(RoleGrantFactory(institution_admin=True, institution=institution).user)
    other = login(RoleGrantFactory(institution_admin=True).user)
    ministry = login(RoleGrantFactory(ministry=True).user)

    answers = [client.get(url(name, institution)).status_code for client in (elsewhere, own, other, ministry)]

    assert answers == ([404, 200, 404, 403] if name in OF_THE_INSTITUTION else [404, 403, 403, 403])
    assert elsewhere.post(url(name, institution), {"name": "x"}).status_code == 404


def test_an_application_is_no_part_of_the_register(kapuas):
    institution = InstitutionFactory(status=InstitutionStatus.APPLYING)

    assert [kapuas.get(url(name, institution)).status_code for name in SECTIONS] == [404] * len(SECTIONS)


def clean_still(institution):
    words = [value for value in Institution.objects.values().get(pk=institution.pk).values() if isinstance(value, str)]
    return all(word.isprintable() for word in words)


@pytest.mark.parametrize("strange", [*NAUGHTY, "100001", "٣"])
@pytest.mark.parametrize("name", SECTIONS)
def test_bad_input_in_all_fields_is_refused_or_clean(kapuas, name, strange):
    institution = InstitutionFactory()
    sent = filled(kapuas.get(url(name, institution)))
    fields = kapuas.get(url(name, institution)).context["form"].fields
    typed = {field: [encodable(strange)] for field in fields}
    seen = {f"initial-{field}": [encodable(strange)] for field in fields}

    answers = [kapuas.post(url(name, institution), {**sent, **body}) for body in (typed, seen, {**typed, **seen})]

    assert {answer.status_code for answer in answers} <= {200, 302, 409}
    assert clean_still(institution)


@pytest.mark.parametrize("strange", ["a\x00b", "<script>alert(1)</script>", "9" * 5_000])
@pytest.mark.parametrize("name", SECTIONS)
def test_bad_input_in_one_field_is_refused_or_clean(kapuas, name, strange):
    institution = InstitutionFactory()
    page = kapuas.get(url(name, institution))

    for field in page.context["form"].fields:
        response = kapuas.post(url(name, institution), {**filled(page), field: [strange]})
        assert response.status_code in {200, 302, 409}, field

    assert clean_still(institution)


@pytest.mark.parametrize("name", SECTIONS)
def test_a_form_that_did_not_arrive_whole_changes_nothing(kapuas, name):
    institution = InstitutionFactory(phone="+6281234567890", notary="Ada", address="Ada", is_legal_entity=True)
    before = Institution.objects.values().get()

    response = kapuas.post(url(name, institution), {"status": "active", "name": institution.name})

    assert response.status_code == 200
    assert Institution.objects.values().get() == before


@pytest.mark.parametrize("on_file", ["+6281234567890", "+60123456789", "0513-21", "bukan nomor"])
def test_a_number_on_file_is_shown_and_stays_when_nobody_changes_it(kapuas, on_file):
    institution = InstitutionFactory(phone=on_file)

    page = kapuas.get(url("institution_contact", institution))
    response, after = saved(kapuas, "institution_contact", institution, staff_male="2")

    shown = page.context["form"]["phone"].value()
    assert shown == ("0812-3456-7890" if on_file == "+6281234567890" else shown)
    assert after.phone == on_file
    assert (response.status_code, after.staff_male) in {(302, 2), (200, None)}
