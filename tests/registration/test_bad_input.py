"""Whatever is sent: a sentence, nothing half-written, never 500."""

import uuid

import pytest
from django.urls import reverse

from lms.organisations.models import Institution, Person
from lms.organisations.operations.regions import load_kinds
from lms.registration.enums import ItemState
from lms.registration.models import Application, ApplicationItem, Review
from tests.factories.accounts import UserFactory
from tests.factories.organisations import DistrictFactory, RegencyFactory
from tests.factories.registration import ApplicationFactory, ApplicationItemFactory
from tests.naughty import NAUGHTY, encodable
from tests.registration.conftest import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]


@pytest.fixture
def chair():
    return UserFactory()


@pytest.fixture
def phone(login, chair):
    return login(chair)


def keyed(**data):
    return {"once_key": str(uuid.uuid4()), **data}


def pages(application, name, *more):
    return reverse(name, args=[application.pk, *(each.pk for each in more)])


def everything():
    """All that a refused form must leave as it was."""
    return (
        list(Application.objects.order_by("pk").values()),
        list(ApplicationItem.objects.order_by("pk").values()),
        list(Institution.objects.order_by("pk").values()),
        list(Person.objects.order_by("pk").values()),
        list(Review.objects.order_by("pk").values()),
    )


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize("field", ["name", "kind", "is_legal_entity", "region"])
def test_naughty_beginnings_are_refused_or_kept_as_text(phone, field, text):
    load_kinds()
    RegencyFactory()
    data = {"name": "LKS Kasih", "kind": "PSKS-04", "is_legal_entity": "no", "region": "62.03"}

    body = keyed(**{**data, field: encodable(text)})
    response = phone.post(f"{reverse('application_start')}?kabupaten=62.03", body)

    assert response.status_code in {200, 302}
    if response.status_code == 302:
        assert field == "name"
        assert phone.get(reverse("application_list")).status_code == 200
    else:
        assert list(response.context["form"].errors) == [field]
        assert not Institution.objects.exists()


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize("field", ["cari", "provinsi", "kabupaten"])
def test_naughty_searches_find_nothing_and_break_nothing(phone, field, text):
    RegencyFactory()

    for page in (reverse("application_new"), reverse("application_start")):
        assert phone.get(page, {field: encodable(text)}).status_code in {200, 302}


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("application_identity", "name"),
        ("application_identity", "version"),
        ("application_place", "district"),
        ("application_place", "address"),
        ("application_place", "version"),
        ("application_area", "reach"),
        ("application_area", "version"),
        ("application_area_list", "work_area"),
        ("application_seat", "region"),
        ("application_people", "phone"),
        ("application_people", "position"),
        ("application_people", "chair_name"),
        ("application_send", "version"),
    ],
)
def test_naughty_pages_are_refused_or_kept_as_text(phone, chair, name, field, text):
    application = ApplicationFactory(applicant=chair, complete=True)
    district = DistrictFactory()
    valid = {
        "application_identity": {"name": "LKS Kasih", "kind": "PSKS-04", "is_legal_entity": "no"},
        "application_place": {"district": district.pk, "village": "Selat", "address": "Jl. Contoh 1"},
        "application_area": {"reach": "regency"},
        "application_area_list": {"work_area": ["62.03"]},
        "application_seat": {"region": "62.03"},
        "application_people": {"phone": "0812 3456 7890", "position": "member", "chair_name": "Budi"},
        "application_send": {},
    }[name]

    before = everything()
    response = phone.post(pages(application, name), {"version": 1, **valid, field: encodable(text)})

    assert response.status_code in {200, 302}
    if response.status_code == 200:
        assert everything() == before
    assert phone.get(pages(application, "application_detail")).status_code == 200
    assert "<script>alert" not in phone.get(pages(application, "application_send")).content.decode()


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_answers_are_refused_or_kept_as_text(phone, chair, text):
    item = ApplicationItemFactory(application__applicant=chair, code="lks-staf")

    response = phone.post(pages(item.application, "application_item", item), {"answer": encodable(text), "version": 1})

    item.refresh_from_db()
    assert response.status_code in {200, 302}
    assert (item.state == ItemState.MISSING) == (response.status_code == 200)


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_file_names_are_refused_or_kept_as_text(phone, chair, text):
    item = ApplicationItemFactory(application__applicant=chair, needs_file=True)
    page = pages(item.application, "application_item", item)

    response = phone.post(page, {"file": pdf(encodable(text) + ".pdf"), "version": 1})
    as_text = phone.post(page, {"file": encodable(text), "version": 1})

    item.refresh_from_db()
    assert (response.status_code in {200, 302}, as_text.status_code) == (True, 200)
    assert (item.state == ItemState.MISSING) == (response.status_code == 200)
    if item.file:
        assert b"".join(phone.get(pages(item.application, "application_file", item))) == b"%PDF-1.7 contoh"


