from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.enrolment import rules
from lms.enrolment.enums import HOLDING, EnrolmentEvent, EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.enrolment.operations.parties import group_of, groups_of_cohort, reasons_against_group
from lms.enrolment.operations.reserves import fill_seats
from lms.enrolment.operations.seating import SeatBoard, end, lock_with_cohort
from lms.journal import operations as journal
from lms.refusal import Reason, Refusal


@dataclass(frozen=True)
class AcceptanceRound:
    """Whom one go through the confirmed nominations accepted, and whom not and why."""

    accepted: tuple[Enrolment, ...]
    refused: tuple[tuple[Enrolment, tuple[Reason, ...]], ...]


@transaction.atomic
def confirm_enrolment(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """The kabupaten or kota stands behind a nomination."""
    cohort = lock_with_cohort(enrolment)
    own = rules.reasons_against_decider(enrolment.person.user_id, by.pk)
    step = rules.reasons_against_step(enrolment.facts(), EnrolmentStatus.CONFIRMED, cohort.facts())
    if reasons := (*own, *step):
        raise Refusal(reasons)
    enrolment.status, enrolment.confirmed_at, enrolment.confirmed_by = EnrolmentStatus.CONFIRMED, at, by
    enrolment.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    journal.record(EnrolmentEvent.CONFIRMED, subject=enrolment, by=by, at=at)


@transaction.atomic
def accept_enrolment(enrolment: Enrolment, *, by: User, at: datetime) -> list[Enrolment]:
    """Give a nominee a seat by all rules of the cohort's plan. Raises Refusal with every reason at once.

    Those who asked to stay together with her and still wait get theirs by the same decision; answers all of them. An
    application that is approved in one step is confirmed by it too.
    """
    cohort = lock_with_cohort(enrolment)  # seats are counted under this lock
    board, group = SeatBoard(cohort), group_of(enrolment)
    if found := against_acceptance(board, group, by):
        raise Refusal(found[enrolment.pk])
    for one in group:
        board.take(one)
        if one.confirmed_at is None:
            one.confirmed_at, one.confirmed_by = at, by
        one.status, one.accepted_at, one.accepted_by = EnrolmentStatus.ACCEPTED, at, by
        one.save(update_fields=["status", "accepted_at", "accepted_by", "confirmed_at", "confirmed_by"])
    board.save()
    journal.record_many(EnrolmentEvent.ACCEPTED, subjects=group, by=by, at=at)
    return group


@transaction.atomic
def accept_confirmed(cohort: Cohort, *, by: User, at: datetime) -> AcceptanceRound:
    """Accept all confirmed nominees of a cohort as far as the rules allow, first confirmed first.

    Who asked to stay together are accepted together or not at all. A fixed number of statements, however many
    there are.
    """
    cohort.lock()
    board = SeatBoard(cohort)
    accepted, refused = [], []
    for group in groups_of_cohort(cohort):
        found = against_acceptance(board, group, by)
        for enrolment in group:
            if found and enrolment.status == EnrolmentStatus.CONFIRMED:
                refused.append((enrolment, found[enrolment.pk]))
            elif not found:
                board.take(enrolment)
                enrolment.status, enrolment.accepted_at, enrolment.accepted_by = EnrolmentStatus.ACCEPTED, at, by
                accepted.append(enrolment)
    board.save()
    _rows(accepted).update(status=EnrolmentStatus.ACCEPTED, accepted_at=at, accepted_by=by)
    journal.record_many(EnrolmentEvent.ACCEPTED, subjects=accepted, by=by, at=at)
    return AcceptanceRound(tuple(accepted), tuple(refused))


@transaction.atomic
def reserve_enrolment(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """Put a confirmed nominee for whom there is no seat on the reserve list, in the order of confirmation."""
    cohort = lock_with_cohort(enrolment)
    board = SeatBoard(cohort)
    if reasons := reasons_against_reserving(board, enrolment, group_of(enrolment), by):
        raise Refusal(reasons)
    _reserve(board, [enrolment], by, at)


@transaction.atomic
def reserve_confirmed(cohort: Cohort, *, by: User, at: datetime) -> AcceptanceRound:
    """Put all confirmed nominees for whom there is no seat on the reserve list."""
    cohort.lock()
    board = SeatBoard(cohort)
    reserved, refused = [], []
    for group in groups_of_cohort(cohort):
        for enrolment in group:
            if enrolment.status != EnrolmentStatus.CONFIRMED:
                continue
            if reasons := reasons_against_reserving(board, enrolment, group, by):
                refused.append((enrolment, reasons))
            else:
                reserved.append(enrolment)
    _reserve(board, reserved, by, at)
    return AcceptanceRound(tuple(reserved), tuple(refused))


@transaction.atomic
def decline_enrolment(enrolment: Enrolment, *, why: str, by: User, at: datetime) -> None:
    """The kabupaten, kota or province says no, with its reason; a seat already given goes to the next in line."""
    cohort = lock_with_cohort(enrolment)
    step = rules.reasons_against_step(enrolment.facts(), EnrolmentStatus.DECLINED, cohort.facts())
    _end(enrolment, EnrolmentStatus.DECLINED, (*rules.reasons_against_why(why), *step), why=why, by=by, at=at)


@transaction.atomic
def withdraw_enrolment(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """Who sent her, or she herself, takes it back; a seat already given goes to the next in line.

    Raises Refusal, also when she was present: that is for the organiser to correct.
    """
    cohort = lock_with_cohort(enrolment)
    against = rules.reasons_against_withdrawing(enrolment.facts(), cohort.facts())
    _end(enrolment, EnrolmentStatus.WITHDRAWN, against, why="", by=by, at=at)


@transaction.atomic
def take_out_enrolment(enrolment: Enrolment, *, why: str, by: User, at: datetime) -> None:
    """The organiser takes a participant off the list, present or not, and says why."""
    cohort = lock_with_cohort(enrolment)
    step = rules.reasons_against_step(enrolment.facts(), EnrolmentStatus.WITHDRAWN, cohort.facts())
    _end(enrolment, EnrolmentStatus.WITHDRAWN, (*rules.reasons_against_why(why), *step), why=why, by=by, at=at)


def against_acceptance(board: SeatBoard, group: Sequence[Enrolment], by: User) -> dict[int, tuple[Reason, ...]]:
    """What stands against accepting all of a group, by whom it is said of; empty when nothing does."""

    def against(one: Enrolment) -> tuple[Reason, ...]:
        return (
            *rules.reasons_against_decider(one.person.user_id, by.pk),
            *rules.reasons_against_step(board.facts(one), EnrolmentStatus.ACCEPTED, board.cohort.facts()),
        )

    return reasons_against_group(board, group, against)


def reasons_against_reserving(
    board: SeatBoard, enrolment: Enrolment, group: Sequence[Enrolment], by: User
) -> tuple[Reason, ...]:
    own = rules.reasons_against_decider(enrolment.person.user_id, by.pk)
    step = rules.reasons_against_step(enrolment.facts(), EnrolmentStatus.RESERVE, board.cohort.facts())
    against_seat = against_acceptance(board, group, by).get(enrolment.pk, ())
    return (*own, *(step or rules.reasons_against_waiting(enrolment.facts(), against_seat)))


def _reserve(board: SeatBoard, enrolments: list[Enrolment], by: User, at: datetime) -> None:
    if not enrolments:
        return
    board.ensure_plan()
    for enrolment in enrolments:
        enrolment.status, enrolment.reserved_at = EnrolmentStatus.RESERVE, at
    _rows(enrolments).update(status=EnrolmentStatus.RESERVE, reserved_at=at)
    journal.record_many(EnrolmentEvent.RESERVED, subjects=enrolments, by=by, at=at)


def _rows(enrolments: Iterable[Enrolment]):
    return Enrolment.objects.filter(pk__in=[enrolment.pk for enrolment in enrolments])


def _end(
    enrolment: Enrolment, status: EnrolmentStatus, against: tuple[Reason, ...], *, why: str, by: User, at: datetime
) -> None:
    """The caller holds the cohort's lock."""
    if against:
        raise Refusal(against)
    board = SeatBoard(enrolment.cohort) if enrolment.status in HOLDING else None
    if board is not None:
        board.give_back(enrolment)
    end(enrolment, status, why=why, by=by, at=at)
    event = EnrolmentEvent.DECLINED if status == EnrolmentStatus.DECLINED else EnrolmentEvent.WITHDRAWN
    journal.record(event, subject=enrolment, by=by, at=at)
    if board is not None:
        fill_seats(board, region=enrolment.region_id, at=at)
        board.save()
