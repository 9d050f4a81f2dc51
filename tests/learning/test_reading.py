"""How a lesson is read: with little data, one step a screen, without JavaScript; and what it says of itself."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from lms.learning.models import LessonProgress
from lms.learning.operations import block_ids, keep_place
from lms.learning.preferences import COOKIE
from lms.learning.rules import step_number
from tests.factories.content import LessonPageFactory
from tests.factories.learning import LessonProgressFactory

AT = datetime(2026, 7, 22, 3, tzinfo=UTC)
BLOCKS = ("a", "b", "c")


def url(name, course, lesson):
    return reverse(name, args=[course.enrolment.pk, lesson.pk])


@pytest.fixture
def pictured(course, make_picture):
    picture = {"image": make_picture(), "alt_text": "Sumur desa.", "caption": "Sumur di Basarang"}
    return LessonPageFactory(parent=course.modules[0], body=[("text", "<p>Satu.</p>"), ("picture", picture)])


@pytest.mark.parametrize(
    ("asked", "last_block", "expected"),
    [("", "", 1), ("", "b", 2), ("", "gone", 1), ("3", "b", 3), ("0", "b", 1), ("9" * 30, "", 3), ("-1", "b", 2)],
)
def test_a_step_is_the_one_asked_for_or_where_she_stopped(asked, last_block, expected):
    assert step_number(asked, BLOCKS, last_block=last_block) == expected


def test_a_lesson_says_where_it_stands_and_what_it_is_for(course, login):
    lesson = LessonPageFactory(parent=course.modules[0], aim="Anda dapat menyebut empat pilar.")

    answer = login(course.user).get(url("lesson", course, lesson))

    position = answer.context["position"]
    assert (position.module.code, position.number, position.total) == ("L1", 3, 3)
    assert "Anda dapat menyebut empat pilar." in answer.content.decode()


def test_what_she_has_come_to_never_goes_back(course, login):
    lesson = course.lessons[0]
    first, _second, third = block_ids(lesson)
    for block in (third, first):
        keep_place(course.enrolment, lesson, block=block, at=AT)

    answer = login(course.user).get(url("lesson", course, lesson))

    assert answer.context["come_to"] == 3
    assert answer.context["entry"].resume_anchor == f"#blok-{first}"


def test_heavy_parts_tell_their_price_and_wait_in_data_saver_mode(course, login, pictured):
    client = login(course.user)

    whole = client.get(url("lesson", course, pictured)).content.decode()
    chosen = client.post(url("lesson_mode", course, pictured), {"data": "saves"}, follow=True).content.decode()
    back = client.post(url("lesson_mode", course, pictured), {"data": "full"}, follow=True).content.decode()

    assert ['class="heavy"' in page for page in (whole, chosen, back)] == [False, True, False]
    assert "Sumur di Basarang" in chosen[chosen.index("<summary>") :]
    assert not LessonProgress.objects.exists()


def test_the_browsers_wish_to_save_data_counts_until_she_chooses(course, login, pictured):
    client, wish = login(course.user), {"Save-Data": "on"}

    wished = client.get(url("lesson", course, pictured), headers=wish)
    client.post(url("lesson_mode", course, pictured), {"data": "full"})
    chosen = client.get(url("lesson", course, pictured), headers=wish)

    assert [answer.context["reading"].saves_data for answer in (wished, chosen)] == [True, False]
    assert {"Cookie", "Save-Data"} <= {each.strip() for each in wished["Vary"].split(",")}


def test_both_choices_are_kept_together_and_hold_nothing_of_a_person(course, login):
    client, lesson = login(course.user), course.lessons[0]

    client.post(url("lesson_mode", course, lesson), {"data": "saves"})
    answer = client.post(url("lesson_mode", course, lesson), {"view": "steps"})

    cookie = answer.cookies[COOKIE]
    assert cookie.value == "saves.steps"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/belajar/")


@pytest.mark.parametrize("value", ["", "x" * 4000, "saves.full.steps.whole", "; Path=/", "\U0001f642"])
def test_a_cookie_of_any_kind_gives_a_lesson(course, login, value):
    client = login(course.user)
    client.cookies[COOKIE] = value.encode("ascii", "ignore").decode()

    assert client.get(url("lesson", course, course.lessons[0])).status_code == 200


def test_simple_mode_shows_one_part_with_its_neighbours(course, login):
    lesson = course.lessons[0]
    blocks = block_ids(lesson)

    html = login(course.user).get(url("lesson", course, lesson), {"bagian": "2"}).content.decode()

    assert [f'id="blok-{block}"' in html for block in blocks] == [False, True, False]
    assert "?bagian=1#bagian" in html and "?bagian=3#bagian" in html
    assert url("lesson_finish", course, lesson) not in html


def test_the_last_step_finishes_the_lesson(course, login):
    html = login(course.user).get(url("lesson", course, course.lessons[0]), {"bagian": "3"}).content.decode()

    assert "?bagian=4" not in html
    assert url("lesson_finish", course, course.lessons[0]) in html


def test_simple_mode_goes_on_where_she_stopped_and_begins_a_finished_lesson_anew(course, login):
    begun, finished = course.lessons[:2]
    LessonProgressFactory(enrolment=course.enrolment, lesson=begun, last_block=block_ids(begun)[1])
    LessonProgressFactory(enrolment=course.enrolment, lesson=finished, last_block=block_ids(finished)[1], finished=True)
    client = login(course.user)
    client.cookies[COOKIE] = "steps"

    assert [client.get(url("lesson", course, each)).context["step"] for each in (begun, finished)] == [2, 1]


def test_changing_the_way_of_reading_keeps_the_part(course, login):
    lesson, client = course.lessons[0], login(course.user)
    block = block_ids(lesson)[2]

    answers = [
        client.post(url("lesson_mode", course, lesson), {"view": view, "block": block}) for view in ("steps", "whole")
    ]

    assert [answer["Location"] for answer in answers] == [
        url("lesson", course, lesson) + "?bagian=3#bagian",
        url("lesson", course, lesson) + f"#blok-{block}",
    ]


@pytest.mark.parametrize("data", [{}, {"data": "x"}, {"view": "\x00", "block": "../"}, {"block": "x" * 10_000}])
def test_a_choice_without_sense_changes_nothing(course, login, data):
    answer = login(course.user).post(url("lesson_mode", course, course.lessons[0]), data)

    assert (answer["Location"], answer.cookies[COOKIE].value) == (url("lesson", course, course.lessons[0]), "")


def test_without_javascript_every_part_can_keep_the_place(course, login):
    lesson, client = course.lessons[0], login(course.user)
    blocks = block_ids(lesson)

    html = client.get(url("lesson", course, lesson)).content.decode()
    # The button of a part stands behind the hidden field of the form it belongs to, so its value counts.
    client.post(url("lesson_place", course, lesson), {"block": ["", blocks[1]]})

    assert [f'form="place" name="block" value="{block}"' in html for block in blocks] == [True, True, True]
    assert html.index('id="place"') < html.index('form="place"')
    assert LessonProgress.objects.get().last_block == blocks[1]


def test_an_empty_lesson_opens_in_both_ways(course, login):
    lesson = LessonPageFactory(parent=course.modules[0], body=[])
    client = login(course.user)

    answers = [client.get(url("lesson", course, lesson), query) for query in ({}, {"bagian": "1"})]

    assert [answer.status_code for answer in answers] == [200, 200]
