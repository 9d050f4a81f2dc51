from datetime import date
from random import Random

import pytest
from django.utils import translation

from lms.assessment import rules
from lms.assessment.rules import AttemptFacts, BankQuestion
from tests.factories.assessment import QUESTIONS, RIGHT
from tests.factories.cohorts import POLICY

FIRST_DAY = date(2026, 7, 22)


def facts(**more):
    usual = {
        "is_accepted": True,
        "cohort_status": "open",
        "starts_on": FIRST_DAY,
        "submitted": 0,
        "has_open_attempt": False,
        "best_score": None,
        "bank_size": 10,
    }
    return AttemptFacts(**(usual | more))


@pytest.mark.parametrize(
    ("more", "on", "expected"),
    [
        ({}, FIRST_DAY, []),
        ({"submitted": 2, "best_score": 69}, FIRST_DAY, []),
        ({"is_accepted": False}, FIRST_DAY, ["not_accepted"]),
        ({"cohort_status": "closed"}, FIRST_DAY, ["cohort_closed"]),
        ({"has_open_attempt": True}, FIRST_DAY, ["attempt_open"]),
        ({"submitted": 1, "best_score": 70}, FIRST_DAY, ["already_passed"]),
        ({"submitted": 3, "best_score": 69}, FIRST_DAY, ["no_attempts_left"]),
        ({}, date(2026, 7, 21), ["not_started"]),
        ({"bank_size": 9}, FIRST_DAY, ["bank_too_small"]),
        ({"bank_size": 0}, date(2026, 7, 21), ["not_started", "bank_too_small"]),
    ],
)
def test_an_attempt_is_possible_or_every_reason_says_why_not(more, on, expected):
    reasons = rules.reasons_against_attempt(facts(**more), POLICY, on=on, needed_questions=10)

    assert [reason.code for reason in reasons] == expected


def test_the_reason_before_the_first_day_names_the_day():
    (reason,) = rules.reasons_against_attempt(facts(), POLICY, on=date(2026, 7, 1), needed_questions=10)

    with translation.override("id"):
        assert "22 Juli 2026" in str(reason)


@pytest.mark.parametrize(
    ("submitted", "has_open", "left"), [(0, False, 3), (1, True, 1), (2, False, 1), (3, False, 0), (5, False, 0)]
)
def test_attempts_left_count_down_and_stop_at_none(submitted, has_open, left):
    assert rules.attempts_left(facts(submitted=submitted, has_open_attempt=has_open), POLICY) == left


@pytest.mark.parametrize(("score", "expected"), [(None, False), (0, False), (69, False), (70, True), (100, True)])
def test_the_pass_mark_itself_passes(score, expected):
    assert rules.has_passed(score, POLICY) is expected


@pytest.mark.parametrize(
    ("right", "total", "percent"),
    [(0, 10, 0), (7, 10, 70), (10, 10, 100), (1, 3, 33), (2, 3, 67), (1, 8, 13), (3, 8, 38), (1, 200, 1), (1, 201, 0)],
)
def test_the_score_is_rounded_half_up(right, total, percent):
    questions = [{"id": str(n), "key": "a"} for n in range(total)]
    answers = {str(n): "a" if n < right else "b" for n in range(total)}

    assert rules.score(questions, answers) == percent


def bank(**sizes):
    choices = (("Benar", "Ya.", True), ("Salah", "Bukan.", False))
    return [
        BankQuestion(pk, module, f"Soal {pk}", choices)
        for module, size in sizes.items()
        for pk in range(first_pk(module), first_pk(module) + size)
    ]


def first_pk(module):
    return int(module[1:]) * 100


@pytest.mark.parametrize(
    ("sizes", "shares"),
    [
        ({"L1": 10, "L2": 10}, [5, 5]),
        ({f"L{n}": 4 for n in range(1, 9)}, [1, 1, 1, 1, 1, 1, 2, 2]),
        ({"L1": 20, "L2": 1}, [1, 9]),
        ({"L1": 10}, [10]),
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_questions_are_spread_over_the_modules_and_never_drawn_twice(sizes, shares, seed):
    drawn = rules.draw(bank(**sizes), 10, Random(seed))

    modules = [question.module for question in drawn]
    assert sorted(modules.count(module) for module in sizes) == shares
    assert len({question.pk for question in drawn}) == 10


def test_the_same_seed_draws_the_same_and_another_draws_otherwise():
    questions = bank(L1=20, L2=20)
    first, again, other = (rules.draw(questions, 10, Random(seed)) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_a_frozen_question_keeps_its_key_under_a_random_id():
    question = BankQuestion(7, "L1", "Mana?", (("Benar", "Ya.", True), ("Salah", "Bukan.", False)))

    frozen = [rules.freeze(question, Random(seed)) for seed in range(20)]

    keys = [{option["id"]: option["text"] for option in each["options"]}[each["key"]] for each in frozen]
    assert keys == ["Benar"] * 20
    assert {each["options"][0]["text"] for each in frozen} == {"Benar", "Salah"}
    assert len({each["id"] for each in frozen}) == 20


def test_each_unanswered_question_is_named():
    answers = {name: option for name, option in RIGHT.items() if name not in {"q2", "q5"}}

    reasons = rules.reasons_against_answers(QUESTIONS, answers)

    assert [(reason.code, reason.values) for reason in reasons] == [
        ("unanswered", (("number", 2),)),
        ("unanswered", (("number", 5),)),
    ]
    assert rules.reasons_against_answers(QUESTIONS, answers, partial=True) == ()


@pytest.mark.parametrize("wrong", [{"q1": "q2-a"}, {"q1": ""}, {"q99": "q1-a"}, {"q1": "\x00"}])
@pytest.mark.parametrize("partial", [False, True])
def test_an_answer_from_elsewhere_is_refused(wrong, partial):
    reasons = rules.reasons_against_answers(QUESTIONS, RIGHT | wrong, partial=partial)

    assert [reason.code for reason in reasons] == ["answer_unknown"]


@pytest.mark.parametrize(("with_key", "expected"), [(True, "Benar"), (False, "")])
def test_the_right_answer_of_a_wrong_one_is_told_only_when_no_attempt_is_left(with_key, expected):
    reviews = rules.review(QUESTIONS, RIGHT | {"q3": "q3-b"}, with_key=with_key)

    assert (reviews[2].is_right, reviews[2].feedback, reviews[2].right_answer) == (False, "Baca lagi 3.", expected)
    assert (reviews[0].is_right, reviews[0].right_answer) == (True, "")
