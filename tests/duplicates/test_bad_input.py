"""Whatever is sent: a sentence or 404, nothing half-written, never 500."""

import uuid

import pytest
from django.urls import reverse

from lms.duplicates.models import Merge, Suggestion
from lms.duplicates.operations.finding import look_for_doubles
from lms.organisations.models import Person
from tests.duplicates.conftest import AT, NIKS, give_nik, tables
from tests.factories.organisations import PersonFactory
from tests.naughty import NAUGHTY, encodable

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(login, officer):
    return login(officer)


@pytest.fixture
def pair(siti, sitti, officer):
    give_nik(siti, NIKS[0], by=officer)
    give_nik(sitti, NIKS[1], by=officer)
    Person.objects.filter(pk=sitti.pk).update(phone=siti.phone)
    for person in (siti, sitti):
        look_for_doubles(person, at=AT)
    return Suggestion.objects.get()


def good_body(client, url):
    version = client.get(url).context["form"].version
    return {"once_key": str(uuid.uuid4()), "seen": version, "name": "a", "nik": "a", "is_nik_wrong": "on"}


@pytest.mark.parametrize("field", ["seen", "name", "nik"])
@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_choices_are_refused_on_the_form(client, pair, field, text):
    url = reverse("merge_pair", args=[pair.pk])
    before = tables()

    response = client.post(url, {**good_body(client, url), field: encodable(text)})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert tables() == before
    assert not Merge.objects.exists()


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_people_and_pages_of_the_list_are_not_found_or_passed_over(client, pair, text):
    statuses = {
        client.get(reverse("suggestion_list"), {"orang": encodable(text)}).status_code,
        client.get(reverse("suggestion_list"), {"page": encodable(text)}).status_code,
        client.get(reverse("merge_list"), {"page": encodable(text)}).status_code,
    }

    assert statuses <= {200, 404}


@pytest.mark.parametrize("pk", [0, 2**63, 10**30])
def test_ids_nobody_has_are_not_found(client, pk):
    for name, method in (
        ("merge_pair", client.get),
        ("pair_dismiss", client.post),
        ("duplicate_search", client.post),
        ("merge_undo", client.post),
    ):
        assert method(reverse(name, args=[pk])).status_code == 404


def test_an_empty_form_without_its_key_saves_nothing(client, pair):
    assert client.post(reverse("merge_pair", args=[pair.pk]), {}).status_code == 400
    assert not Merge.objects.exists()


def test_looking_for_doubles_of_odd_names_harms_nobody(client, kapuas):
    for number, text in enumerate(NAUGHTY):
        name = "".join(sign for sign in encodable(text) if sign.isprintable())[:150]
        person = PersonFactory(name=name or "?", region=kapuas, phone=f"+62812{number:07}")
        assert client.post(reverse("duplicate_search", args=[person.pk])).status_code == 302
