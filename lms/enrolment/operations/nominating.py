from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.enrolment import rules
from lms.enrolment.eligibility import gates_against, nominee_facts
from lms.enrolment.enums import EnrolmentEvent, EnrolmentRole, EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.enrolment.operations.snapshot import snapshot
from lms.enrolment.rules.gates import reasons_against_gate_why
from lms.journal import operations as journal
from lms.organisations.models import Membership
from lms.refusal import Reason, Refusal, constraints_as_refusal

BATCH = 200


@transaction.atomic
def nominate_members(
    cohort: Cohort,
    memberships: Iterable[Membership],
    *,
    by: User,
    at: datetime,
    role: EnrolmentRole = EnrolmentRole.PARTICIPANT,
    together: bool = False,
) -> list[Enrolment]:
    """Nominate several members together: all of them, or none with every reason against any of them.

    Name, institution, kind, position and region are kept as they are today. A companion passes no gate.
    ``together``: the reserve list gives all of them seats, or none.
    """
    cohort.lock()
    members = _read(memberships)
    gates = () if role == EnrolmentRole.COMPANION else _gates(cohort, members, at)
    return _nominated(cohort, members, gates, by=by, at=at, role=role, party=_party(members, together))


@transaction.atomic
def send_members(
    cohort: Cohort,
    memberships: Iterable[Membership],
    *,
    by: User,
    at: datetime,
    role: EnrolmentRole = EnrolmentRole.PARTICIPANT,
    together: bool = False,
) -> list[Enrolment]:
    """A kabupaten or kota nominates by itself, and stands behind it at once. Raises Refusal, for all or none."""
    cohort.lock()
    members = _read(memberships)
    against = () if role == EnrolmentRole.COMPANION else _gates(cohort, members, at)
    own = _own(members, by)
    more = {"role": role, "party": _party(members, together), **_confirmed(by, at)}
    return _nominated(cohort, members, (*own, *against), by=by, at=at, **more)


@transaction.atomic
def send_through_gate(cohort: Cohort, membership: Membership, *, why: str, by: User, at: datetime) -> Enrolment:
    """A kabupaten or kota sends somebody who lacks what comes first, and says why; the sentence is kept."""
    cohort.lock()
    members = _read([membership])
    against = (*reasons_against_gate_why(why), *_own(members, by))
    passes = {"gate_why": why, "gate_by": by} if _gates(cohort, members, at) else {}
    [enrolment] = _nominated(cohort, members, against, by=by, at=at, **_confirmed(by, at), **passes)
    if passes:
        journal.record(EnrolmentEvent.GATE_OVERRIDDEN, subject=enrolment, by=by, at=at)
    return enrolment


def _party(members: list[Membership], together: bool) -> str:
    """The key those share who asked to stay together; one alone needs none."""
    return uuid4().hex if together and len(members) > 1 else ""


def _read(memberships: Iterable[Membership]) -> list[Membership]:
    return list(
        Membership.objects.filter(pk__in=[member.pk for member in memberships])
        .select_related("person", "kind", "institution__region", "institution__kind")
        .order_by("pk")
    )


def _gates(cohort: Cohort, members: list[Membership], at: datetime) -> tuple[Reason, ...]:
    found = gates_against(cohort, [member.person for member in members], on=cohort.local_date(at))
    return tuple(reason for reasons in found.values() for reason in reasons)


def _own(members: list[Membership], by: User) -> tuple[Reason, ...]:
    """Nobody stands behind her own nomination."""
    found = [rules.reasons_against_decider(member.person.user_id, by.pk) for member in members]
    return next(filter(None, found), ())


def _confirmed(by: User, at: datetime) -> dict[str, Any]:
    return {"status": EnrolmentStatus.CONFIRMED, "confirmed_at": at, "confirmed_by": by}


def _nominated(
    cohort: Cohort, members: list[Membership], against: tuple[Reason, ...], *, by: User, at: datetime, **more: Any
) -> list[Enrolment]:
    """Write the rows and their events in few statements, or raise every reason; ``more`` are fields of each row."""
    on = cohort.local_date(at)
    facts = nominee_facts(cohort, members, on=on)
    if reasons := (*rules.reasons_against_nominations(facts, cohort.facts(), on=on), *against):
        raise Refusal(reasons)
    rows = [
        Enrolment(cohort=cohort, nominated_at=at, nominated_by=by, **snapshot(member.person, member), **more)
        for member in members
    ]
    with constraints_as_refusal(Enrolment):
        Enrolment.objects.bulk_create(rows, batch_size=BATCH)
    data = [{"cohort": cohort.pk, "membership": row.membership_id} for row in rows]
    journal.record_many(EnrolmentEvent.NOMINATED, subjects=rows, by=by, at=at, data=data)
    if more.get("status") == EnrolmentStatus.CONFIRMED:
        journal.record_many(EnrolmentEvent.CONFIRMED, subjects=rows, by=by, at=at)
    return rows
