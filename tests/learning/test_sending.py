"""The two doors by which unsent marks come in: the phone itself, and a file carried by hand."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lms.learning.models import DeviceMark, LessonProgress
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortTrainerFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import RoleGrantFactory
from tests.naughty import NAUGHTY, encodable

SEND, IMPORT = "/belajar/kiriman/", "/belajar/belum-terkirim/berkas/"


def finish(course, lesson=0, **more):
    now = timezone.now().isoformat()
    place = {"enrolment": course.enrolment.pk, "lesson": course.lessons[lesson].pk}
    return {"key": str(uuid4()), "kind": "finish", **place, "block": "", "choice": None, "at": now, **more}


def send(client, *marks, **more):
    body = {"now": timezone.now().isoformat(), "marks": list(marks), **more}
    return client.post(SEND, json.dumps(body), content_type="application/json")


def states(answer):
    return [each["state"] for each in answer.json()["answers"]]


def bring(client, *marks):
    file = SimpleUploadedFile("belum-terkirim.json", json.dumps({"marks": list(marks)}).encode())
    return client.post(IMPORT, {"file": file}, follow=True)


def test_each_mark_is_answered_in_its_place(course, login):
    client, first = login(course.user), finish(course)

    answer = send(client, first, finish(course, kind="dance"), finish(course, lesson=1))

    assert states(answer) == ["done", "refused", "done"]
    assert answer.json()["answers"][0]["key"] == first["key"]
    assert states(send(client, first)) == ["already"]
    assert LessonProgress.objects.filter(finished_at__isnull=False).count() == 2


def test_a_clock_that_is_a_year_slow_is_put_right(course, login):
    year, read = timedelta(days=365), timezone.now() - timedelta(hours=3)
    course.enrolment.accepted_at = read - timedelta(days=1)
    course.enrolment.confirmed_at = course.enrolment.accepted_at
    course.enrolment.save()

    send(login(course.user), finish(course, at=(read - year).isoformat()), now=(timezone.now() - year).isoformat())

    assert abs(LessonProgress.objects.get().finished_at - read) < timedelta(minutes=1)
    assert DeviceMark.objects.get().made_at == read - year


def test_an_impossible_moment_is_replaced_by_the_arrival(course, login):
    before = timezone.now()

    send(login(course.user), finish(course, at="2001-01-01T00:00:00Z"))

    assert before <= LessonProgress.objects.get().finished_at <= timezone.now()


def test_a_mark_for_the_training_of_somebody_else_is_refused_in_words(course, login):
    stranger = EnrolmentFactory(accepted=True, membership__person__user=UserFactory()).person.user

    answer = send(login(stranger), finish(course))

    assert states(answer) == ["refused"]
    assert answer.json()["answers"][0]["words"]
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{}", b"7", b'"marks"', b'{"marks": {}}', b'{"marks": null}', b"\xff\xfe", b"{",
        b'{"marks": [], "now": "kemarin"}', b'{"marks": [], "now": "2026-02-31T00:00:00Z"}', b'{"marks": [], "now": 5}',
        b"[" * 100_000, b'{"marks": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    ],
    ids=lambda body: f"{len(body)} bytes {body[:30]!r}",
)  # fmt: skip
def test_rubbish_is_refused_as_a_whole_in_words(course, login, body):
    answer = login(course.user).post(SEND, body, content_type="application/json")

    assert answer.status_code in {200, 400}
    if answer.status_code == 400:
        assert answer.json()["words"]
    else:
        assert set(states(answer)) <= {"refused"}
    assert not LessonProgress.objects.exists()


ODD = [*map(encodable, NAUGHTY), 10**4000, -1, 1.5, [], {}, [[]], True, 2**63]


@pytest.mark.parametrize("name", ["key", "kind", "enrolment", "lesson", "block", "choice", "at"])
def test_a_naughty_value_spoils_only_its_own_mark(course, login, name):
    values = [value for value in ODD if name not in {"block", "choice"} or value not in ("", [], {})]

    marks = [finish(course) | {name: value} for value in values]

    answer = send(login(course.user), *marks, finish(course, lesson=1))

    spaces = sum(isinstance(value, str) and not value.strip() for value in values)  # as good as nothing
    assert states(answer)[-1] == "done"
    assert states(answer).count("refused") >= len(values) - spaces


def test_a_number_of_more_digits_than_anybody_reads_is_refused_as_a_whole(course, login):
    body = b'{"marks": [{"lesson": ' + b"9" * 5_000 + b"}]}"

    assert login(course.user).post(SEND, body, content_type="application/json").status_code == 400


def test_unknown_fields_are_not_taken(course, login):
    assert states(send(login(course.user), finish(course, score=100))) == ["refused"]


def test_ten_thousand_at_once_are_refused_and_nothing_is_half_written(course, login):
    client = login(course.user)
    short = {"key": "k", "kind": "finish"}

    answer = send(client, *[short] * 10_000)

    assert answer.status_code == 400
    assert "500" in answer.json()["words"]
    assert not DeviceMark.objects.exists()


def test_a_body_larger_than_the_house_takes_is_refused(course, login):
    body = b'{"marks": []' + b" " * 1_100_000 + b"}"

    assert login(course.user).post(SEND, body, content_type="application/json").status_code == 413


def test_whose_session_has_ended_is_led_to_the_sign_in(course, client):
    answer = send(client, finish(course))

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))


def test_a_token_to_send_with_is_told_to_who_is_signed_in(course, login):
    told = login(course.user).get("/belajar/keadaan/").json()

    assert (told["account"], len(told["csrf"]) > 30, told["answers"]) == (str(course.user.pk), True, {})


@pytest.mark.parametrize("digits", ["9" * 30, "²", "-1", "x", ""])
def test_a_state_asked_for_an_impossible_lesson_has_no_answers(course, login, digits):
    told = login(course.user).get(f"/belajar/keadaan/?pendaftaran={digits}&pelajaran={digits}")

    assert (told.status_code, told.json()["answers"]) == (200, {})


def test_a_file_is_brought_by_the_trainee_and_twice_changes_nothing(course, login):
    client, mark = login(course.user), finish(course)

    first, again = bring(client, mark), bring(client, mark)

    assert [page.redirect_chain[-1][0] for page in (first, again)] == [IMPORT, IMPORT]
    assert [message.level_tag for page in (first, again) for message in page.context["messages"]] == ["success", "info"]
    assert DeviceMark.objects.get().received_by == course.user


def test_a_file_is_brought_by_a_trainer_of_the_cohort_and_of_no_other(course, login):
    trainer, other = (RoleGrantFactory(trainer=True).user for _ in range(2))
    CohortTrainerFactory(cohort=course.enrolment.cohort, user=trainer)

    refused, taken = bring(login(other), finish(course)), bring(login(trainer), finish(course))

    assert [message.level_tag for page in (refused, taken) for message in page.context["messages"]] == [
        "error",
        "success",
    ]
    assert DeviceMark.objects.get().received_by == trainer


def test_over_the_network_a_trainer_sends_nothing_for_others(course, login):
    trainer = RoleGrantFactory(trainer=True).user
    CohortTrainerFactory(cohort=course.enrolment.cohort, user=trainer)

    assert states(send(login(trainer), finish(course))) == ["refused"]


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"{}", b'{"marks": 3}', b" " * 600_000, b"\x00"])
def test_a_file_of_something_else_is_refused_on_the_form(course, login, content):
    answer = login(course.user).post(IMPORT, {"file": SimpleUploadedFile("foto.json", content)})

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
