"""What is to be said about a module and its questions. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from content.checking.findings import Finding, Limits, advises, blocks


@dataclass(frozen=True)
class QuestionFacts:
    pk: int
    prompt: str
    choices: int
    keys: int
    lacks_feedback: bool


@dataclass(frozen=True)
class ModuleFacts:
    has_aims: bool
    lessons: int
    questions: Sequence[QuestionFacts]  # those in use


def findings_of_module(facts: ModuleFacts, limits: Limits) -> list[Finding]:
    return sorted([*_questions(facts), *_content(facts, limits)], key=lambda each: not each.blocks)


def _questions(facts: ModuleFacts) -> Iterator[Finding]:
    for question in facts.questions:
        if question.keys != 1 or question.choices < 2:
            words = _("The question “%(question)s” has no right answer to choose. Mark exactly one of its choices.")
            yield replace(blocks("question_without_key", words, question=question.prompt), question=question.pk)
        elif question.lacks_feedback:
            words = _("The question “%(question)s” has a choice without feedback. Who is wrong learns from it.")
            yield replace(advises("question_without_feedback", words, question=question.prompt), question=question.pk)


def _content(facts: ModuleFacts, limits: Limits) -> Iterator[Finding]:
    if not facts.has_aims:
        yield advises("no_aims", _("Say what participants can do after this module."), "aims")
    if not facts.lessons:
        yield advises("no_lessons", _("This module has no lesson yet."))
    if len(facts.questions) < limits.module_questions:
        words = _("The bank holds %(count)s questions of this module. At least %(least)s make a fair test.")
        yield advises("few_questions", words, count=len(facts.questions), least=limits.module_questions)
