import uuid

import pytest
from django.urls import reverse

from lms.duplicates.models import InstitutionMerge, InstitutionSuggestion
from lms.duplicates.operations.institution_finding import look_for_double_institutions
from lms.duplicates.operations.institution_merging import merge_institutions
from lms.organisations.models import Institution
from tests.duplicates.conftest import AT, form_sent
from tests.duplicates.institutions import tables_of_institutions
from tests.factories.duplicates import InstitutionSuggestionFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
)
from tests.naughty import NAUGHTY, encodable

pytestmark = pytest.mark.django_db

LIST, HISTORY = "/data/kembar/lembaga/", "/data/kembar/lembaga/riwayat/"


@pytest.fixture
def client(login, officer):
    return login(officer)


@pytest.fixture
def pair(harapan, yys_harapan):
    for institution in (harapan, yys_harapan):
        look_for_double_institutions(institution, at=AT)
    return InstitutionSuggestion.objects.get()


def page_of(suggestion):
    return reverse("merge_institution_pair", args=[suggestion.pk])


def form_of(client, suggestion, **choices):
    return form_sent(client, page_of(suggestion), **choices)


def merged(harapan, yys_harapan, officer):
    return merge_institutions(harapan, yys_harapan, choices={}, by=officer, at=AT)


def test_a_suggested_pair_is_compared_merged_and_parted(client, officer, pair, harapan, yys_harapan):
    MembershipFactory(institution=yys_harapan)
    listed = client.get(LIST)
    assert [(a, b) for _row, a, b in listed.context["pairs"]] == [(harapan, yys_harapan)]

    sent = client.post(page_of(pair), form_of(client, pair, name="b"))

    assert sent.url == HISTORY
    merge = InstitutionMerge.objects.get()
    assert (merge.kept, merge.gone, merge.by) == (harapan, yys_harapan, officer)
    assert Institution.objects.get(pk=harapan.pk).name == "Yys. Harapan Boenda"
    assert list(client.get(LIST).context["pairs"]) == []
    assert list(client.get(HISTORY).context["page"]) == [merge]

    parted = client.post(reverse("merge_institution_undo", args=[merge.pk]))

    assert parted.url == HISTORY
    assert Institution.objects.get(pk=yys_harapan.pk).merged_into is None
    assert Institution.objects.get(pk=harapan.pk).name == "LKS Harapan Bunda"
    assert client.get(LIST).context["page"].paginator.count == 0


def test_the_lists_of_people_and_institutions_lead_to_each_other(client):
    assert f'href="{LIST}"' in client.get("/data/kembar/").content.decode()
    assert 'href="/data/kembar/"' in client.get(LIST).content.decode()


def test_doubles_are_looked_for_from_the_page_of_an_institution(client, harapan, yys_harapan):
    look_for_double_institutions(harapan, at=AT)
    InstitutionSuggestionFactory()
    search = reverse("institution_duplicate_search", args=[yys_harapan.pk])
    assert search in client.get(reverse("institution_detail", args=[yys_harapan.pk])).content.decode()

    response = client.post(search)

    assert response.url == f"{LIST}?lembaga={yys_harapan.pk}"
    assert [(a, b) for _row, a, b in client.get(response.url).context["pairs"]] == [(harapan, yys_harapan)]


