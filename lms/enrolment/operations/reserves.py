"""The reserve list: seats flow on, are offered for a time, and are taken or given back."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.enrolment import rules
from lms.enrolment.enums import EnrolmentEvent, EnrolmentStatus
from lms.enrolment.models import Enrolment, SeatPlan
from lms.enrolment.operations.parties import groups_of
from lms.enrolment.operations.seating import SeatBoard, end, lock_with_cohort
from lms.enrolment.rules import WORDS, Draw, Promotion, Waiting
from lms.journal import operations as journal
from lms.refusal import Reason, Refusal, reasons_to_data, refuse

# Data, kept with the enrolment: always in Indonesian.
LAPSED_WHY = "Tawaran kursi tidak dijawab sampai batas waktunya."


@transaction.atomic
def let_seats_flow(cohort: Cohort, *, by: User | None, at: datetime) -> list[Enrolment]:
    """Give the seats nobody took to the reserve list, by the published rule; whom it offers one.

    Done once for a cohort; afterwards each seat given back flows on by itself. Raises Refusal.
    """
    cohort.lock()
    undecided = Enrolment.objects.filter(cohort=cohort, status=EnrolmentStatus.CONFIRMED).count()
    on = cohort.local_date(at)
    if reasons := rules.reasons_against_flow(cohort.facts(), undecided=undecided, on=on):
        raise Refusal(reasons)
    board = SeatBoard(cohort)
    plan = board.ensure_plan()
    if plan.cascade == SeatPlan.Cascade.NONE:
        raise refuse("seats_stay", rules.SEATS_STAY)
    if plan.flowed_at is not None:
        return []
    promoted = _flow(board, at)
    plan.flowed_at = at
    board.save()
    journal.record(EnrolmentEvent.SEATS_FLOWED, subject=cohort, by=by, at=at, data={"offered": len(promoted)})
    return promoted


def fill_seats(board: SeatBoard, *, region: str | None, at: datetime) -> list[Enrolment]:
    """After a seat was given back: the next of that region first and, once seats have flowed on, the others.

    The caller holds the cohort's lock and saves the board.
    """
    if rules.reasons_against_offering(board.cohort.facts(), on=board.cohort.local_date(at)):
        return []
    promoted = []
    for group in _groups_of_region(board.cohort, region):
        if _fit_together(board, group):
            promoted += [_offer(board, one, _next_in_region(one), at) for one in group]
    if board.plan is not None and board.plan.flowed_at is not None:
        promoted += _flow(board, at)
    return promoted


@transaction.atomic
def accept_offer(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """The offered seat is taken: by the trainee, or for her by who sent or confirmed her."""
    cohort = lock_with_cohort(enrolment)
    answer = rules.reasons_against_answer(enrolment.facts(), enrolment.offered_until, at=at)
    if reasons := answer or rules.reasons_against_step(enrolment.facts(), EnrolmentStatus.ACCEPTED, cohort.facts()):
        raise Refusal(reasons)
    enrolment.status, enrolment.accepted_at, enrolment.accepted_by = EnrolmentStatus.ACCEPTED, at, by
    enrolment.save(update_fields=["status", "accepted_at", "accepted_by"])
    journal.record(EnrolmentEvent.ACCEPTED, subject=enrolment, by=by, at=at)


@transaction.atomic
def decline_offer(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """The offered seat is not wanted; the next in line gets it."""
    cohort = lock_with_cohort(enrolment)
    answer = rules.reasons_against_answer(enrolment.facts(), enrolment.offered_until, at=at)
    if reasons := answer or rules.reasons_against_step(enrolment.facts(), EnrolmentStatus.WITHDRAWN, cohort.facts()):
        raise Refusal(reasons)
    _give_up([enrolment], why="", by=by, at=at)


@transaction.atomic
def end_lapsed_offers(cohort: Cohort, *, at: datetime) -> list[Enrolment]:
    """Offers nobody answered in time end, and the next in line get the seats."""
    cohort.lock()
    lapsed = list(_lapsed(at).filter(cohort=cohort).select_related("region").order_by("offered_until", "pk"))
    for enrolment in lapsed:
        enrolment.cohort = cohort
    if lapsed:
        _give_up(lapsed, why=LAPSED_WHY, by=None, at=at)
    return lapsed


def cohorts_with_lapsed_offers(at: datetime):
    return Cohort.objects.open().filter(pk__in=_lapsed(at).values("cohort")).order_by("pk")


def cohorts_to_flow(at: datetime):
    """Where nominations ended and seats have not flowed on; whether they may is the operation's to say."""
    reserved = Enrolment.objects.filter(status=EnrolmentStatus.RESERVE).values("cohort")
    flows = SeatPlan.objects.filter(flowed_at=None, cascade=SeatPlan.Cascade.RESERVES).values("cohort")
    return Cohort.objects.open().filter(pk__in=reserved).filter(pk__in=flows).order_by("pk")


