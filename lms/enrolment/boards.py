"""What the lists show: rows of enrolments gathered the way people read them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort, Quota, overlapping_cohorts
from lms.enrolment.enums import HOLDING, EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.enrolment.operations.parties import groups_to_decide, reasons_against_group
from lms.enrolment.operations.seating import SeatBoard
from lms.enrolment.rules import may_follow, reasons_against_flow, reasons_against_step
from lms.refusal import Reason

# In which order the people of a region are shown: what waits for a decision first.
ORDER = (
    EnrolmentStatus.CONFIRMED,
    EnrolmentStatus.OFFERED,
    EnrolmentStatus.ACCEPTED,
    EnrolmentStatus.PRESENT,
    EnrolmentStatus.COMPLETED,
    EnrolmentStatus.RESERVE,
    EnrolmentStatus.NOMINATED,
    EnrolmentStatus.DECLINED,
    EnrolmentStatus.REPLACED,
    EnrolmentStatus.WITHDRAWN,
)
RANK = {status: place for place, status in enumerate(ORDER)}


@dataclass(frozen=True)
class Group:
    cohort: Cohort
    is_waiting: bool
    enrolments: tuple[Enrolment, ...]


@dataclass(frozen=True)
class Card:
    """One person of a cohort and what may be done about her. ``place``: on the reserve list, beginning with 1."""

    enrolment: Enrolment
    against: tuple[Reason, ...]
    may_accept: bool
    may_reserve: bool
    may_replace: bool
    may_decline: bool
    may_take_out: bool  # she was marked present by mistake
    place: int = 0
    elsewhere: str = ""  # another activity at the same hours


@dataclass(frozen=True)
class RegionRow:
    """The seats of one kabupaten or kota in a cohort, and its people. Without a quota: who belongs to none of them."""

    quota: Quota | None
    moved: int
    cards: tuple[Card, ...]

    @property
    def is_silent(self) -> bool:
        return not self.cards

    @property
    def is_full(self) -> bool:
        return self.quota is not None and self.quota.taken >= self.quota.seats


@dataclass(frozen=True)
class ParticipantBoard:
    """A cohort's people by region, and the one thing that is to be done next."""

    rows: tuple[RegionRow, ...]
    taken: int
    seats: int | None
    may_accept: int  # confirmed nominees who would get a seat now
    may_reserve: int  # those who would not
    reserves: int
    seats_board: SeatBoard
    against_flow: tuple[Reason, ...]

    @property
    def has_flowed(self) -> bool:
        return self.seats_board.plan is not None and self.seats_board.plan.flowed_at is not None


def inbox_of(enrolments: Iterable[Enrolment]) -> list[Group]:
    """Groups by cohort, waiting ones apart; the order of the enrolments stays."""
    groups = groupby(enrolments, key=lambda one: (one.status == EnrolmentStatus.NOMINATED, one.cohort))
    return [Group(cohort, is_waiting, tuple(rows)) for (is_waiting, cohort), rows in groups]


def participant_board(cohort: Cohort, *, at: datetime) -> ParticipantBoard:
    """Everything the page of participants shows; a fixed number of queries for however many people."""
    board = SeatBoard(cohort)
    people = list(cohort.enrolments.select_related("region").order_by("person_name", "pk"))
    places, elsewhere = _places(people), elsewhere_at_once(cohort)
    groups = groups_to_decide(people)
    parties = _against_parties(groups, board) if cohort.status == CohortStatus.OPEN else {}
    by_region: dict[str, list[Card]] = defaultdict(list)
    for enrolment in sorted(people, key=lambda one: RANK[EnrolmentStatus(one.status)]):
        home = enrolment.region_id if enrolment.region_id in board.quotas else ""
        card = _card(enrolment, board, places.get(enrolment.pk, 0), parties.get(enrolment.pk, ()))
        by_region[home or ""].append(replace(card, elsewhere=elsewhere.get(enrolment.person_id, "")))
    moved = board.plan.moved if board.plan else {}
    rows = [RegionRow(quota, moved.get(code, 0), tuple(by_region[code])) for code, quota in board.quotas.items()]
    if by_region[""]:
        rows.append(RegionRow(None, 0, tuple(by_region[""])))
    waiting = [one for one in people if one.status == EnrolmentStatus.CONFIRMED]
    fit = _how_many_fit(groups, board)
    on = cohort.local_date(at)
    return ParticipantBoard(
        tuple(rows),
        taken=board.tally.people,
        seats=board.rules.seats,
        may_accept=fit,
        may_reserve=len(waiting) - fit,
        reserves=len(places),
        seats_board=board,
        against_flow=reasons_against_flow(cohort.facts(), undecided=len(waiting), on=on),
    )