def test_no_double_is_said(client, harapan):
    response = client.post(reverse("institution_duplicate_search", args=[harapan.pk]), follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["info"]
    assert response.context["one"] == harapan


def test_only_what_differs_is_shown_with_what_becomes_of_it(client, pair, harapan, yys_harapan):
    Institution.objects.filter(pk=harapan.pk).update(village="Selat Hilir", phone="+62513000001")
    Institution.objects.filter(pk=yys_harapan.pk).update(address="Jl. Mawar 1", phone="+62513000002")

    lines = client.get(page_of(pair)).context["lines"]

    assert [(line.group, line.is_chosen, line.is_filled, bound is not None) for line, bound in lines] == [
        ("name", True, False, True),
        ("region", False, True, False),
        ("phone", True, False, True),
    ]


def test_who_saw_older_data_looks_again(client, pair, harapan):
    body = form_of(client, pair)
    Institution.objects.filter(pk=harapan.pk).update(name="LKS Harapan Baru")

    response = client.post(page_of(pair), body)

    assert list(response.context["form"].errors) == ["seen"]
    assert not InstitutionMerge.objects.exists()


def test_what_stands_against_a_merge_stands_in_place_of_the_button(client, pair, harapan, yys_harapan):
    there = RegencyFactory(code="62.03.01", name="Lain")
    Institution.objects.filter(pk=harapan.pk).update(is_wadah=True)
    Institution.objects.filter(pk=yys_harapan.pk).update(is_wadah=True, region=there)

    response = client.get(page_of(pair))
    sent = client.post(page_of(pair), form_of(client, pair, region="a"))

    assert [reason.code for reason in response.context["obstacles"]] == ["merge_wadah"]
    assert len(sent.context["form"].non_field_errors()) == 1
    assert not InstitutionMerge.objects.exists()


def test_a_row_in_the_way_is_named_on_the_page(client, pair, harapan, yys_harapan):
    for institution, issuer in ((harapan, "Dinsos"), (yys_harapan, "DPMPTSP")):
        RegistrationPaperFactory(institution=institution, number="STP/12", issuer=issuer)

    sent = client.post(page_of(pair), form_of(client, pair))

    assert "STP/12" in str(sent.context["form"].non_field_errors())
    assert not InstitutionMerge.objects.exists()


def test_pressed_twice_it_is_merged_once(client, pair):
    body = form_of(client, pair)

    first, second = client.post(page_of(pair), body), client.post(page_of(pair), body)

    assert (first.url, second.url) == (HISTORY, HISTORY)
    assert InstitutionMerge.objects.count() == 1


def test_undone_twice_the_second_reads_why_not(client, officer, harapan, yys_harapan):
    url = reverse("merge_institution_undo", args=[merged(harapan, yys_harapan, officer).pk])
    client.post(url)

    response = client.post(url, follow=True)

    assert "error" in [message.level_tag for message in response.context["messages"]]


def test_a_pair_of_two_institutions_is_dismissed_once(client, officer, pair):
    for _press in range(2):
        assert client.post(reverse("suggestion_institution_dismiss", args=[pair.pk])).url == LIST

    pair.refresh_from_db()
    assert pair.dismissed_by == officer
    assert client.get(page_of(pair)).status_code == 404


# --- the one that is gone ----------------------------------------------------


def test_a_merged_institution_is_in_no_list_and_its_pages_lead_to_the_other(
    client, officer, harapan, yys_harapan, django_assert_num_queries
):
    Institution.objects.filter(pk=harapan.pk).update(verified_on=AT.date(), verified_by=officer)
    Institution.objects.filter(pk=yys_harapan.pk).update(verified_on=AT.date(), verified_by=officer)
    merged(harapan, yys_harapan, officer)
    public, own = reverse("directory_institution", args=[yys_harapan.pk]), f"/lembaga/{yys_harapan.pk}/"

    assert list(client.get("/data/lembaga/").context["page"]) == [harapan]
    assert list(client.get("/direktori/").context["page"]) == [harapan]
    assert list(client.get("/direktori/", {"cari": yys_harapan.number}).context["page"]) == [harapan]
    assert client.get(public).url == reverse("directory_institution", args=[harapan.pk])
    assert client.get(own).url == reverse("institution_detail", args=[harapan.pk])
    assert client.get(reverse("institution_identity", args=[yys_harapan.pk])).status_code == 404
    assert Institution.objects.in_register().numbered(yys_harapan.number).get() == harapan


def test_its_old_address_tells_strangers_nothing(stranger, client, officer, harapan, yys_harapan):
    merged(harapan, yys_harapan, officer)  # neither is in the public directory

    assert client.get(reverse("directory_institution", args=[yys_harapan.pk])).status_code == 404
    assert stranger.get(reverse("institution_detail", args=[yys_harapan.pk])).status_code == 404


# --- strangers and bad input -------------------------------------------------


def test_a_stranger_finds_nothing(stranger, officer, pair, harapan):
    merge = merged(InstitutionFactory(), InstitutionFactory(), officer)

    statuses = {
        stranger.get(page_of(pair)).status_code,
        stranger.post(page_of(pair), {"once_key": str(uuid.uuid4())}).status_code,
        stranger.post(reverse("suggestion_institution_dismiss", args=[pair.pk])).status_code,
        stranger.post(reverse("institution_duplicate_search", args=[harapan.pk])).status_code,
        stranger.post(reverse("merge_institution_undo", args=[merge.pk])).status_code,
        stranger.get(f"{LIST}?lembaga={harapan.pk}").status_code,
    }

    assert statuses == {404}
    assert list(stranger.get(LIST).context["pairs"]) == []
    assert list(stranger.get(HISTORY).context["page"]) == []


def test_who_keeps_the_register_of_one_alone_sees_no_pair(client, login, pair, yys_harapan):
    there = RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    Institution.objects.filter(pk=yys_harapan.pk).update(region=there)
    province = login(RoleGrantFactory(province=True).user)

    assert (client.get(page_of(pair)).status_code, province.get(page_of(pair)).status_code) == (404, 200)


def test_who_may_not_keep_the_register_is_refused(login, kapuas, pair):
    admin = login(RoleGrantFactory(institution_admin=True).user)
    reader = login(RoleGrantFactory(region=kapuas, can_edit=False).user)

    assert {admin.get(LIST).status_code, reader.get(LIST).status_code, reader.get(page_of(pair)).status_code} == {403}


@pytest.mark.parametrize("field", ["seen", "name"])
@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_choices_are_refused_on_the_form(client, pair, field, text):
    before = tables_of_institutions()

    response = client.post(page_of(pair), {**form_of(client, pair), field: encodable(text)})

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert tables_of_institutions() == before


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_addresses_are_not_found_or_passed_over(client, pair, text):
    asked = [
        (LIST, {"lembaga": encodable(text)}),
        (LIST, {"page": encodable(text)}),
        (HISTORY, {"page": encodable(text)}),
    ]

    assert {client.get(url, data).status_code for url, data in asked} <= {200, 404}


@pytest.mark.parametrize("pk", [0, 2**63, 10**30])
def test_ids_nobody_has_are_not_found(client, pk):
    for name, method in (
        ("merge_institution_pair", client.get),
        ("suggestion_institution_dismiss", client.post),
        ("institution_duplicate_search", client.post),
        ("merge_institution_undo", client.post),
        ("directory_institution", client.get),
        ("institution_detail", client.get),
    ):
        assert method(reverse(name, args=[pk])).status_code == 404


def test_an_empty_form_without_its_key_saves_nothing(client, pair):
    assert client.post(page_of(pair), {}).status_code == 400
    assert not InstitutionMerge.objects.exists()


# --- how much it costs -------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(client, django_assert_num_queries, number):
    for _each in range(number):
        InstitutionSuggestionFactory()

    client.get(LIST)  # the first request of a minute prolongs the session
    with django_assert_num_queries(7):
        assert len(client.get(LIST).context["pairs"]) == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_history_costs_the_same_however_long(client, officer, django_assert_num_queries, number):
    for _each in range(number):
        merged(InstitutionFactory(), InstitutionFactory(), officer)

    client.get(LIST)
    with django_assert_num_queries(6):
        assert len(client.get(HISTORY).context["page"].object_list) == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_pair_costs_the_same_however_much_they_hold(client, pair, yys_harapan, django_assert_num_queries, number):
    for _each in range(number):
        MembershipFactory(institution=yys_harapan)

    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(page_of(pair))