def reserves_of(cohort: Cohort):
    """The reserve list, in the order of confirmation."""
    waiting = Enrolment.objects.filter(cohort=cohort, status=EnrolmentStatus.RESERVE)
    return waiting.select_related("region").order_by("confirmed_at", "pk")


def _may_move_up(cohort: Cohort):
    """Of the reserve list, but for those who asked to stay together with somebody who is not decided on yet."""
    undecided = Enrolment.objects.filter(
        cohort=cohort, party=OuterRef("party"), status__in=(EnrolmentStatus.NOMINATED, EnrolmentStatus.CONFIRMED)
    )
    return reserves_of(cohort).exclude(~Q(party="") & Exists(undecided))


def _groups_of_region(cohort: Cohort, region: str | None) -> list[list[Enrolment]]:
    """The reserve list of a region in its order; who asked to stay together comes as one."""
    return [group for group in groups_of(_may_move_up(cohort)) if any(one.region_id == region for one in group)]


def _fit_together(board: SeatBoard, group: Iterable[Enrolment]) -> bool:
    trial = board.copy()
    for enrolment in group:
        if trial.reasons_against(enrolment):
            return False
        trial.tally.add(enrolment.sitter())
    return True


def _next_in_region(enrolment: Enrolment) -> Reason:
    return Reason("next_in_region", WORDS["next_in_region"], (("region", enrolment.region_name),))


def _lapsed(at: datetime):
    return Enrolment.objects.filter(status=EnrolmentStatus.OFFERED, offered_until__lte=at)


def _give_up(enrolments: Iterable[Enrolment], *, why: str, by: User | None, at: datetime) -> None:
    """Offered seats go back and on to the next in line. All of one locked cohort."""
    enrolments = list(enrolments)
    board = SeatBoard(enrolments[0].cohort)
    for enrolment in enrolments:
        board.give_back(enrolment)
        end(enrolment, EnrolmentStatus.WITHDRAWN, why=why, by=by, at=at)
        journal.record(EnrolmentEvent.WITHDRAWN, subject=enrolment, by=by, at=at, data={"offer": "not taken"})
    for region in dict.fromkeys(enrolment.region_id for enrolment in enrolments):
        fill_seats(board, region=region, at=at)
    board.save()


def _flow(board: SeatBoard, at: datetime) -> list[Enrolment]:
    plan = board.ensure_plan()
    people = {enrolment.pk: enrolment for enrolment in _may_move_up(board.cohort)}
    if not people:
        return []
    waiting = [Waiting(pk, each.sitter(), each.party) for pk, each in people.items()]
    names = {code: quota.region.short_name for code, quota in board.quotas.items()}
    draw = Draw(plan.seed, board.own_seats(), names, opens_kept_seats=plan.opens_kept_seats)
    found = rules.flow(waiting, board.tally, board.rules, draw)
    return [_promote(board, people[promotion.pk], promotion, at) for promotion in found.promotions]


def _promote(board: SeatBoard, enrolment: Enrolment, promotion: Promotion, at: datetime) -> Enrolment:
    if promotion.giver and enrolment.region_id:
        board.move_seat(promotion.giver, enrolment.region_id)
    return _offer(board, enrolment, promotion.reason, at)


def _offer(board: SeatBoard, enrolment: Enrolment, reason: Reason, at: datetime) -> Enrolment:
    """Hold a seat for somebody of the reserve list until the offer ends."""
    board.take(enrolment)
    enrolment.status, enrolment.offered_at = EnrolmentStatus.OFFERED, at
    enrolment.offered_until = offer_ends(board.cohort, board.ensure_plan(), at)
    (enrolment.promoted_why,) = reasons_to_data([reason])
    enrolment.save(update_fields=["status", "offered_at", "offered_until", "promoted_why"])
    data = {"why": reason.code, "until": enrolment.offered_until.isoformat()}
    journal.record(EnrolmentEvent.PROMOTED, subject=enrolment, by=None, at=at, data=data)
    return enrolment


def offer_ends(cohort: Cohort, plan: SeatPlan, at: datetime) -> datetime:
    """After the hours of the plan, at the latest when the first day begins."""
    first_day = datetime.combine(cohort.starts_on, time.min, cohort.tzinfo)
    return min(at + timedelta(hours=plan.accept_within_hours), first_day)
