"""What is to be said about a course by itself; its modules and lessons speak for themselves. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from content.checking.findings import Finding, advises

LEGAL_BASIS = "regulations"  # the panel of the editor


@dataclass(frozen=True)
class RegulationFacts:
    name: str
    review_on: date
    replaced_by: str  # empty while it holds


@dataclass(frozen=True)
class CourseFacts:
    has_aims: bool
    has_audience: bool
    modules: int
    regulations: Sequence[RegulationFacts]


def findings_of_course(facts: CourseFacts, *, on: date) -> list[Finding]:
    return [*findings_of_regulations(facts.regulations, on=on), *_content(facts)]


def findings_of_regulations(regulations: Sequence[RegulationFacts], *, on: date) -> list[Finding]:
    """A regulation that no longer holds, or that nobody has looked at since its date, warns who cites it."""
    return [finding for regulation in regulations for finding in _of_regulation(regulation, on)]


def _of_regulation(regulation: RegulationFacts, on: date) -> Iterator[Finding]:
    if regulation.replaced_by:
        words = _("%(name)s was replaced by %(successor)s. Cite the new one and see what changes in the lessons.")
        yield advises("regulation_replaced", words, LEGAL_BASIS, name=regulation.name, successor=regulation.replaced_by)
    elif regulation.review_on <= on:
        words = _("%(name)s is due for review. Ask the dinsos of the province whether it still holds.")
        yield advises("regulation_overdue", words, LEGAL_BASIS, name=regulation.name)


def _content(facts: CourseFacts) -> Iterator[Finding]:
    if not facts.has_aims:
        yield advises("no_aims", _("Say what participants can do after this course."), "aims")
    if not facts.has_audience:
        yield advises(
            "no_audience", _("Tick for whom this course is. The catalogue shows it to them first."), "for_psks"
        )
    if not facts.regulations:
        yield advises("no_regulation", _("Name the regulation this course rests on, if there is one."), LEGAL_BASIS)
    if not facts.modules:
        yield advises("no_modules", _("This course has no module yet."))
