"""What somebody outside sees and may do through her link."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from lms.registration.models import Review
from tests.factories.registration import ApplicationFactory, ApplicationItemFactory, ReviewFactory
from tests.naughty import NAUGHTY, encodable
from tests.registration.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]

TOKEN = "a" * 40


def keyed(**data):
    return {"once_key": str(uuid.uuid4()), **data}


def words(response):
    return response.content.decode()


@pytest.fixture
def link():
    return reverse("review_answer", args=[TOKEN])


def test_an_officer_makes_a_link_and_somebody_outside_answers_once(kapuas, client):
    application = ApplicationFactory(sent=True)
    paper = application.items.get(code="susunan-pengurus")
    body = keyed(name="Camat Selat", contact="camat@contoh.id", question="Aktifkah?", items=[paper.pk])

    made = kapuas.post(reverse("review_new", args=[application.pk]), body)
    again = kapuas.post(reverse("review_new", args=[application.pk]), body)
    review = Review.objects.get()
    assert made.url == again.url == reverse("review_link", args=[application.pk, review.pk])
    address = kapuas.get(made.url).context["address"].removeprefix("http://127.0.0.1:8000")
    shown = client.get(address)
    file = client.get(f"{address}berkas/{paper.pk}/")
    answer = keyed(opinion="agree", note="Aktif sejak 2019.")
    sent, repeated = (client.post(address, answer) for _time in range(2))

    assert application.institution.name in words(shown)
    assert b"".join(file) == b"%PDF-1.7 contoh"
    assert sent.url == repeated.url == reverse("review_thanks")
    review.refresh_from_db()
    assert (review.opinion, review.note) == ("agree", "Aktif sejak 2019.")
    assert "Aktif sejak 2019." in words(kapuas.get(reverse("verification_detail", args=[application.pk])))
    assert kapuas.get(made.url).context["address"] == ""


def test_a_reviewer_sees_what_was_ticked_and_no_person(client, link):
    review = ReviewFactory()
    application = review.application
    ticked = application.items.get(code="susunan-pengurus")
    hidden = ApplicationItemFactory(application=application, code="npwp", paper=True, state="given")
    review.items.add(ticked)

    response = client.get(link)

    assert ticked.label_id in words(response)
    assert words(response).count("/berkas/") == 1
    for secret in ("Ketua Contoh", "Pemohon", "+62812", application.applicant.email):
        assert secret not in words(response)
    assert client.get(f"{link}berkas/{hidden.pk}/").status_code == 404


def test_the_page_is_kept_by_no_cache_and_listed_by_no_search_engine(client, link):
    ReviewFactory()

    for address in (link, reverse("review_answer", args=["b" * 40]), reverse("review_thanks")):
        response = client.get(address)
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "same-origin"


def test_ended_used_and_wrong_links_look_alike(client, link):
    review = ReviewFactory()
    wrong = client.get(reverse("review_answer", args=["b" * 40]))
    with time_machine.travel(AT + timedelta(days=8), tick=False):
        ended = client.get(link)
    client.post(link, keyed(opinion="agree", note=""))
    used = client.get(link)

    def body(response):
        text = words(response).replace(response["X-Request-Id"], "")
        return "\n".join(line for line in text.splitlines() if 'name="next"' not in line and "csrf" not in line)

    assert [answer.status_code for answer in (wrong, ended, used)] == [404] * 3
    assert body(wrong) == body(ended) == body(used)
    assert client.post(link, keyed(opinion="disagree", note="x")).status_code == 404
    review.refresh_from_db()
    assert review.opinion == "agree"


def test_the_files_end_with_the_link(client, link):
    review = ReviewFactory()
    paper = review.application.items.get(code="susunan-pengurus")
    review.items.add(paper)
    file = f"{link}berkas/{paper.pk}/"
    assert b"".join(client.get(file)) == b"%PDF-1.7 contoh"

    client.post(link, keyed(opinion="agree", note=""))

    assert client.get(file).status_code == 404


@pytest.mark.parametrize("opinion", ["disagree", "note"])
def test_who_does_not_agree_says_why(client, link, opinion):
    ReviewFactory()

    response = client.post(link, keyed(opinion=opinion, note="  "))

    assert list(response.context["form"].errors) == ["note"]
    assert Review.objects.get().answered_at is None


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_answers_are_refused_or_kept_as_text(client, link, text):
    ReviewFactory()

    response = client.post(link, keyed(opinion="disagree", note=encodable(text)))
    odd = client.post(link, keyed(opinion=encodable(text), note="x"))

    assert response.status_code in {200, 302}
    assert odd.status_code in {200, 404}
    assert (Review.objects.get().answered_at is None) == (response.status_code == 200)


@pytest.mark.parametrize("token", ["%00", "%ff%fe", "'%20OR%201=1", "a" * 5_000, "..%2F..", "𝒳"])
def test_a_broken_link_is_not_found(client, token):
    ReviewFactory()

    assert client.get(f"/pendaftaran/telaah/{token}/").status_code == 404


def test_a_review_of_another_application_is_not_reached(kapuas):
    review = ReviewFactory()
    other = ApplicationFactory(sent=True)

    assert kapuas.get(reverse("review_link", args=[other.pk, review.pk])).status_code == 404
    assert kapuas.get(reverse("review_link", args=[review.application_id, review.pk])).status_code == 200
