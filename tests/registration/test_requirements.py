"""The checklist of applications: the nation's, and what a province asks instead."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lms.journal.models import Event
from lms.organisations.enums import KindCategory, Level
from lms.organisations.models import PSKSKind
from lms.organisations.operations.regions import load_kinds
from lms.refusal import Refusal
from lms.registration.enums import Fact, LegalForm
from lms.registration.models import Requirement
from lms.registration.operations import (
    add_requirement,
    change_requirement,
    choose_area,
    load_requirements,
    start_application,
    switch_requirement,
)
from lms.registration.rules import new_code
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InstitutionFactory,
    KindFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.factories.registration import ApplicationFactory, RequirementFactory
from tests.naughty import NAUGHTY, encodable
from tests.organisations.filled import filled
from tests.registration.conftest import AT

pytestmark = pytest.mark.django_db

LIST = reverse("requirement_list")
NEW = {
    "label_id": "Foto papan nama",
    "label_en": "Photo of the name board",
    "help_id": "",
    "help_en": "",
    "kind": "",
    "level": "",
    "legal": "both",
    "needs_file": "yes",
    "is_required": "no",
    "position": "45",
}


@pytest.fixture
def superuser(login):
    return login(UserFactory(is_superuser=True))


def keyed(**data):
    return {"once_key": str(uuid.uuid4()), **NEW, **data}


def new_at(place):
    return reverse("requirement_new", args=[place])


def change_at(place, row):
    return reverse("requirement_change", args=[place, row.pk])


def switch_at(place, row):
    return reverse("requirement_switch", args=[place, row.pk])


def asked(region, **more):
    return [row.code for row in Requirement.objects.asked_of(InstitutionFactory(region=region, **more), Level.REGENCY)]


def switched_off(row, region=None):
    switch_requirement(row, is_active=False, region=region, version=row.version, by=UserFactory(), at=AT)


def codes(refused):
    return [reason.code for reason in refused.value.reasons]


def rows_on(response):
    return [row for _kind, lines in response.context["groups"] for row, _level in lines]


# --- rules -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "taken", "code"),
    [
        ("Surat keterangan domisili", set(), "surat-keterangan-domisili"),
        ("Program kerja", {"program-kerja"}, "program-kerja-2"),
        ("Program kerja", {"program-kerja", "program-kerja-2"}, "program-kerja-3"),
        ("People", set(Fact.values), "people-2"),
        ("—", set(), "syarat"),
        ("a" * 150, set(), "a" * 34),
    ],
)
def test_the_code_is_made_of_the_name_and_never_taken_twice(label, taken, code):
    assert new_code(label, taken) == code


# --- operations --------------------------------------------------------------


def test_a_province_asks_for_more_than_the_nation_and_others_do_not():
    kapuas, aceh = RegencyFactory(), RegencyFactory(code="11.01", parent=ProvinceFactory(code="11", name="Aceh"))
    RequirementFactory()
    details = {"label_id": "Foto papan nama", "label_en": "Photo of the name board"}

    add_requirement(region=kapuas.parent, by=UserFactory(), at=AT, **details)

    assert asked(kapuas) == ["foto-papan-nama", "susunan-pengurus"]
    assert asked(aceh) == ["susunan-pengurus"]
    assert Event.objects.get(name="requirement.added").data == {"code": "foto-papan-nama", "region": "62"}


def test_a_province_changes_a_row_of_the_nation_for_itself_alone():
    kapuas, row, by = RegencyFactory(), RequirementFactory(), UserFactory()

    own = change_requirement(row, region=kapuas.parent, version=1, by=by, at=AT, label_id="Pengurus", is_required=False)

    assert (own.pk != row.pk, own.code, own.region, own.version) == (True, row.code, kapuas.parent, 1)
    row.refresh_from_db()
    assert (row.label_id, row.region, row.version) == ("Susunan pengurus", None, 1)
    assert list(Requirement.objects.kept_in("62")) == [own]
    assert list(Requirement.objects.kept_in("11")) == list(Requirement.objects.kept_in(None)) == [row]
    event = Event.objects.get(name="requirement.changed")
    assert (event.subject_id, event.data["fields"]) == (str(own.pk), ["is_required", "label_id"])


def test_what_a_province_switched_off_stays_asked_for_elsewhere():
    kapuas, row = RegencyFactory(), RequirementFactory()

    switched_off(row, kapuas.parent)

    assert asked(kapuas) == []
    assert asked(RegencyFactory(code="11.01", parent=ProvinceFactory(code="11", name="Aceh"))) == ["susunan-pengurus"]


def test_switching_is_journalled_once_however_often_it_is_pressed():
    row, by = RequirementFactory(), UserFactory()

    for is_active in (False, False, True):
        switch_requirement(row, is_active=is_active, region=None, version=row.version, by=by, at=AT)

    events = Event.objects.filter(name__startswith="requirement.").order_by("pk")
    assert [event.name for event in events] == ["requirement.switched_off", "requirement.switched_on"]


def test_a_change_that_changes_nothing_leaves_no_trace():
    row = RequirementFactory()

    change_requirement(
        row, region=RegencyFactory().parent, version=1, by=UserFactory(), at=AT, label_id="Susunan pengurus"
    )

    assert Requirement.objects.count() == 1
    assert not Event.objects.filter(name__startswith="requirement.").exists()


@pytest.mark.parametrize("region", [None, "62"])
def test_who_has_not_seen_the_newest_state_looks_again(region):
    province = RegencyFactory().parent if region else None
    row = RequirementFactory(version=3)

    with pytest.raises(Refusal) as refused:
        change_requirement(row, region=province, version=2, by=UserFactory(), at=AT, label_id="Lain")

    assert codes(refused) == ["stale"]


def test_two_officers_who_change_the_nations_row_at_once_are_told_apart():
    province, row, seen = RegencyFactory().parent, RequirementFactory(), RequirementFactory()
    change_requirement(row, region=province, version=1, by=UserFactory(), at=AT, label_id="Pertama")

    with pytest.raises(Refusal) as refused:
        change_requirement(seen, region=province, version=1, by=UserFactory(), at=AT, label_id="Kedua")

    assert codes(refused) == ["registration_requirement_once_in_a_province"]
    assert Requirement.objects.get(region=province).label_id == "Pertama"


@pytest.mark.parametrize("region", [None, "62"])
def test_a_code_stands_once_in_each_place(region):
    place = ProvinceFactory() if region else None
    plain = {"code": "akta", "label_id": "Akta", "label_en": "Deed", "region": place}
    Requirement.objects.create(**plain)

    with pytest.raises(IntegrityError), transaction.atomic():
        Requirement.objects.create(**plain)


def test_applications_under_way_keep_what_they_were_asked_for():
    sent, row = ApplicationFactory(sent=True), RequirementFactory()

    change_requirement(row, region=None, version=1, by=UserFactory(), at=AT, label_id="Lain", needs_file=False)
    switched_off(row)

    item = sent.items.get(code=row.code)
    assert (item.label_id, item.needs_file, item.is_required) == ("Susunan pengurus", True, True)


def test_the_next_application_is_asked_for_what_stands_there_now():
    kapuas, chair = RegencyFactory(), UserFactory()
    row = RequirementFactory(needs_file=True)
    change_requirement(row, region=kapuas.parent, version=1, by=UserFactory(), at=AT, label_id="Lain", needs_file=False)
    draft = start_application(
        name="LKS Kasih", kind=KindFactory(), region=kapuas, is_legal_entity=False, by=chair, at=AT
    )

    choose_area(draft, work_area=[kapuas], version=1, by=chair, at=AT)

    item = draft.items.get(code=row.code)
    assert (item.label_id, item.needs_file) == ("Lain", False)


def test_loading_the_file_again_leaves_the_rows_of_provinces_alone():
    load_kinds()
    load_requirements()
    row = Requirement.objects.get(code="program-kerja")
    switched_off(row, ProvinceFactory())

    report = load_requirements()

    assert report.changed == 0
    assert [each.is_active for each in Requirement.objects.filter(code="program-kerja").order_by("pk")] == [True, False]


# --- screens -----------------------------------------------------------------


def test_the_superuser_adds_to_the_list_of_the_nation(superuser):
    kind = KindFactory()

    response = superuser.post(new_at("nasional"), keyed(kind=kind.pk, level="province", legal="yes", needs_file="no"))

    row = Requirement.objects.get()
    assert response.url == f"{LIST}?wilayah=nasional"
    assert (row.code, row.kind, row.level, row.legal) == (
        "foto-papan-nama",
        kind,
        Level.PROVINCE,
        LegalForm.LEGAL_ENTITY,
    )
    assert (row.region, row.needs_file, row.is_required, row.position) == (None, False, False, 45)
    assert rows_on(superuser.get(LIST)) == [row]


def test_pressed_twice_it_is_added_once(superuser):
    data = keyed()

    answers = [superuser.post(new_at("nasional"), data) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Requirement.objects.count() == 1


def test_an_officer_of_the_province_changes_the_nations_row_on_her_page(province):
    row = RequirementFactory(kind=KindFactory(), is_required=True)
    page = province.get(change_at("62", row))

    response = province.post(change_at("62", row), filled(page, label_id="Pengurus inti", is_required="no"))

    assert response.url == f"{LIST}?wilayah=62"
    own = Requirement.objects.get(region="62")
    assert (own.label_id, own.is_required, own.kind, own.legal) == ("Pengurus inti", False, row.kind, row.legal)
    assert rows_on(province.get(LIST)) == [own]
    assert province.get(change_at("62", row)).status_code == 404


def test_switched_off_and_on_from_the_list(superuser):
    row = RequirementFactory()
    states = []

    for _time in range(2):
        superuser.post(switch_at("nasional", row), filled(superuser.get(LIST)))
        row.refresh_from_db()
        states.append(row.is_active)

    assert states == [False, True]


def test_switching_what_somebody_changed_meanwhile_is_said_in_words(superuser):
    row = RequirementFactory(version=2)

    response = superuser.post(switch_at("nasional", row), {"version": 1, "is_active": "no"}, follow=True)

    row.refresh_from_db()
    assert row.is_active is True
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_the_list_stands_by_kind_and_every_kind_first(superuser):
    first, second = KindFactory(), KindFactory(code="PSKS-05", slug="karang-taruna", name_id="Karang Taruna")
    for code, kind in (("a", second), ("b", first), ("c", None), ("d", first)):
        RequirementFactory(code=code, kind=kind)

    groups = superuser.get(LIST).context["groups"]

    found = [(kind and kind.code, [row.code for row, _level in lines]) for kind, lines in groups]
    assert found == [(None, ["c"]), ("PSKS-04", ["b", "d"]), ("PSKS-05", ["a"])]


def test_who_keeps_several_lists_chooses_one(login):
    user = UserFactory(is_superuser=True)
    RoleGrantFactory(province=True, user=user)
    client = login(user)
    national, own = RequirementFactory(), RequirementFactory(code="akta", region=ProvinceFactory())

    assert rows_on(client.get(LIST)) == [national]
    assert rows_on(client.get(LIST, {"wilayah": "62"})) == [own, national]


@pytest.mark.parametrize("place", ["nasional", "11", "tidak-ada", "62.03"])
def test_a_list_that_somebody_else_keeps_is_not_there(province, place):
    ProvinceFactory(code="11", name="Aceh")
    row = RequirementFactory()

    answers = [
        province.get(f"{LIST}?wilayah={place}"),
        province.get(new_at(place)),
        province.get(change_at(place, row)),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_row_of_another_province_is_not_there(province):
    row = RequirementFactory(region=ProvinceFactory(code="11", name="Aceh"))

    answers = [
        province.get(change_at("62", row)),
        province.post(switch_at("62", row), {"version": 1, "is_active": "no"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_an_officer_who_may_not_edit_and_one_of_a_kabupaten_keep_no_list(login, kapuas):
    narrow = login(RoleGrantFactory(province=True, can_edit=False).user)

    assert [client.get(LIST).status_code for client in (narrow, kapuas)] == [403, 403]


def test_kinds_of_people_and_of_other_provinces_are_no_choice(province):
    KindFactory()
    KindFactory(code="PSKS-11", slug="tksk", category=KindCategory.INDIVIDUAL)
    aceh = ProvinceFactory(code="11", name="Aceh")
    KindFactory(code="PSKS-11L1", slug="lokal-11", is_local=True, region=aceh)
    KindFactory(code="PSKS-62L1", slug="lokal-62", is_local=True, region=ProvinceFactory())

    kinds = province.get(new_at("62")).context["form"].fields["kind"].queryset

    assert sorted(kind.code for kind in kinds) == ["PSKS-04", "PSKS-62L1"]


@pytest.mark.parametrize("strange", NAUGHTY)
@pytest.mark.parametrize("field", list(NEW))
def test_bad_input_adds_no_requirement_or_a_clean_one(superuser, field, strange):
    response = superuser.post(new_at("nasional"), keyed(**{field: encodable(strange)}))

    assert response.status_code in {200, 302}
    assert Requirement.objects.count() == (response.status_code == 302)
    assert all(row.label_id.isprintable() and len(row.code) <= 40 for row in Requirement.objects.all())


@pytest.mark.parametrize("strange", NAUGHTY)
@pytest.mark.parametrize("field", ["version", "is_active"])
def test_bad_input_switches_nothing(superuser, field, strange):
    row = RequirementFactory()

    response = superuser.post(switch_at("nasional", row), {"version": 1, "is_active": "no", field: encodable(strange)})

    row.refresh_from_db()
    assert (response.status_code, row.is_active) == (302, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(province, django_assert_num_queries, count):
    for number in range(count):
        RequirementFactory(code=f"syarat-{number}", kind=KindFactory(code=f"PSKS-0{number}", slug=f"kind-{number}"))
    province.get(LIST)

    with django_assert_num_queries(7):
        response = province.get(LIST)

    assert len(rows_on(response)) == count
    assert PSKSKind.objects.count() == count
