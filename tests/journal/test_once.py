import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from lms.journal.models import Event, OnceKey
from lms.journal.once import once
from tests.factories.accounts import UserFactory
from tests.factories.journal import OnceKeyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.journal.urls")]


def created():
    return Event.objects.filter(name="test.created").count()


def body(**fields):
    return {"once_key": str(uuid4()), "name": "Siti", **fields}


def test_a_form_sent_once_creates_once(client):
    response = client.post("/form", body())

    assert (response.status_code, response["Location"]) == (302, f"/made/{Event.objects.get().pk}")
    assert OnceKey.objects.get().answer == response["Location"]


def test_the_same_form_again_has_the_same_answer_and_creates_nothing(client):
    data = body()
    first = client.post("/form", data)
    reordered = dict(reversed(data.items()))

    more = {**reordered, "csrfmiddlewaretoken": "another"}
    again = client.post("/form", more, headers={"cookie": "pilar-language=en"})

    assert (again.status_code, again["Location"], created()) == (302, first["Location"], 1)
    words = [str(message) for message in again.wsgi_request._messages]
    assert words == ["This form was already sent. It was saved once; nothing was done twice."]


def test_a_new_key_creates_again(client):
    client.post("/form", body())
    client.post("/form", body())

    assert created() == 2


@pytest.mark.parametrize("change", [{"name": "Aminah"}, {"more": "1"}, {"name": ["Siti", "Aminah"]}])
def test_the_same_key_with_another_body_is_refused_in_words(client, change):
    data = body()
    client.post("/form", data)

    response = client.post("/form", {**data, **change}, headers={"cookie": "pilar-language=en"})

    assert (response.status_code, created()) == (422, 1)
    assert b"This form was already sent with other contents" in response.content


def test_the_same_key_at_another_address_is_refused(client):
    data = body()
    client.post("/form", data)

    assert [client.post("/other-form", data).status_code, created()] == [422, 1]


def test_an_uploaded_file_is_part_of_the_body(client):
    key = str(uuid4())

    def send(content):
        file = SimpleUploadedFile("surat.pdf", content)
        return client.post("/form", {"once_key": key, "file": file}).status_code

    assert [send(b"one"), send(b"one"), send(b"two"), created()] == [302, 302, 422, 1]


@pytest.mark.parametrize("key", [None, "", "x", "1234", "\x00", "a" * 10_000, "ключ", "' OR 1=1 --"])
def test_a_missing_or_malformed_key_is_refused_in_words(client, key):
    data = {"name": "Siti"} if key is None else body(once_key=key)

    response = client.post("/form", data, headers={"cookie": "pilar-language=en"})

    assert (response.status_code, created()) == (400, 0)
    assert b"This form did not reach us whole" in response.content


@pytest.mark.parametrize("value", ["", "\x00", "a" * 10_000, "=1+1", "<script>", "\ud7ff\U0001f600", "ش"])
def test_whatever_the_fields_hold_the_form_is_sent_once(client, value):
    data = body(name=value)

    assert [client.post("/form", data).status_code for _ in range(2)] + [created()] == [302, 302, 1]


def test_a_very_long_address_is_no_trouble(client):
    assert client.post("/form?" + "a" * 3_000, body()).status_code == 302


def test_a_form_that_comes_back_with_errors_has_created_nothing_and_keeps_no_key(client):
    data = body()

    answers = [client.post("/with-errors", data).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert [created(), OnceKey.objects.count()] == [0, 0]


def test_a_view_that_raises_keeps_no_key(client):
    client.raise_request_exception = False

    answers = [client.post(url, body()).status_code for url in ("/missing", "/broken")]

    assert answers == [404, 500]
    assert [created(), OnceKey.objects.count()] == [0, 0]


def test_keys_of_two_people_do_not_meet(client):
    data = body()
    other = Client()
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    other.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")

    answers = [client.post("/form", data)["Location"], other.post("/form", data)["Location"]]

    assert [len(set(answers)), created()] == [2, 2]


def test_a_visitor_whose_cookies_were_not_kept_yet_is_known_by_her_key():
    data = body()

    answers = [Client().post("/form", data)["Location"] for _ in range(2)]

    assert [len(set(answers)), created()] == [1, 1]


def test_looking_at_the_form_needs_no_key(client):
    assert client.get("/form").content == b"form"


def test_a_guarded_view_keeps_its_name_and_words():
    def nominate(request):
        """Words."""

    assert (once(nominate).__name__, once(nominate).__doc__) == ("nominate", "Words.")


def in_parallel(count, work):
    barrier, answers = threading.Barrier(count), []

    def run():
        barrier.wait()
        try:
            answers.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_pressed_many_times_at_once_it_is_done_once():
    data = body()

    answers = in_parallel(6, lambda: Client().post("/form", data))

    assert [answer.status_code for answer in answers] == [302] * 6
    assert [len({answer["Location"] for answer in answers}), created()] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_a_form_that_takes_longer_than_the_lock_timeout_is_answered_in_words():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite waits for its one writer before the key is written")
    data = body()
    with transaction.atomic():
        OnceKeyFactory(key=data["once_key"], principal="visitor")

        answers = in_parallel(1, lambda: Client().post("/form", data, headers={"cookie": "pilar-language=en"}))

    assert [answers[0].status_code, answers[0]["Retry-After"], created()] == [409, "5", 0]
    assert b"This form is still being saved" in answers[0].content


def test_old_keys_do_not_hinder_new_forms(client):
    OnceKeyFactory(created_at=timezone.now() - timedelta(days=60))

    assert client.post("/form", body()).status_code == 302


def test_a_refused_form_is_rolled_back_and_may_be_sent_again(client):
    data = body()

    answers = [client.post("/refused", data) for _press in range(2)]

    words = [str(message) for message in answers[1].wsgi_request._messages]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert "It was saved once" not in " ".join(words)
    assert (created(), OnceKey.objects.count()) == (0, 0)