def test_a_file_beyond_twenty_megabytes_is_refused_in_words(phone, chair):
    item = ApplicationItemFactory(application__applicant=chair, needs_file=True)
    large = pdf(contents=b"%PDF-1.7 " + b"0" * (20 * 1024 * 1024))

    response = phone.post(pages(item.application, "application_item", item), {"file": large, "version": 1})

    assert response.status_code in {200, 413}  # 413 at the door once the frame has its limit
    item.refresh_from_db()
    assert (item.state, item.file) == (ItemState.MISSING, None)


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("verification_approve", "version"),
        ("verification_approve", "number"),
        ("verification_approve", "issued_on"),
        ("verification_reject", "why"),
        ("verification_reject", "version"),
        ("verification_send_back", "version"),
        ("review_new", "name"),
        ("review_new", "contact"),
        ("review_new", "question"),
        ("review_new", "items"),
    ],
)
def test_naughty_decisions_are_refused_or_kept_as_text(kapuas, name, field, text):
    application = ApplicationFactory(sent=True)
    valid = {
        "verification_approve": {"number": "1/STP", "issued_on": "2026-06-10"},
        "verification_reject": {"why": "Tidak lengkap"},
        "verification_send_back": {},
        "review_new": {"name": "Camat", "contact": "camat@contoh.id", "question": "Aktifkah?"},
    }[name]
    before = everything()

    body = keyed(**{"version": 1, **valid, field: encodable(text)})
    response = kapuas.post(pages(application, name), body)

    assert response.status_code in {200, 302}
    if response.status_code == 200:
        assert everything() == before
    assert kapuas.get(pages(application, "verification_detail")).status_code == 200


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize(("name", "field"), [("verification_return", "why"), ("verification_accept", "version")])
def test_naughty_examinations_are_refused_or_kept_as_text(kapuas, name, field, text):
    application = ApplicationFactory(sent=True)
    item = application.items.get(code="susunan-pengurus")

    body = {"version": 1, "why": "Foto buram", field: encodable(text)}
    response = kapuas.post(pages(application, name, item), body)

    assert response.status_code in {200, 302}
    item.refresh_from_db()
    assert item.state in {ItemState.GIVEN, ItemState.RETURNED}


@pytest.mark.parametrize("text", ["\x00", "9" * 5_000, "-1", "wilayah'--", "<script>"])
def test_naughty_lists_show_the_first_one(kapuas, text):
    response = kapuas.get(reverse("verification_list"), {"daftar": text, "page": text})

    assert (response.status_code, response.context["shown"]) == (200, "menunggu")


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("application_detail", 1), ("application_file", 2), ("verification_detail", 1), ("verification_item", 2)],
)
def test_impossible_numbers_in_an_address_are_not_found(kapuas, name, numbers):
    assert kapuas.get(reverse(name, args=[99999999999999999999999] * numbers)).status_code == 404
