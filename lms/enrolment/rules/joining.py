"""Ways in without being nominated: by oneself, with a class code, by application, at the door. Pure; today comes in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.cohorts.enums import CohortStatus
from lms.cohorts.rules import CohortFacts
from lms.enrolment.rules.steps import reasons_against_nominating
from lms.refusal import Reason

DOOR_TOO_LATE = Reason("door_too_late", _("The last day is over."))


@dataclass(frozen=True)
class NewcomerFacts:
    """Somebody towards one cohort: is she in it already, or did an officer say no before?"""

    is_live: bool
    was_declined: bool


def _against_status(cohort: CohortFacts) -> tuple[Reason, ...]:
    if cohort.status == CohortStatus.DRAFT:
        return (Reason("not_open", _("This cohort is not open yet.")),)
    if cohort.status != CohortStatus.OPEN:
        return (Reason("closed", _("This cohort is closed.")),)
    return ()


def reasons_against_newcomer(newcomer: NewcomerFacts) -> tuple[Reason, ...]:
    if newcomer.is_live:
        return (Reason("joined_already", _("You are on the list of this cohort already.")),)
    if newcomer.was_declined:
        return (Reason("declined_before", _("The organiser declined you in this cohort. Ask there what you can do.")),)
    return ()


def reasons_against_joining(cohort: CohortFacts, *, on: date, has_code: bool) -> tuple[Reason, ...]:
    """Where everybody may join, until the last day for joining; with a class code until the last day."""
    if reasons := _against_status(cohort):
        return reasons
    if not (cohort.joins_freely or has_code):
        message = _("Nobody joins this cohort alone: your institution or your dinsos nominates you.")
        return (Reason("not_free", message),)
    last = cohort.ends_on if has_code else cohort.nominate_until
    if on > last:
        return (Reason("join_too_late", _("The last day to join this cohort is over.")),)
    return ()


def reasons_against_applying(cohort: CohortFacts, *, on: date, takes_applications: bool) -> tuple[Reason, ...]:
    if not takes_applications:
        return (
            Reason("no_applications", _("This cohort takes no applications. Ask your institution or your dinsos.")),
        )
    return reasons_against_nominating(cohort, on=on)


def reasons_against_region(region_id: str | None, regions: Collection[str]) -> tuple[Reason, ...]:
    """Somebody who waits for a seat needs a kabupaten or kota that has seats."""
    if region_id is None:
        message = _("We do not know your kabupaten or kota. Ask your dinsos to enter it, then come back.")
        return (Reason("region_unknown", message),)
    if region_id not in regions:
        return (Reason("region_without_seats", _("This cohort keeps no seats for your kabupaten or kota.")),)
    return ()


def reasons_against_the_door(cohort: CohortFacts, *, on: date) -> tuple[Reason, ...]:
    """People who come to the door are entered while the activity is held."""
    if reasons := _against_status(cohort):
        return reasons
    if on < cohort.starts_on:
        return (Reason("door_too_early", _("The door opens on the first day. Until then people are nominated.")),)
    if on > cohort.ends_on:
        return (DOOR_TOO_LATE,)
    return ()


def reasons_against_code(cohort: CohortFacts, *, on: date) -> tuple[Reason, ...]:
    """A class code is made while people can still come."""
    return reasons_against_joining(cohort, on=on, has_code=True)
