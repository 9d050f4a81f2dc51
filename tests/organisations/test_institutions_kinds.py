"""Kinds with their words, those a province adds, and the bodies that hold the people of a kind."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lms.journal.models import Event
from lms.organisations.enums import InstitutionStatus, KindCategory, OrganisationEvent
from lms.organisations.kinds import kind_book
from lms.organisations.models import Institution, PSKSKind
from lms.organisations.operations.institutions import register_institution
from lms.organisations.operations.kinds import add_local_kind, make_wadah
from lms.organisations.operations.regions import load_kinds
from lms.organisations.rules.kinds import KindWords, meant_by, short_name, wadah_name, words_of
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    DistrictFactory,
    InstitutionFactory,
    KindFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
    WadahFactory,
)
from tests.naughty import NAUGHTY, encodable
from tests.organisations.filled import filled

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def tksk():
    return KindFactory(
        code="PSKS-11",
        slug="tksk",
        name_id="Tenaga Kesejahteraan Sosial Kecamatan (TKSK)",
        name_en="Subdistrict social welfare worker",
        category=KindCategory.INDIVIDUAL,
        synonyms=["tksk", "pendamping kecamatan"],
    )


# --- words -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "short", "wadah"),
    [
        ("Tenaga Kesejahteraan Sosial Kecamatan (TKSK)", "TKSK", "TKSK Kab. Kapuas"),
        ("Taruna Siaga Bencana (Tagana)", "Tagana", "Tagana Kab. Kapuas"),
        ("Keluarga Pioner", "Keluarga Pioner", "Keluarga Pioner Kab. Kapuas"),
        ("Aneh ()", "Aneh ()", "Aneh () Kab. Kapuas"),
    ],
)
def test_a_kind_is_called_by_what_stands_in_brackets(name, short, wadah):
    assert (short_name(name), wadah_name(name, "Kab. Kapuas")) == (short, wadah)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", []),
        ("   ", []),
        ("LKS", ["A"]),
        ("panti  asuhan", ["A"]),
        ("pant", ["A"]),
        ("pan", []),
        ("lembaga kesejahteraan sosial", ["A"]),
        ("social welfare institution", ["A"]),
        ("anak", ["B"]),
        ("asuhan", []),
        ("bina kasih", []),
    ],
)
def test_words_mean_a_kind_as_a_whole_or_by_their_beginning(text, codes):
    kinds = [
        KindWords(
            "A", words_of("Lembaga Kesejahteraan Sosial (LKS)", "Social welfare institution", synonyms=["panti asuhan"])
        ),
        KindWords("B", words_of("Anak jalanan", "Street child")),
    ]

    assert meant_by(text, kinds) == codes


def test_all_kinds_cost_one_query_and_old_words_find_them(db, django_assert_num_queries):
    load_kinds()

    with django_assert_num_queries(1):
        book = kind_book("62.03")

    assert (len(book.psks), len(book.ppks)) == (12, 26)
    assert [line.code for line in book.meaning("panti asuhan").kinds] == ["PSKS-04"]
    assert "PPKS-08" in [line.code for line in book.meaning("jompo").needs]


# --- local kinds -------------------------------------------------------------


def local(name="Pendamping PKH", province="62", **more):
    given = {"category": KindCategory.INDIVIDUAL, "synonyms": ["pkh"], "by": UserFactory(), "at": AT, **more}
    return add_local_kind(name=name, province=ProvinceFactory(code=province, name=f"Provinsi {province}"), **given)


def test_a_local_kind_belongs_to_its_province_alone(db):
    kind = local()

    assert (kind.code, kind.is_local, kind.region_id, kind.synonyms) == ("PSKS-62L1", True, "62", ["pkh"])
    assert [line.code for line in kind_book("62.03").psks if line.region] == ["PSKS-62L1"]
    assert [line.code for line in kind_book("63").psks if line.region] == []
    assert Event.objects.get(name=OrganisationEvent.KIND_ADDED).subject_id == "PSKS-62L1"


def test_register_numbers_of_a_local_kind_meet_those_of_no_other(db):
    first, second = local(category=KindCategory.ORGANISATION), local("Lain", category=KindCategory.ORGANISATION)
    region = RegencyFactory()

    numbers = [
        register_institution(name="X", kind=kind, region=region, by=None, at=AT).number
        for kind in (KindFactory(), first, second)
    ]

    assert numbers == ["62.03/04/0001", "62.03/62L1/0001", "62.03/62L2/0001"]


def test_loading_the_kinds_leaves_local_ones_alone(db):
    local()

    load_kinds()

    assert PSKSKind.objects.get(is_local=True).name_id == "Pendamping PKH"


def test_a_name_is_taken_once_in_a_province_and_never_from_the_nation(db):
    KindFactory(name_id="Karang Taruna", code="PSKS-05", slug="karang-taruna")
    local()

    refused = []
    for name in ("pendamping pkh", "KARANG TARUNA"):
        with pytest.raises(Refusal) as caught:
            local(name)
        refused += [reason.code for reason in caught.value.reasons]

    assert refused == ["kind_exists", "kind_exists"]
    assert local(province="63").code == "PSKS-63L1"


def test_the_province_adds_a_kind_on_its_page(login, db):
    client = login(RoleGrantFactory(province=True).user)
    data = filled(client.get(reverse("kind_new")), name="Pendamping PKH", category="individual", synonyms="PKH, pkh , ")

    answers = [client.post(reverse("kind_new"), data) for _time in range(2)]

    assert [answer.url for answer in answers] == [reverse("kind_list")] * 2
    assert PSKSKind.objects.get(is_local=True).synonyms == ["pkh"]
    rows = client.get(reverse("kind_list")).context["rows"]
    assert [(line.name, line.region) for line, _category in rows if line.region] == [("Pendamping PKH", "62")]


def test_an_officer_of_a_kabupaten_reads_kinds_but_adds_none(login, db):
    client = login(RoleGrantFactory().user)
    admin = login(RoleGrantFactory(institution_admin=True).user)

    assert client.get(reverse("kind_list")).context["may_add"] is False
    assert (client.get(reverse("kind_new")).status_code, admin.get(reverse("kind_list")).status_code) == (403, 403)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_kinds_take_the_same_queries_for_one_and_three(login, db, django_assert_num_queries, rows):
    for number in range(rows):
        KindFactory(code=f"PSKS-0{number}", slug=f"kind-{number}")
    client = login(RoleGrantFactory(province=True).user)
    client.get(reverse("kind_list"))

    with django_assert_num_queries(6):
        response = client.get(reverse("kind_list"))

    assert len(response.context["rows"]) == rows


@pytest.mark.parametrize("strange", [*NAUGHTY, ",".join("abcdefghijklmnopqrstuvw")])
@pytest.mark.parametrize("field", ["name", "category", "province", "synonyms"])
def test_bad_input_adds_no_kind_or_a_clean_one(login, db, field, strange):
    client = login(RoleGrantFactory(province=True).user)
    data = filled(client.get(reverse("kind_new")), name="Pendamping", category="individual")

    response = client.post(reverse("kind_new"), {**data, field: [encodable(strange)]})

    assert response.status_code in {200, 302}
    assert PSKSKind.objects.filter(is_local=True).count() == (response.status_code == 302)
    assert all(kind.name_id.isprintable() and kind.slug for kind in PSKSKind.objects.filter(is_local=True))


def test_another_province_cannot_be_chosen(login, db):
    ProvinceFactory(code="63", name="Kalimantan Selatan")
    client = login(RoleGrantFactory(province=True).user)
    data = filled(client.get(reverse("kind_new")), name="Pendamping", category="individual", province="63")

    assert list(client.post(reverse("kind_new"), data).context["form"].errors) == ["province"]


# --- wadah -------------------------------------------------------------------


def wadah_data(client, **changes):
    return filled(client.get(reverse("wadah_new")), **{"kind": tksk().pk, **changes})


def test_an_officer_makes_the_wadah_of_her_kabupaten_under_its_usual_name(login, db):
    tksk()
    client = login(RoleGrantFactory().user)
    data = wadah_data(client)

    answers = [client.post(reverse("wadah_new"), data) for _time in range(2)]

    wadah = Institution.objects.get()
    assert [answer.url for answer in answers] == [reverse("institution_detail", args=[wadah.pk])] * 2
    assert (wadah.name, wadah.number, wadah.is_wadah) == ("TKSK Kab. Kapuas", "62.03/11/0001", True)


def test_a_second_active_wadah_is_refused_and_a_resting_one_stands_in_nobodys_way(login, db):
    tksk()
    client = login(RoleGrantFactory().user)
    client.post(reverse("wadah_new"), wadah_data(client))

    refused = client.post(reverse("wadah_new"), wadah_data(client, name="TKSK lain"))
    assert refused.context["form"].non_field_errors()
    Institution.objects.update(status=InstitutionStatus.INACTIVE)
    made = client.post(reverse("wadah_new"), wadah_data(client))

    assert (made.status_code, Institution.objects.count()) == (302, 2)


def test_only_kinds_without_a_body_and_ones_own_kabupaten_can_be_chosen(login, db):
    tksk()
    RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    client = login(RoleGrantFactory().user)
    data = wadah_data(client)

    body = client.post(reverse("wadah_new"), {**data, "kind": KindFactory().pk})
    elsewhere = client.post(reverse("wadah_new"), {**data, "region": "62.10"})

    assert [list(answer.context["form"].errors) for answer in (body, elsewhere)] == [["kind"], ["region"]]


def test_the_operation_itself_refuses_kinds_with_bodies_and_other_levels(db):
    codes = []
    for kind, region in ((KindFactory(), RegencyFactory()), (tksk(), DistrictFactory()), (tksk(), ProvinceFactory())):
        with pytest.raises(Refusal) as caught:
            make_wadah(kind=kind, region=region, by=None, at=AT)
        codes += [reason.code for reason in caught.value.reasons]

    assert codes == ["kind_has_bodies", "wadah_of_a_regency", "wadah_of_a_regency"]


def test_a_wadah_of_another_provinces_kind_cannot_be_made(login, db):
    foreign = local(province="63")
    client = login(RoleGrantFactory().user)

    response = client.post(reverse("wadah_new"), wadah_data(client, kind=foreign.pk))

    assert list(response.context["form"].errors) == ["kind"]


@pytest.mark.parametrize("strange", NAUGHTY)
@pytest.mark.parametrize("field", ["name", "kind", "region"])
def test_bad_input_makes_no_wadah_or_a_clean_one(login, db, field, strange):
    tksk()
    client = login(RoleGrantFactory().user)

    response = client.post(reverse("wadah_new"), {**wadah_data(client), field: [encodable(strange)]})

    assert response.status_code in {200, 302}
    assert Institution.objects.count() == (response.status_code == 302)
    assert all(wadah.name.isprintable() and wadah.name for wadah in Institution.objects.all())


def test_the_database_holds_one_active_wadah_of_a_kind_in_a_kabupaten(db):
    wadah = WadahFactory()
    InstitutionFactory(kind=wadah.kind, region=wadah.region)  # an institution of that kind is no wadah
    InstitutionFactory(kind=wadah.kind, region=wadah.region, is_wadah=True, status="inactive")

    with pytest.raises(IntegrityError), transaction.atomic():
        InstitutionFactory(kind=wadah.kind, region=wadah.region, is_wadah=True)
