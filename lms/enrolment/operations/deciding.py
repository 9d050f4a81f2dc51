from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.enrolment import rules
from lms.enrolment.enums import HOLDING, EnrolmentEvent, EnrolmentStatus
from lms.enrolment.models import Enrolment
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
def accept_enrolment(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """Give a nominee a seat by all rules of the cohort's plan. Raises Refusal with every reason at once.

    An application that is approved in one step is confirmed by the same decision.
    """
    cohort = lock_with_cohort(enrolment)  # seats are counted under this lock
    board = SeatBoard(cohort)
    if reasons := reasons_against_acceptance(board, enrolment, by):
        raise Refusal(reasons)
    board.take(enrolment)
    board.save()
    if enrolment.confirmed_at is None:
        enrolment.confirmed_at, enrolment.confirmed_by = at, by
    enrolment.status, enrolment.accepted_at, enrolment.accepted_by = EnrolmentStatus.ACCEPTED, at, by
    enrolment.save(update_fields=["status", "accepted_at", "accepted_by", "confirmed_at", "confirmed_by"])
    journal.record(EnrolmentEvent.ACCEPTED, subject=enrolment, by=by, at=at)


@transaction.atomic
def accept_confirmed(cohort: Cohort, *, by: User, at: datetime) -> AcceptanceRound:
    """Accept all confirmed nominees of a cohort as far as the rules allow, first confirmed first.

    A fixed number of statements, however many there are.
    """
    cohort.lock()
    board = SeatBoard(cohort)
    accepted, refused = [], []
    for enrolment in confirmed_in_order(cohort):
        if reasons := reasons_against_acceptance(board, enrolment, by):
            refused.append((enrolment, reasons))
            continue
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
    if reasons := reasons_against_reserving(board, enrolment, by):
        raise Refusal(reasons)
    _reserve(board, [enrolment], by, at)


@transaction.atomic
def reserve_confirmed(cohort: Cohort, *, by: User, at: datetime) -> AcceptanceRound:
    """Put all confirmed nominees for whom there is no seat on the reserve list."""
    cohort.lock()
    board = SeatBoard(cohort)
    reserved, refused = [], []
    for enrolment in confirmed_in_order(cohort):
        if reasons := reasons_against_reserving(board, enrolment, by):
            refused.append((enrolment, reasons))
        else:
            reserved.append(enrolment)
    _reserve(board, reserved, by, at)
    return AcceptanceRound(tuple(reserved), tuple(refused))


@transaction.atomic
def decline_enrolment(enrolment: Enrolment, *, why: str, by: User, at: datetime) -> None:
    """The kabupaten, kota or province says no, with its reason; a seat already given goes to the next in line."""
    if reasons := rules.reasons_against_why(why):
        raise Refusal(reasons)
    _end(enrolment, EnrolmentStatus.DECLINED, why, by, at)


@transaction.atomic
def withdraw_enrolment(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """The institution takes its nomination back; a seat already given goes to the next in line."""
    _end(enrolment, EnrolmentStatus.WITHDRAWN, "", by, at)


def confirmed_in_order(cohort: Cohort) -> Iterable[Enrolment]:
    waiting = Enrolment.objects.filter(cohort=cohort, status=EnrolmentStatus.CONFIRMED)
    rows = waiting.select_related("region", "person").order_by("confirmed_at", "pk")
    for enrolment in rows:
        enrolment.cohort = cohort
    return rows


def reasons_against_acceptance(board: SeatBoard, enrolment: Enrolment, by: User) -> tuple[Reason, ...]:
    return (
        *rules.reasons_against_decider(enrolment.person.user_id, by.pk),
        *rules.reasons_against_step(board.facts(enrolment), EnrolmentStatus.ACCEPTED, board.cohort.facts()),
        *board.reasons_against(enrolment),
    )


def reasons_against_reserving(board: SeatBoard, enrolment: Enrolment, by: User) -> tuple[Reason, ...]:
    own = rules.reasons_against_decider(enrolment.person.user_id, by.pk)
    step = rules.reasons_against_step(enrolment.facts(), EnrolmentStatus.RESERVE, board.cohort.facts())
    return (*own, *(step or rules.reasons_against_waiting(enrolment.facts(), board.reasons_against(enrolment))))


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


def _end(enrolment: Enrolment, status: EnrolmentStatus, why: str, by: User, at: datetime) -> None:
    cohort = lock_with_cohort(enrolment)
    if reasons := rules.reasons_against_step(enrolment.facts(), status, cohort.facts()):
        raise Refusal(reasons)
    board = SeatBoard(cohort) if enrolment.status in HOLDING else None
    if board is not None:
        board.give_back(enrolment)
    end(enrolment, status, why=why, by=by, at=at)
    event = EnrolmentEvent.DECLINED if status == EnrolmentStatus.DECLINED else EnrolmentEvent.WITHDRAWN
    journal.record(event, subject=enrolment, by=by, at=at)
    if board is not None:
        fill_seats(board, region=enrolment.region_id, at=at)
        board.save()
