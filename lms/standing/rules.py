"""When an institution is *tersertifikasi*: enough of its present members hold a valid certificate, board included."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.refusal import Reason

# A standing stores codes and values; these are their words, in the language of whoever reads them.
MESSAGES = {
    "holders_few": _("%(holders)s of %(minimum)s needed members hold a valid certificate."),
    "board_few": _(
        "%(holders)s of %(minimum)s needed board members (chair, secretary, treasurer) hold a valid certificate."
    ),
}


@dataclass(frozen=True)
class CertificationPolicy:
    """Source: rule of the house (domain reference 3), editable by settings ``PILAR_CERTIFIED_*``."""

    min_persons: int
    min_board: int
    max_age_years: int
    source: str


@dataclass(frozen=True)
class Holder:
    """A present member with a certificate that is not revoked. ``member_until`` is None for an open membership."""

    person_id: int
    is_board: bool
    issued_on: date
    member_until: date | None = None


@dataclass(frozen=True)
class Certification:
    is_certified: bool
    reasons: tuple[Reason, ...]
    holders: int
    board_holders: int
    valid_until: date | None


def certification(holders: Iterable[Holder], policy: CertificationPolicy, on: date) -> Certification:
    """Certified, or why not; ``valid_until`` is the last day on which it still holds if nothing else changes."""
    holders = tuple(holders)
    people = last_days(holders, policy, on)
    board = last_days([holder for holder in holders if holder.is_board], policy, on)
    reasons: tuple[Reason, ...] = ()
    if len(people) < policy.min_persons:
        reasons += (reason("holders_few", {"holders": len(people), "minimum": policy.min_persons}),)
    if len(board) < policy.min_board:
        reasons += (reason("board_few", {"holders": len(board), "minimum": policy.min_board}),)
    # With the longest-lasting certificates first, the rule falls on the day the n-th one does.
    needed = [*people[: policy.min_persons], *board[: policy.min_board]]
    return Certification(
        is_certified=not reasons,
        reasons=reasons,
        holders=len(people),
        board_holders=len(board),
        valid_until=min(needed, default=None) if not reasons else None,
    )


def last_days(holders: Iterable[Holder], policy: CertificationPolicy, on: date) -> list[date]:
    """For each distinct person who counts on ``on``, the last day she does; the latest day first."""
    latest: dict[int, date] = {}
    for holder in holders:
        day = last_day(holder, policy)
        if holder.issued_on <= on <= day:
            latest[holder.person_id] = max(day, latest.get(holder.person_id, day))
    return sorted(latest.values(), reverse=True)


def last_day(holder: Holder, policy: CertificationPolicy) -> date:
    anniversary = years_later(holder.issued_on, policy.max_age_years)
    return min(anniversary, holder.member_until) if holder.member_until else anniversary


def years_later(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes the 28th where there is none."""
    if day.month == 2 and day.day == 29 and not calendar.isleap(day.year + years):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)


def reason(code: str, values: dict[str, Any]) -> Reason:
    return Reason(code, MESSAGES[code], tuple(values.items()))
