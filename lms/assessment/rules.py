"""The post-test: which questions, who may take it, what an answer sheet is worth. Pure; chance comes in as ``rng``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.cohorts.enums import CohortStatus
from lms.cohorts.rules import Policy, day_in_words
from lms.refusal import Reason

ANSWER_UNKNOWN = Reason(
    "answer_unknown", _("One of the answers does not belong to this test. Open the test again and choose once more.")
)


@dataclass(frozen=True)
class BankQuestion:
    """A question as the bank holds it: ``choices`` are (text, feedback, is the key)."""

    pk: int
    module: str
    prompt: str
    choices: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class AttemptFacts:
    """Where a trainee stands before a new attempt. ``best_score`` is None until one was submitted."""

    is_accepted: bool
    cohort_status: str
    starts_on: date
    submitted: int
    has_open_attempt: bool
    best_score: int | None
    bank_size: int


def attempts_left(facts: AttemptFacts, policy: Policy) -> int:
    return max(policy.max_test_attempts - facts.submitted - facts.has_open_attempt, 0)


def has_passed(score: int | None, policy: Policy) -> bool:
    return score is not None and score >= policy.pass_score_percent


def reasons_against_attempt(
    facts: AttemptFacts, policy: Policy, *, on: date, needed_questions: int
) -> tuple[Reason, ...]:
    """What stands against beginning a new attempt on ``on``, the cohort's local date."""
    if not facts.is_accepted:
        return (Reason("not_accepted", _("You have no place in this cohort.")),)
    if facts.cohort_status != CohortStatus.OPEN:
        return (Reason("cohort_closed", _("This cohort is closed, so the test can no longer be taken.")),)
    if facts.has_open_attempt:
        return (Reason("attempt_open", _("You have begun the test. Finish it before you begin again.")),)
    if has_passed(facts.best_score, policy):
        return (Reason("already_passed", _("You have already passed the test.")),)
    reasons: list[Reason] = []
    if facts.submitted >= policy.max_test_attempts:
        values = (("attempts", policy.max_test_attempts),)
        reasons.append(Reason("no_attempts_left", _("You have used all %(attempts)s attempts."), values))
    if on < facts.starts_on:
        begins = (("date", day_in_words(facts.starts_on)),)
        reasons.append(Reason("not_started", _("The test opens on the first day, %(date)s."), begins))
    if facts.bank_size < needed_questions:
        sizes = (("there", facts.bank_size), ("needed", needed_questions))
        words = _("The question bank holds %(there)s questions and the test needs %(needed)s. Tell the organiser.")
        reasons.append(Reason("bank_too_small", words, sizes))
    return tuple(reasons)


def draw(bank: Sequence[BankQuestion], count: int, rng: Random) -> tuple[BankQuestion, ...]:
    """``count`` questions spread over the modules: round by round one of each module, by chance within it."""
    by_module: dict[str, list[BankQuestion]] = {}
    for question in bank:
        by_module.setdefault(question.module, []).append(question)
    heaps = list(by_module.values())
    rng.shuffle(heaps)  # which modules get one question more is chance too
    for heap in heaps:
        rng.shuffle(heap)
    drawn: list[BankQuestion] = []
    while len(drawn) < count and any(heaps):
        drawn.extend([heap.pop() for heap in heaps if heap][: count - len(drawn)])
    return tuple(drawn)


def freeze(question: BankQuestion, rng: Random) -> dict[str, Any]:
    """A question as an attempt keeps it: random ids, so that neither order nor id tells the key."""
    choices = list(question.choices)
    rng.shuffle(choices)
    options = [{"id": random_id(rng), "text": text, "feedback": feedback} for text, feedback, _is_key in choices]
    key = next(option["id"] for option, (*_words, is_key) in zip(options, choices, strict=True) if is_key)
    return {
        "id": random_id(rng),
        "question_id": question.pk,
        "module": question.module,
        "prompt": question.prompt,
        "options": options,
        "key": key,
    }


def random_id(rng: Random) -> str:
    return f"{rng.getrandbits(48):012x}"


def unanswered(number: int) -> Reason:
    return Reason("unanswered", _("Question %(number)s is not answered yet. Choose one answer."), (("number", number),))


def reasons_against_answers(
    questions: Sequence[Mapping[str, Any]], answers: Mapping[str, str], *, partial: bool = False
) -> tuple[Reason, ...]:
    """Answers must fit the frozen questions; unless ``partial``, each question has one."""
    options = {question["id"]: {option["id"] for option in question["options"]} for question in questions}
    if any(option not in options.get(question, ()) for question, option in answers.items()):
        return (ANSWER_UNKNOWN,)
    if partial:
        return ()
    return tuple(unanswered(number) for number, question in enumerate(questions, 1) if question["id"] not in answers)


def score(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, str]) -> int:
    """Percent of right answers, rounded half up to a whole number."""
    right = sum(answers.get(question["id"]) == question["key"] for question in questions)
    return (200 * right + len(questions)) // (2 * len(questions))


@dataclass(frozen=True)
class Review:
    """One question after the test. ``right_answer`` is empty while a further attempt is possible."""

    number: int
    prompt: str
    answer: str
    is_right: bool
    feedback: str
    right_answer: str


def review(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, str], *, with_key: bool) -> tuple[Review, ...]:
    reviews = []
    for number, question in enumerate(questions, 1):
        options = {option["id"]: option for option in question["options"]}
        chosen = options[answers[question["id"]]]
        is_right = chosen["id"] == question["key"]
        right_answer = options[question["key"]]["text"] if with_key and not is_right else ""
        reviews.append(Review(number, question["prompt"], chosen["text"], is_right, chosen["feedback"], right_answer))
    return tuple(reviews)
