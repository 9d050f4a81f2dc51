"""Seats of one cohort, counted from the rows under its lock: the one place where a seat is given or given back."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime

from lms.accounts.models import User
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort, Quota
from lms.enrolment import rules
from lms.enrolment.enums import HOLDING, EnrolmentRole, EnrolmentStatus, EnrolmentWay
from lms.enrolment.models import Enrolment, KindReservation, SeatPlan
from lms.enrolment.rules import EnrolmentFacts, SeatRules, Sitter, Tally
from lms.refusal import Reason, Refusal, constraints_as_refusal

SEAT_FIELDS = ("person_name", "region_id", "institution_id", "sex", "kind_code", "role")


def lock_with_cohort(enrolment: Enrolment) -> Cohort:
    """Lock the cohort, then read the enrolment anew: somebody else may have decided meanwhile."""
    cohort = enrolment.cohort
    cohort.lock()
    enrolment.refresh_from_db()
    enrolment.cohort = cohort
    return cohort


def take_seat(cohort: Cohort, enrolment: Enrolment) -> None:
    """A seat for somebody who is about to come in; the caller holds the cohort's lock and saves the enrolment.

    Raises Refusal with every reason at once.
    """
    board = SeatBoard(cohort)
    if reasons := board.reasons_against(enrolment):
        raise Refusal(reasons)
    board.take(enrolment)
    board.save()


def sitters_of(cohort: Cohort) -> list[Sitter]:
    """Who holds a seat. One query."""
    held = Enrolment.objects.holding().filter(cohort=cohort).order_by("pk").values_list(*SEAT_FIELDS)
    return [
        Sitter(name, region or "", institution=institution, sex=sex, kind=kind, role=role)
        for name, region, institution, sex, kind, role in held
    ]


def rules_of(cohort: Cohort, plan: SeatPlan | None, quotas: Iterable[Quota]) -> SeatRules:
    """What counts in this cohort today. Where anybody may join, seats are not divided among regions."""
    regions = {quota.region_id: quota.seats for quota in quotas} if cohort.divides_seats else None
    if plan is None:
        return SeatRules(per_region=regions)
    reserved = KindReservation.objects.filter(plan=plan).values_list("kind", "seats") if plan.keeps_seats else ()
    return SeatRules(
        total=plan.total,
        per_region=regions,
        per_institution=plan.per_institution,
        women_percent=plan.women_percent if plan.keeps_seats else 0,
        reserved=dict(reserved),
    )


class SeatBoard:
    """Rules, quotas and seats held, read once: a fixed number of queries for however many people.

    What is taken and given back stands in memory until ``save``. The caller holds the cohort's lock.
    """

    def __init__(self, cohort: Cohort):
        self.cohort = cohort
        self.plan = SeatPlan.objects.filter(cohort=cohort).first()
        quotas = Quota.objects.filter(cohort=cohort).select_related("region").order_by("region")
        has_quotas = cohort.divides_seats and cohort.status != CohortStatus.DRAFT  # a draft has exceptions alone
        self.quotas = {quota.region_id: quota for quota in quotas} if has_quotas else {}
        self.rules = rules_of(cohort, self.plan, self.quotas.values())
        self.tally = Tally.of(sitters_of(cohort))
        self._changed: set[str] = set()

    def copy(self) -> "SeatBoard":
        """The same seats, to try something out; never saved."""
        twin = copy(self)
        twin.tally = self.tally.copy()
        return twin

    def facts(self, enrolment: Enrolment) -> EnrolmentFacts:
        """An application in one step is confirmed by the very decision that accepts it."""
        is_in_one_step = (
            enrolment.way == EnrolmentWay.APPLICATION and self.plan is not None and self.plan.approval_steps == 1
        )
        return EnrolmentFacts(
            enrolment.person_name, enrolment.region_name, EnrolmentStatus(enrolment.status), is_in_one_step
        )

    def reasons_against(self, enrolment: Enrolment) -> tuple[Reason, ...]:
        return rules.reasons_against_seat(enrolment.sitter(), self.tally, self.rules)

    def take(self, enrolment: Enrolment) -> None:
        self._count(enrolment, 1)

    def give_back(self, enrolment: Enrolment) -> None:
        """Nothing for who holds no seat."""
        if enrolment.status in HOLDING:
            self._count(enrolment, -1)

    def ensure_plan(self) -> SeatPlan:
        """The cohort's plan; where nobody wrote one, of the defaults."""
        if self.plan is None:
            self.plan = SeatPlan.objects.create(cohort=self.cohort, taken=self.tally.people)
        return self.plan

    def move_seat(self, giver: str, taker: str) -> None:
        """A seat one region did not use goes to another."""
        assert self.plan is not None  # only a plan lets seats flow
        self.rules = self.rules.moved(giver, taker)
        for code, change in ((giver, -1), (taker, 1)):
            self.quotas[code].seats += change
            self.plan.moved[code] = self.plan.moved.get(code, 0) + change
            self._changed.add(code)

    def own_seats(self) -> dict[str, int]:
        """Seats of each region before any moved."""
        moved = self.plan.moved if self.plan else {}
        return {code: quota.seats - moved.get(code, 0) for code, quota in self.quotas.items()}

    def save(self) -> None:
        """Write the counts. The constraints have the last word."""
        changed = [self.quotas[code] for code in sorted(self._changed)]
        with constraints_as_refusal(Quota, SeatPlan):
            if changed:
                Quota.objects.bulk_update(changed, ["seats", "taken"])
            if self.plan is not None:
                self.plan.save(update_fields=["taken", "moved", "flowed_at"])
        self._changed.clear()

    def _count(self, enrolment: Enrolment, change: int) -> None:
        self.tally.add(enrolment.sitter(), change)
        if enrolment.role == EnrolmentRole.COMPANION:
            return
        if self.plan is not None:
            self.plan.taken += change
        if self.rules.per_region is not None and enrolment.region_id in self.quotas:
            self.quotas[enrolment.region_id].taken += change
            self._changed.add(enrolment.region_id)


def end(enrolment: Enrolment, status: EnrolmentStatus, *, why: str, by: User | None, at: datetime) -> None:
    """Write the end of an enrolment; who had a seat has given it back already."""
    enrolment.status, enrolment.ended_at, enrolment.ended_by, enrolment.ended_why = status, at, by, why
    enrolment.save(update_fields=["status", "ended_at", "ended_by", "ended_why"])
