"""The public list of courses: words, filters, pages, and a price that does not grow with the courses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.enums import CourseKind
from lms.learning.views.catalogue import CARDS_ON_A_PAGE
from lms.organisations.operations import load_kinds
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.content import CoursePageFactory, ModulePageFactory, ProgrammePageFactory, catalog
from tests.factories.organisations import ProvinceFactory, RegencyFactory


def found(client, **query):
    answer = client.get(reverse("catalogue"), query)
    assert answer.status_code == 200
    return [card.course.title for card in answer.context["cards"]]


def open_cohort(course, *, until=None, **more):
    today = timezone.localdate()
    days = {
        "nominate_until": until or today,
        "starts_on": today + timedelta(days=9),
        "ends_on": today + timedelta(days=9),
    }
    return CohortFactory(opened=True, course=course, **days, **more)


@pytest.fixture
def three(db):
    """A bimtek of 16 JP of a province, a family course of 6 JP of a kabupaten, and a national KUBE course of 30 JP."""
    ProvinceFactory(code="62"), RegencyFactory()
    province = ProgrammePageFactory(title="Dinas Sosial Kalimantan Tengah", region_code="62")
    regency = ProgrammePageFactory(title="Dinas Sosial Kapuas", region_code="62.03")
    bimtek = CoursePageFactory(parent=province, title="Bimtek LKS", for_psks=["PSKS-04"])
    family = CoursePageFactory(
        parent=regency, title="Keluarga tangguh", kind=CourseKind.FAMILY, for_ppks=["PPKS-01", "PPKS-22"],
        summary="Rumah tanpa kekerasan.",
    )  # fmt: skip
    kube = CoursePageFactory(title="Usaha bersama", kind=CourseKind.KUBE, for_ppks=["PPKS-2"])
    ModulePageFactory(parent=bimtek, title="Pembukuan yayasan", theory_minutes=450, practice_minutes=270)
    ModulePageFactory(parent=bimtek, title="Belum terbit", live=False, theory_minutes=4500)
    ModulePageFactory(parent=family, theory_minutes=90, practice_minutes=180)
    ModulePageFactory(parent=kube, theory_minutes=900, practice_minutes=450)
    return bimtek, family, kube


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Bimtek LKS", "Keluarga tangguh", "Usaha bersama"]),
        ({"cari": "KELUARGA"}, ["Keluarga tangguh"]),
        ({"cari": "tanpa kekerasan"}, ["Keluarga tangguh"]),
        ({"cari": "bimtek pembukuan"}, ["Bimtek LKS"]),
        ({"cari": "belum terbit"}, []),
        ({"cari": "100%_"}, []),
        ({"jenis": "kube"}, ["Usaha bersama"]),
        ({"jp": "sampai-8"}, ["Keluarga tangguh"]),
        ({"jp": "9-24"}, ["Bimtek LKS"]),
        ({"jp": "lebih"}, ["Usaha bersama"]),
        ({"wilayah": "62"}, ["Bimtek LKS", "Keluarga tangguh"]),
        ({"wilayah": "62.03"}, ["Keluarga tangguh"]),
        ({"wilayah": "nasional"}, ["Usaha bersama"]),
        ({"jenis": "family", "jp": "lebih"}, []),
    ],
)
def test_words_and_filters_narrow_the_list(client, three, query, expected):
    assert found(client, **query) == expected


def test_a_theme_or_an_audience_is_found_by_its_whole_code(client, three):
    load_kinds()

    assert found(client, tema="PPKS-22") == ["Keluarga tangguh"]
    assert found(client, tema="PPKS-02") == []
    assert found(client, untuk="PSKS-04") == ["Bimtek LKS"]


def test_open_cohorts_come_first_and_can_be_asked_for_alone(client, three):
    _bimtek, family, kube = three
    open_cohort(kube, city="Sampit")
    open_cohort(family, until=timezone.localdate() - timedelta(days=1))

    answer = client.get(reverse("catalogue"))

    assert [(card.course.title, card.cohort and card.cohort.city) for card in answer.context["cards"]] == [
        ("Usaha bersama", "Sampit"),
        ("Bimtek LKS", None),
        ("Keluarga tangguh", None),
    ]
    assert found(client, dibuka="on") == ["Usaha bersama"]


def test_a_card_names_the_office_and_the_hours_and_leads_to_the_page(client, three):
    card = client.get(reverse("catalogue"), {"jenis": "family"}).context["cards"][0]

    assert (card.office, card.jp, card.url) == ("Dinas Sosial Kapuas", 6, three[1].get_url())


def test_drafts_stay_out(client, three):
    three[0].unpublish()

    assert found(client) == ["Keluarga tangguh", "Usaha bersama"]


@pytest.mark.parametrize(
    "query",
    [{"jp": "alles"}, {"wilayah": "99"}, {"tema": "'"}, {"cari": "x" * 500}, {"cari": "\x00"}, {"jenis": "\ud83d"}],
)
def test_a_filter_without_sense_is_answered_in_words(client, three, query):
    encodable = {name: text.encode("utf-8", "replace").decode() for name, text in query.items()}

    answer = client.get(reverse("catalogue"), encodable)

    assert answer.status_code == 200
    assert answer.context["cards"] == []
    assert 'class="error-summary"' in answer.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "zzz", "9" * 30, "2"])
def test_any_page_number_shows_a_page(client, three, page):
    assert len(found(client, page=page)) == 3


def test_a_long_list_comes_in_pages_that_keep_the_filters(client, db):
    for _number in range(CARDS_ON_A_PAGE + 1):
        CoursePageFactory(kind=CourseKind.KUBE)

    html = client.get(reverse("catalogue"), {"jenis": "kube"}).content.decode()

    assert "?jenis=kube&amp;page=2" in html
    assert len(found(client, jenis="kube", page="2")) == 1


@pytest.mark.parametrize("courses", [1, 3])
def test_the_list_takes_eleven_queries_however_many_courses_there_are(login, django_assert_num_queries, courses):
    for number in range(courses):
        page = CoursePageFactory(parent=ProgrammePageFactory(region_code=f"62.0{number}"))
        ModulePageFactory(parent=page)
        open_cohort(page)
    client = login(UserFactory())
    client.get(reverse("catalogue"))

    # session, user, roles; programmes, their regions, kinds; how many, courses, their JP, cohorts; roots of sites
    with django_assert_num_queries(11):
        client.get(reverse("catalogue"), {"cari": "bimtek", "jp": "sampai-8", "dibuka": "on"})


def test_the_address_of_the_page_in_the_tree_is_the_list(client, three):
    assert catalog().get_url() == reverse("catalogue") == "/kursus/"


def test_a_cohort_is_open_up_to_its_last_day_for_nominations(client, three):
    open_cohort(three[0], until=timezone.localdate())

    assert found(client, dibuka="on") == ["Bimtek LKS"]
