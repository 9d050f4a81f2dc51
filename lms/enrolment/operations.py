from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.models import Cohort, Quota
from lms.enrolment import rules
from lms.enrolment.eligibility import nominee_facts
from lms.enrolment.enums import EnrolmentEvent, EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.enrolment.rules import SeatFacts
from lms.journal import operations as journal
from lms.organisations.models import Membership
from lms.refusal import Reason, Refusal, constraints_as_refusal


@dataclass(frozen=True)
class AcceptanceRound:
    """Whom one go through the confirmed nominations accepted, and whom not and why."""

    accepted: tuple[Enrolment, ...]
    refused: tuple[tuple[Enrolment, tuple[Reason, ...]], ...]


@transaction.atomic
def nominate_members(cohort: Cohort, memberships: Iterable[Membership], *, by: User, at: datetime) -> list[Enrolment]:
    """Nominate several members together: all of them, or none with every reason against any of them.

    Name, institution, kind, position and region are kept as they are today.
    """
    cohort.lock()
    members = list(
        Membership.objects.filter(pk__in=[member.pk for member in memberships])
        .select_related("person", "institution__region", "institution__kind")
        .order_by("pk")
    )
    on = cohort.local_date(at)
    facts = nominee_facts(cohort, members, on=on)
    if reasons := rules.reasons_against_nominations(facts, cohort.facts(), on=on):
        raise Refusal(reasons)
    enrolments = [_nomination(cohort, member, by, at) for member in members]
    for enrolment in enrolments:
        with constraints_as_refusal(Enrolment):
            enrolment.save()
        data = {"cohort": cohort.pk, "membership": enrolment.membership_id}
        journal.record(EnrolmentEvent.NOMINATED, subject=enrolment, by=by, at=at, data=data)
    return enrolments


def _nomination(cohort: Cohort, member: Membership, by: User, at: datetime) -> Enrolment:
    institution = member.institution
    return Enrolment(
        cohort=cohort,
        person=member.person,
        membership=member,
        person_name=member.person.name,
        institution_name=institution.name,
        institution_number=institution.number or "",  # who is in the register has one
        kind_name=institution.kind.name_id,
        position=member.position,
        region=institution.region,
        status=EnrolmentStatus.NOMINATED,
        nominated_at=at,
        nominated_by=by,
    )


@transaction.atomic
def confirm_enrolment(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """The kabupaten or kota stands behind a nomination."""
    cohort = _lock(enrolment)
    own = rules.reasons_against_decider(enrolment.person.user_id, by.pk)
    step = rules.reasons_against_step(enrolment.facts(), EnrolmentStatus.CONFIRMED, cohort.facts())
    if reasons := (*own, *step):
        raise Refusal(reasons)
    enrolment.status, enrolment.confirmed_at, enrolment.confirmed_by = EnrolmentStatus.CONFIRMED, at, by
    enrolment.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    journal.record(EnrolmentEvent.CONFIRMED, subject=enrolment, by=by, at=at)


@transaction.atomic
def accept_enrolment(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """Give a nominee one of the seats of her kabupaten or kota. Raises Refusal with every reason at once."""
    cohort = _lock(enrolment)  # seats are counted under this lock
    quota = Quota.objects.select_for_update().filter(cohort=cohort, region_id=enrolment.region_id).first()
    seat = SeatFacts(quota.seats, quota.taken) if quota else None
    own = rules.reasons_against_decider(enrolment.person.user_id, by.pk)
    if reasons := (*own, *rules.reasons_against_acceptance(enrolment.facts(), cohort.facts(), seat)):
        raise Refusal(reasons)
    assert quota is not None  # the rule refuses without one
    quota.taken += 1
    with constraints_as_refusal(Quota):
        quota.save(update_fields=["taken"])
    enrolment.status, enrolment.accepted_at, enrolment.accepted_by = EnrolmentStatus.ACCEPTED, at, by
    enrolment.save(update_fields=["status", "accepted_at", "accepted_by"])
    journal.record(EnrolmentEvent.ACCEPTED, subject=enrolment, by=by, at=at)


@transaction.atomic
def accept_confirmed(cohort: Cohort, *, by: User, at: datetime) -> AcceptanceRound:
    """Accept all confirmed nominees of a cohort as far as seats allow, first confirmed first."""
    cohort.lock()
    accepted, refused = [], []
    waiting = cohort.enrolments.filter(status=EnrolmentStatus.CONFIRMED).select_related("region")
    for enrolment in waiting.order_by("confirmed_at", "pk"):
        try:
            accept_enrolment(enrolment, by=by, at=at)
        except Refusal as refusal:
            refused.append((enrolment, refusal.reasons))
        else:
            accepted.append(enrolment)
    return AcceptanceRound(tuple(accepted), tuple(refused))


@transaction.atomic
def decline_enrolment(enrolment: Enrolment, *, why: str, by: User, at: datetime) -> None:
    """The kabupaten, kota or province says no, with its reason; a seat already given goes back."""
    if reasons := rules.reasons_against_why(why):
        raise Refusal(reasons)
    _end(enrolment, EnrolmentStatus.DECLINED, why, by, at)
    journal.record(EnrolmentEvent.DECLINED, subject=enrolment, by=by, at=at)


@transaction.atomic
def withdraw_enrolment(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """The institution takes its nomination back; a seat already given goes back."""
    _end(enrolment, EnrolmentStatus.WITHDRAWN, "", by, at)
    journal.record(EnrolmentEvent.WITHDRAWN, subject=enrolment, by=by, at=at)


def _lock(enrolment: Enrolment) -> Cohort:
    """Lock the cohort, then read the enrolment anew: somebody else may have decided meanwhile."""
    cohort = enrolment.cohort
    cohort.lock()
    enrolment.refresh_from_db()
    enrolment.cohort = cohort
    return cohort


def _end(enrolment: Enrolment, status: EnrolmentStatus, why: str, by: User, at: datetime) -> None:
    cohort = _lock(enrolment)
    if reasons := rules.reasons_against_step(enrolment.facts(), status, cohort.facts()):
        raise Refusal(reasons)
    if enrolment.status == EnrolmentStatus.ACCEPTED:
        quota = Quota.objects.select_for_update().get(cohort=cohort, region_id=enrolment.region_id)
        quota.taken -= 1
        quota.save(update_fields=["taken"])
    enrolment.status, enrolment.ended_at, enrolment.ended_by, enrolment.ended_why = status, at, by, why
    enrolment.save(update_fields=["status", "ended_at", "ended_by", "ended_why"])
