"""The bank as a trainer keeps it, through real requests."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from content.models import Choice, Question
from tests.factories.content import QuestionFactory


def question_form(module, *keys, initial=(), **more):
    choices = [
        {"text": f"Jawaban {number}", "feedback": "Karena begitu.", **({"is_key": "on"} if key else {})}
        for number, key in enumerate(keys)
    ]
    for choice, row in zip(initial, choices, strict=False):
        row["id"] = str(choice.pk)
    return nested_form_data(
        {
            "module": str(module.pk),
            "prompt": "Mana yang benar?",
            "is_active": "on",
            "choices": inline_formset(choices, initial=len(initial)),
            **more,
        }
    )


def test_a_trainer_adds_a_question_whose_course_follows_from_its_module(desk, course, module):
    response = desk.post(reverse("question-bank:add"), question_form(module, False, True, False))
    question = Question.objects.get()
    assert response.status_code == 302
    assert question.course == course
    assert [choice.is_key for choice in question.choices.all()] == [False, True, False]


@pytest.mark.parametrize("keys", [(False, False), (True, True), (True,), (True, *[False] * 6)])
def test_a_question_without_exactly_one_key_is_refused(desk, module, keys):
    response = desk.post(reverse("question-bank:add"), question_form(module, *keys))
    assert response.status_code == 200
    assert not Question.objects.exists()
    if len(keys) == 2:
        assert "Mark exactly one choice as right." in response.content.decode()


@pytest.mark.parametrize("new_key", [0, 1, 2])
def test_the_key_moves_to_another_choice_in_one_save(desk, module, new_key):
    question = QuestionFactory(module=module)
    for key in (2 - new_key, new_key):
        keys = [number == key for number in range(3)]
        form = question_form(module, *keys, initial=list(question.choices.order_by("sort_order")))
        assert desk.post(reverse("question-bank:edit", args=[question.pk]), form).status_code == 302
        saved = Choice.objects.filter(question=question).order_by("sort_order")
        assert [choice.is_key for choice in saved] == keys


def test_a_refused_edit_keeps_the_old_key(desk, module):
    question = QuestionFactory(module=module)
    form = question_form(module, False, False, initial=list(question.choices.order_by("sort_order")))
    assert desk.post(reverse("question-bank:edit", args=[question.pk]), form).status_code == 200
    assert Choice.objects.filter(question=question, is_key=True).count() == 1


@pytest.mark.parametrize("prompt", ["", "x" * 10_000, "a\x00b"])
def test_a_bad_prompt_is_refused_and_never_an_error(desk, module, prompt):
    response = desk.post(reverse("question-bank:add"), question_form(module, True, False, prompt=prompt))
    assert response.status_code == 200
    assert not Question.objects.exists()


def test_questions_of_another_tree_do_not_exist_for_a_trainer(desk, module):
    own, foreign = QuestionFactory(module=module, prompt="Milik saya?"), QuestionFactory(prompt="Milik orang lain?")
    listing = desk.get(reverse("question-bank:index")).content.decode()
    assert own.prompt in listing
    assert foreign.prompt not in listing
    for name in ("edit", "copy", "history", "usage"):
        assert desk.get(reverse(f"question-bank:{name}", args=[own.pk])).status_code == 200
        assert desk.get(reverse(f"question-bank:{name}", args=[foreign.pk])).status_code == 404
    response = desk.post(reverse("question-bank:add"), question_form(foreign.module, True, False))
    assert response.status_code == 200
    assert Question.objects.count() == 2


def test_a_trainer_may_not_delete_a_question(desk, module):
    question = QuestionFactory(module=module)
    desk.post(reverse("question-bank:delete", args=[question.pk]))
    assert Question.objects.filter(pk=question.pk).exists()
