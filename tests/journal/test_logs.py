import json
import logging
import re
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from lms.journal.logs import PERSONAL, current_request_id, request_id_is
from lms.journal.middleware import request_log
from lms.refusal import refuse

NAME, PHONE, EMAIL, NIK = "Siti Kenari", "081234567890", "siti.kenari@contoh.id", "6203014107850003"
CANARY = f"{NAME} {PHONE} {EMAIL} {NIK}"


def assert_nothing_leaks(log):
    text = "".join(log.texts)
    assert text
    for secret in ("Siti", "Kenari", "kenari", "34567890", "620301"):
        assert secret not in text


@pytest.mark.parametrize(
    "text",
    [
        *(NIK, f"nik={NIK}", f"NIK{NIK}", f"_{NIK}_"),
        *("6203 0141 0785 0003", "6203-0141-0785-0003", "6203.0141.0785.0003"),
        "198507012010012003",
        *(PHONE, "+6281234567890", "6281234567890", "0812-3456-7890", "+62 812 3456 7890", "62812345678"),
        *(EMAIL, f"<{EMAIL}>", "a+b@c.co.id", "a@b"),
    ],
)
def test_what_looks_personal_is_masked(text):
    masked = PERSONAL.sub("***", text)

    assert re.sub(r"nik=|NIK|[_<>+]", "", masked) == "***"


@pytest.mark.parametrize(
    "text",
    [
        *("delivery 12345678", "2026-11-22T10:30:00", "0 of 12", "lms.journal.tasks.deliver", "16.30 WIB", "62.03.01"),
        *("7f88a591-c782-43dc-bcd1-723d389e94ef", "0123abcd4567ef89", "/x/y.py:123 handle", "08.00 WIB"),
    ],
)
def test_what_is_not_personal_is_left(text):
    assert PERSONAL.sub("***", text) == text


@pytest.mark.parametrize("text", ["a" * 200_000, "a." * 100_000, "0 8" * 70_000, "1-" * 100_000, "@" * 200_000])
def test_masking_takes_no_longer_for_hostile_text(text):
    begin = time.process_time()

    PERSONAL.sub("***", text)

    assert time.process_time() - begin < 5  # were it quadratic, it would be hours


def test_a_line_is_json_with_the_request_and_the_allowed_fields_alone(log):
    with request_id_is("abc"):
        logging.getLogger("pilar.test").warning("words", extra={"delivery": 7, "name_of_person": NAME})

    row = log.rows()[0]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", row.pop("timestamp"))
    assert row == {
        **{"event": "words", "level": "warning", "logger": "pilar.test"},
        **{"request_id": "abc", "delivery": 7},
    }


def test_values_that_libraries_splice_into_their_words_are_left_out(log):
    logging.getLogger("django.request").error("Not Found: %s", f"/verifikasi/{CANARY}")

    assert log.rows()[0]["event"] == "Not Found: %s"
    assert_nothing_leaks(log)


def test_what_a_library_has_spliced_already_is_masked(log):
    logging.getLogger("some.library").error(f"sent to {PHONE} and {EMAIL} for {NIK}")

    assert log.rows()[0]["event"] == "sent to *** and *** for ***"


def test_of_an_exception_class_and_place_are_kept_and_no_text(log):
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as error:
            raise refuse(CANARY, CANARY) from error
    except Exception:
        logging.getLogger("pilar.test").exception("broken")

    lines = log.rows()[0]["exception"].split("\n")
    assert [line for line in lines if ".py:" not in line] == ["builtins.ValueError", "lms.refusal.Refusal"]
    assert all("test_logs.py" in line or "refusal.py" in line for line in lines if ".py:" in line)
    assert_nothing_leaks(log)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ImproperlyConfigured("PILAR_X is not set"), "ImproperlyConfigured: PILAR_X is not set"),
        (IntegrityError(f"violates x\nDETAIL: Key (name)=({NAME})"), "IntegrityError: violates x"),
        (ConnectionError("refused"), "builtins.ConnectionError: refused"),
        (ConnectionError(f"no answer from {EMAIL}"), "builtins.ConnectionError: no answer from ***"),
    ],
)
def test_errors_of_database_and_configuration_keep_their_first_line(log, error, words):
    try:
        raise error
    except type(error):
        logging.getLogger("pilar.test").exception("broken")

    assert log.rows()[0]["exception"].endswith(words)
    assert_nothing_leaks_but_place(log)


def assert_nothing_leaks_but_place(log):
    assert NAME not in "".join(log.texts)
    assert EMAIL not in "".join(log.texts)


def test_an_exception_that_causes_itself_ends(log):
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first

    logging.getLogger("pilar.test").error("round", exc_info=first)

    assert log.rows()[0]["exception"] == "builtins.KeyError\nbuiltins.ValueError"


@pytest.mark.django_db
def test_a_broken_constraint_names_the_constraint_and_no_person(log):
    with connection.cursor() as cursor:
        try:
            cursor.execute("INSERT INTO django_session (session_key, session_data) VALUES (%s, %s)", [NAME, CANARY])
        except IntegrityError:
            logging.getLogger("pilar.test").exception("broken")

    assert "expire_date" in log.rows()[0]["exception"]
    assert_nothing_leaks(log)


def test_a_request_is_logged_without_its_path_and_answered_with_its_id(log):
    seen = []

    def view(request):
        seen.append(current_request_id())
        return HttpResponse(status=204)

    response = request_log(view)(RequestFactory().get(f"/{CANARY}", {"name": CANARY}))

    row = log.rows()[0]
    assert (row["event"], row["route"], row["status"], row["user_id"]) == ("request", "", 204, None)
    assert row["request_id"] == response["X-Request-Id"] == seen[0]
    assert current_request_id() == ""
    assert_nothing_leaks(log)


def test_a_request_that_ends_in_an_exception_is_logged_and_its_id_forgotten(log):
    def view(request):
        raise ValueError(CANARY)

    with pytest.raises(ValueError, match=NAME):
        request_log(view)(RequestFactory().get("/"))

    assert (log.rows()[0]["status"], current_request_id()) == (500, "")
    assert_nothing_leaks(log)


def test_through_the_whole_house_a_canary_leaves_no_trace(client, log):
    client.raise_request_exception = False
    client.post("/sehat/hidup", {"name": CANARY}, query_params={"q": CANARY}, headers={"user-agent": CANARY})

    rows = log.rows()
    assert [row["event"] for row in rows] == ["Method Not Allowed (%s): %s", "request"]
    assert (rows[-1]["route"], rows[-1]["status"]) == ("health_live", 405)
    assert len({json.dumps(row.get("request_id")) for row in rows}) == 1
    assert_nothing_leaks(log)