def elsewhere_at_once(cohort: Cohort) -> dict[int, str]:
    """Whoever is in this cohort and has a seat in another with sessions at the same hours: its title. One query."""
    others = overlapping_cohorts(cohort).order_by().values("pk")
    here = Enrolment.objects.live().filter(cohort=cohort).values("person")
    double = Enrolment.objects.filter(cohort__in=others, person__in=here, status__in=HOLDING)
    return dict(double.order_by("pk").values_list("person", "cohort__title"))


def cards_in_order(board: ParticipantBoard) -> list[tuple[RegionRow, Card]]:
    """Each card with its region, in the order in which they are shown: what a page is cut from."""
    return [(row, card) for row in board.rows for card in row.cards]


def rows_of_cards(cards: Iterable[tuple[RegionRow, Card]]) -> list[RegionRow]:
    """The regions of one page, each with the cards of that page alone."""
    groups = groupby(cards, key=lambda pair: id(pair[0]))
    pages = [list(pairs) for _key, pairs in groups]
    return [replace(pairs[0][0], cards=tuple(card for _row, card in pairs)) for pairs in pages]


def _places(people: Iterable[Enrolment]) -> dict[int, int]:
    """Where each stands on the reserve list of her region, in the order of confirmation."""
    reserves = [one for one in people if one.status == EnrolmentStatus.RESERVE]
    seen: dict[str | None, int] = defaultdict(int)
    places = {}
    for enrolment in sorted(reserves, key=lambda one: (one.confirmed_at or one.nominated_at, one.pk)):
        seen[enrolment.region_id] += 1
        places[enrolment.pk] = seen[enrolment.region_id]
    return places


def _card(enrolment: Enrolment, board: SeatBoard, place: int, of_party: tuple[Reason, ...]) -> Card:
    facts = board.facts(enrolment)
    may_accept = enrolment.status != EnrolmentStatus.OFFERED and may_follow(facts, EnrolmentStatus.ACCEPTED)
    against = of_party or board.reasons_against(enrolment) if may_accept else ()
    return Card(
        enrolment,
        against,
        may_accept=may_accept and not against,
        may_reserve=bool(against) and may_follow(facts, EnrolmentStatus.RESERVE),
        may_replace=enrolment.status in HOLDING and may_follow(facts, EnrolmentStatus.REPLACED),
        may_decline=may_follow(facts, EnrolmentStatus.DECLINED),
        may_take_out=enrolment.status == EnrolmentStatus.PRESENT,
        place=place,
    )


def _against(group: Sequence[Enrolment], board: SeatBoard) -> dict[int, tuple[Reason, ...]]:
    cohort = board.cohort.facts()
    return reasons_against_group(
        board, group, lambda one: reasons_against_step(board.facts(one), EnrolmentStatus.ACCEPTED, cohort)
    )


def _against_parties(groups: Iterable[Sequence[Enrolment]], board: SeatBoard) -> dict[int, tuple[Reason, ...]]:
    """What stands against accepting whoever asked to stay together with others."""
    return {pk: reasons for group in groups if len(group) > 1 for pk, reasons in _against(group, board).items()}


def _how_many_fit(groups: Iterable[Sequence[Enrolment]], board: SeatBoard) -> int:
    """How many of the confirmed would get a seat if all were accepted now, first confirmed first."""
    trial = board.copy()
    fit = 0
    for group in groups:
        if not _against(group, trial):
            for enrolment in group:
                trial.tally.add(enrolment.sitter())
                fit += enrolment.status == EnrolmentStatus.CONFIRMED
    return fit
