from dataclasses import replace
from datetime import date

import pytest

from lms.cohorts.enums import CohortStatus
from lms.reports.rules import PreparationFacts, StepState, steps_of

INVITING, WEEK_BEFORE, AFTER = date(2026, 7, 1), date(2026, 7, 16), date(2026, 7, 25)
DONE, NOW, LATER, SKIPPED = StepState
DRAFT = PreparationFacts(
    status=CohortStatus.DRAFT,
    nominate_until=date(2026, 7, 10),
    starts_on=date(2026, 7, 22),
    is_over=False,
    missing_to_open=0,
    has_terms=True,
    committee=3,
    regions=13,
    invited=0,
    silent=13,
    seats=26,
    taken=0,
    to_confirm=0,
    to_accept=0,
    on_reserve=0,
    participants=0,
    assigned=0,
    is_confirmed=False,
    badges=0,
    unmarked_sessions=0,
    certificates_to_come=0,
)
OPEN = replace(DRAFT, status=CohortStatus.OPEN, invited=13, silent=0)
FULL = replace(OPEN, taken=26, participants=26, assigned=26, is_confirmed=True, badges=26)


def due(facts, on):
    return [step.code for step in steps_of(facts, on=on) if step.state == NOW]


@pytest.mark.parametrize(
    ("facts", "on", "codes"),
    [
        (DRAFT, INVITING, ["opening"]),
        (replace(DRAFT, has_terms=False, committee=0), INVITING, ["terms", "committee", "opening"]),
        (replace(OPEN, invited=0, silent=13), INVITING, ["invitations"]),
        (OPEN, INVITING, []),
        (replace(OPEN, to_accept=2), INVITING, ["participants"]),
        (replace(FULL, is_confirmed=False, assigned=24), INVITING, []),
        (replace(FULL, is_confirmed=False, assigned=24), WEEK_BEFORE, ["confirmation", "assignments"]),
        (replace(FULL, badges=0), date(2026, 7, 14), []),
        (replace(FULL, badges=0), date(2026, 7, 15), ["badges"]),
        (replace(FULL, unmarked_sessions=2), date(2026, 7, 23), ["attendance"]),
        (replace(FULL, is_over=True), AFTER, ["closing"]),
        (replace(FULL, is_over=True, status=CohortStatus.CLOSED, certificates_to_come=4), AFTER, ["closing"]),
        (replace(FULL, is_over=True, status=CohortStatus.CLOSED), AFTER, []),
    ],
)
def test_what_is_due_follows_the_work(facts, on, codes):
    assert due(facts, on) == codes


def test_a_draft_speaks_of_planning_alone_and_a_cancelled_cohort_of_nothing():
    assert [step.code for step in steps_of(DRAFT, on=INVITING)] == ["terms", "committee", "opening"]
    assert steps_of(replace(OPEN, status=CohortStatus.CANCELLED), on=INVITING) == ()


def test_a_cohort_without_seats_for_regions_invites_nobody():
    codes = [step.code for step in steps_of(replace(OPEN, regions=0, seats=0), on=INVITING)]

    assert "invitations" not in codes
    assert "participants" not in codes


def states(facts, on):
    return {step.code: step.state for step in steps_of(facts, on=on)}


def test_what_was_left_out_is_not_called_done():
    nothing = replace(FULL, has_terms=False, committee=0, invited=0, assigned=0, is_confirmed=False, badges=0)
    over = states(replace(nothing, unmarked_sessions=1, is_over=True, status=CohortStatus.CLOSED), AFTER)

    left_out = {"terms", "committee", "invitations", "confirmation", "assignments", "badges", "attendance"}
    assert {code for code, state in over.items() if state == SKIPPED} == left_out
    assert {over[code] for code in ("opening", "nominations", "participants", "closing")} == {DONE}
    assert SKIPPED not in states(replace(FULL, status=CohortStatus.CLOSED, is_over=True), AFTER).values()


def test_nothing_counts_as_left_out_while_it_can_still_be_done():
    fresh = states(replace(OPEN, invited=0), INVITING)

    assert [code for code, state in fresh.items() if state == SKIPPED] == []


def test_silence_is_told_while_nominations_last_and_not_after():
    facts = replace(OPEN, silent=3)
    waiting = next(step for step in steps_of(facts, on=INVITING) if step.code == "nominations")
    over = next(step for step in steps_of(facts, on=WEEK_BEFORE) if step.code == "nominations")

    assert (waiting.state, over.state) == (LATER, DONE)
    assert str(waiting.sentence).startswith("3 ")


@pytest.mark.parametrize("facts", [DRAFT, OPEN, FULL, replace(FULL, status=CohortStatus.CLOSED, is_over=True)])
def test_every_step_says_a_sentence(facts):
    assert all(str(step.sentence).endswith(".") for step in steps_of(facts, on=INVITING))
