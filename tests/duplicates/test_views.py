import uuid

import pytest
from django.urls import reverse

from lms.duplicates.models import Merge, Suggestion
from lms.duplicates.operations.finding import look_for_doubles
from lms.duplicates.operations.merging import merge_people
from lms.organisations.models import Person
from lms.organisations.operations.people import open_nik
from tests.duplicates.conftest import AT, NIKS, form_sent, give_nik
from tests.factories.accounts import UserFactory
from tests.factories.duplicates import SuggestionFactory
from tests.factories.organisations import (
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/data/kembar/"


@pytest.fixture
def client(login, officer):
    return login(officer)


@pytest.fixture
def pair(siti, sitti):
    for person in (siti, sitti):
        look_for_doubles(person, at=AT)
    return Suggestion.objects.get()


def page_of(suggestion):
    return reverse("merge_pair", args=[suggestion.pk])


def form_of(client, suggestion, **choices):
    return form_sent(client, page_of(suggestion), **choices)


def test_a_suggested_pair_is_compared_merged_and_parted(client, officer, pair, siti, sitti):
    MembershipFactory(person=sitti)
    listed = client.get(LIST)
    assert [(a, b) for _row, a, b in listed.context["pairs"]] == [(siti, sitti)]

    sent = client.post(page_of(pair), form_of(client, pair, name="b"))

    assert sent.url == reverse("merge_list")
    merge = Merge.objects.get()
    assert (merge.kept, merge.gone, merge.by) == (siti, sitti, officer)
    assert Person.objects.get(pk=siti.pk).name == "Hj. Sitti Amina"
    assert list(client.get(LIST).context["pairs"]) == []
    history = client.get(sent.url)
    assert list(history.context["page"]) == [merge]

    parted = client.post(reverse("merge_undo", args=[merge.pk]))

    assert parted.url == reverse("merge_list")
    assert Person.objects.get(pk=sitti.pk).merged_into is None
    assert Person.objects.get(pk=siti.pk).name == "Siti Aminah"
    assert client.get(LIST).context["page"].paginator.count == 0


def test_the_page_shows_both_with_masked_numbers_only(client, officer, pair, siti, sitti):
    give_nik(siti, NIKS[0], by=officer)
    Person.objects.filter(pk=sitti.pk).update(email="sitti@contoh.id")
    MembershipFactory(person=sitti, institution__name="LKS Harapan Kapuas")

    words = client.get(page_of(pair)).content.decode()

    assert "6203********0001" in words
    assert "0812*******90" in words or "0812******90" in words
    assert "LKS Harapan Kapuas" in words
    assert "s***@contoh.id" in words
    for secret in (NIKS[0], "81234567890", "sitti@contoh.id"):
        assert secret not in words


def test_the_letters_of_the_form_name_the_same_two_whichever_remains(client, pair, siti, sitti):
    """The younger entry has the account, so it remains; ``a`` is the older all the same."""
    Person.objects.filter(pk=sitti.pk).update(user=UserFactory())

    client.post(page_of(pair), form_of(client, pair, name="a"))

    merge = Merge.objects.get()
    assert (merge.kept, merge.gone) == (sitti, siti)
    assert Person.objects.get(pk=sitti.pk).name == "Siti Aminah"


def test_two_niks_need_a_choice_and_a_tick(client, officer, pair, siti, sitti):
    give_nik(siti, NIKS[0], by=officer)
    give_nik(sitti, NIKS[1], by=officer)

    without = client.post(page_of(pair), form_of(client, pair))
    unticked = client.post(page_of(pair), form_of(client, pair, nik="b"))

    assert sorted(without.context["form"].errors) == ["is_nik_wrong", "nik"]
    assert sorted(unticked.context["form"].errors) == ["is_nik_wrong"]
    assert not Merge.objects.exists()
    client.post(page_of(pair), form_of(client, pair, nik="b", is_nik_wrong="on"))
    assert open_nik(Person.objects.get(pk=siti.pk)) == NIKS[1]


def test_who_saw_older_data_looks_again(client, pair, siti):
    body = form_of(client, pair)
    Person.objects.filter(pk=siti.pk).update(name="Siti Aminah Baru")

    response = client.post(page_of(pair), body)

    assert list(response.context["form"].errors) == ["seen"]
    assert not Merge.objects.exists()


def test_what_stands_against_a_merge_stands_in_place_of_the_button(client, pair, siti, sitti):
    for person in (siti, sitti):
        Person.objects.filter(pk=person.pk).update(user=UserFactory())

    response = client.get(page_of(pair))
    sent = client.post(page_of(pair), form_of(client, pair))

    assert [reason.code for reason in response.context["obstacles"]] == ["merge_accounts"]
    assert sent.status_code == 200
    assert len(sent.context["form"].non_field_errors()) == 1
    assert not Merge.objects.exists()


def test_pressed_twice_it_is_merged_once(client, pair):
    body = form_of(client, pair)

    first, second = client.post(page_of(pair), body), client.post(page_of(pair), body)

    assert (first.url, second.url) == (reverse("merge_list"),) * 2
    assert Merge.objects.count() == 1


def test_two_officers_at_once_merge_once(client, login, kapuas, pair):
    colleague = login(RoleGrantFactory(region=kapuas).user)
    mine, theirs = form_of(client, pair), form_of(colleague, pair)

    client.post(page_of(pair), mine)

    assert colleague.post(page_of(pair), theirs).status_code == 404
    assert Merge.objects.count() == 1


def test_two_officers_undo_at_once_and_the_second_reads_why_not(client, login, kapuas, officer, siti, sitti):
    merge = merge_people(siti, sitti, choices={}, by=officer, at=AT)
    colleague = login(RoleGrantFactory(region=kapuas).user)
    client.post(reverse("merge_undo", args=[merge.pk]))

    response = colleague.post(reverse("merge_undo", args=[merge.pk]), follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_a_pair_of_two_people_is_dismissed_once(client, officer, pair):
    for _press in range(2):
        assert client.post(reverse("pair_dismiss", args=[pair.pk])).url == LIST

    pair.refresh_from_db()
    assert pair.dismissed_by == officer
    assert client.get(page_of(pair)).status_code == 404
    assert list(client.get(LIST).context["pairs"]) == []


def test_doubles_of_one_person_are_looked_for_at_once(client, siti, sitti):
    look_for_doubles(siti, at=AT)
    SuggestionFactory()

    response = client.post(reverse("duplicate_search", args=[sitti.pk]))

    assert response.url == f"{LIST}?orang={sitti.pk}"
    listed = client.get(response.url)
    assert [(a, b) for _row, a, b in listed.context["pairs"]] == [(siti, sitti)]


def test_nobody_like_her_is_said(client, siti):
    response = client.post(reverse("duplicate_search", args=[siti.pk]), follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["info"]
    assert response.context["one"] == siti


# --- strangers ---------------------------------------------------------------


def test_a_stranger_finds_nothing(stranger, officer, pair, siti, sitti):
    merge_people(PersonFactory(region=siti.region), PersonFactory(region=siti.region), choices={}, by=officer, at=AT)
    merge = Merge.objects.get()

    statuses = {
        stranger.get(page_of(pair)).status_code,
        stranger.post(page_of(pair), {"once_key": str(uuid.uuid4())}).status_code,
        stranger.post(reverse("pair_dismiss", args=[pair.pk])).status_code,
        stranger.post(reverse("duplicate_search", args=[siti.pk])).status_code,
        stranger.post(reverse("merge_undo", args=[merge.pk])).status_code,
        stranger.get(f"{LIST}?orang={siti.pk}").status_code,
    }

    assert statuses == {404}
    assert list(stranger.get(LIST).context["pairs"]) == []
    assert list(stranger.get(reverse("merge_list")).context["page"]) == []
    pair.refresh_from_db()
    assert pair.dismissed_at is None


def test_who_keeps_the_register_of_one_alone_sees_no_pair(client, login, pair, sitti):
    there = RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    Person.objects.filter(pk=sitti.pk).update(region=there)
    province = login(RoleGrantFactory(province=True).user)

    assert client.get(page_of(pair)).status_code == 404
    assert province.get(page_of(pair)).status_code == 200


def test_a_member_of_the_area_is_seen_wherever_she_lives(client, kapuas, pair, sitti):
    there = RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    Person.objects.filter(pk=sitti.pk).update(region=there)
    MembershipFactory(person=sitti, institution__region=kapuas)

    assert client.get(page_of(pair)).status_code == 200


def test_who_may_not_keep_the_register_is_refused(login, kapuas, pair):
    admin = login(RoleGrantFactory(institution_admin=True).user)
    reader = login(RoleGrantFactory(region=kapuas, can_edit=False).user)

    assert {admin.get(LIST).status_code, reader.get(LIST).status_code, reader.get(page_of(pair)).status_code} == {403}


# --- how much it costs -------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(client, django_assert_num_queries, number):
    for _each in range(number):
        SuggestionFactory()

    client.get(LIST)  # the first request of a minute prolongs the session
    with django_assert_num_queries(7):
        assert len(client.get(LIST).context["pairs"]) == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_history_costs_the_same_however_long(client, officer, kapuas, django_assert_num_queries, number):
    for _each in range(number):
        people = PersonFactory(region=kapuas), PersonFactory(region=kapuas)
        merge_people(*people, choices={}, by=officer, at=AT)

    client.get(LIST)
    with django_assert_num_queries(6):
        assert len(client.get(reverse("merge_list")).context["page"].object_list) == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_pair_costs_the_same_however_much_they_hold(client, pair, sitti, django_assert_num_queries, number):
    for _each in range(number):
        MembershipFactory(person=sitti)

    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(page_of(pair))
