"""People who asked to stay together: seats for all of them, or for none."""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q

from lms.cohorts.models import Cohort
from lms.enrolment import rules
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.enrolment.operations.seating import SeatBoard
from lms.refusal import Reason

WAITING = (EnrolmentStatus.NOMINATED, EnrolmentStatus.CONFIRMED, EnrolmentStatus.RESERVE)
Against = Callable[[Enrolment], tuple[Reason, ...]]


def groups_of(people: Iterable[Enrolment]) -> list[list[Enrolment]]:
    """Parties and single people, by the order in which they come."""
    groups: dict[str, list[Enrolment]] = {}
    for enrolment in people:
        groups.setdefault(enrolment.party or f"#{enrolment.pk}", []).append(enrolment)
    return list(groups.values())


def groups_to_decide(people: Iterable[Enrolment]) -> list[list[Enrolment]]:
    """Whoever is confirmed, first confirmed first, each with all who wait together with her."""
    confirmed = EnrolmentStatus.CONFIRMED
    waiting = [one for one in people if one.status == confirmed or (one.party and one.status in WAITING)]
    waiting.sort(key=lambda one: (one.status != confirmed, one.confirmed_at or one.nominated_at, one.pk))
    return [group for group in groups_of(waiting) if group[0].status == confirmed]


def groups_of_cohort(cohort: Cohort) -> list[list[Enrolment]]:
    """``groups_to_decide`` of one cohort, in one query."""
    waiting = Enrolment.objects.filter(Q(status=EnrolmentStatus.CONFIRMED) | ~Q(party="") & Q(status__in=WAITING))
    rows = list(waiting.filter(cohort=cohort).select_related("region", "person").order_by("pk"))
    for enrolment in rows:
        enrolment.cohort = cohort
    return groups_to_decide(rows)


def group_of(enrolment: Enrolment) -> list[Enrolment]:
    """Herself and those who wait together with her; asks nothing about who came alone."""
    if not enrolment.party:
        return [enrolment]
    waiting = Enrolment.objects.filter(cohort=enrolment.cohort_id, party=enrolment.party, status__in=WAITING)
    others = waiting.exclude(pk=enrolment.pk).select_related("region", "person").order_by("pk")
    for other in others:
        other.cohort = enrolment.cohort
    return [enrolment, *others]


def reasons_against_group(
    board: SeatBoard, group: Sequence[Enrolment], against: Against
) -> dict[int, tuple[Reason, ...]]:
    """What stands against seats for all of a group at once, by whom it is said of; empty when all may have one.

    ``against``: what beside the seats stands against one of them.
    """
    trial = board.copy()
    seats, others = {}, {}
    for one in group:
        seats[one.pk], others[one.pk] = trial.reasons_against(one), against(one)
        trial.tally.add(one.sitter())
    has_seats = not any(seats.values())
    if has_seats and not any(others.values()):
        return {}
    if len(group) == 1:
        return {one.pk: (*others[one.pk], *seats[one.pk]) for one in group}
    return {
        one.pk: (*others[one.pk], *seats[one.pk], rules.reason_of_party(one.person_name, has_seats=has_seats))
        for one in group
    }
