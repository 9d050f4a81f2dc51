from datetime import datetime

from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.enrolment import rules
from lms.enrolment.eligibility import gates_against, nominee_facts
from lms.enrolment.enums import EnrolmentEvent, EnrolmentRole, EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.enrolment.operations.seating import SeatBoard, end, lock_with_cohort
from lms.enrolment.operations.snapshot import snapshot
from lms.journal import operations as journal
from lms.organisations.models import Membership
from lms.refusal import Reason, Refusal, constraints_as_refusal


@transaction.atomic
def replace_enrolment(enrolment: Enrolment, membership: Membership, *, by: User, at: datetime) -> Enrolment:
    """Somebody else comes in the place of a participant: one action, before the first day or at the door.

    The new one takes the seat if the rules hold without the old one; nominations may have ended long ago. Raises
    Refusal with every reason at once.
    """
    cohort = lock_with_cohort(enrolment)
    member = _read(membership)
    board = SeatBoard(cohort)
    step = rules.reasons_against_step(enrolment.facts(), EnrolmentStatus.REPLACED, cohort.facts())
    if not step:
        board.give_back(enrolment)
    role = EnrolmentRole.COMPANION if enrolment.role == EnrolmentRole.COMPANION else EnrolmentRole.PARTICIPANT
    new = Enrolment(cohort=cohort, role=role, replaces=enrolment, **snapshot(member.person, member))
    against = _reasons_against_member(cohort, member, by, at)
    if reasons := (*step, *against, *board.reasons_against(new)):
        raise Refusal(reasons)
    end(enrolment, EnrolmentStatus.REPLACED, why="", by=by, at=at)
    board.take(new)
    new.status, new.party = EnrolmentStatus.ACCEPTED, enrolment.party
    new.nominated_at = new.confirmed_at = new.accepted_at = at
    new.nominated_by = new.confirmed_by = new.accepted_by = by
    with constraints_as_refusal(Enrolment):
        new.save()
    board.save()
    journal.record(EnrolmentEvent.REPLACED, subject=enrolment, by=by, at=at, data={"by": new.pk})
    journal.record(EnrolmentEvent.ACCEPTED, subject=new, by=by, at=at, data={"replaces": enrolment.pk})
    return new


def _read(membership: Membership) -> Membership:
    related = ("person", "kind", "institution__region", "institution__kind")
    return Membership.objects.select_related(*related).get(pk=membership.pk)


def _reasons_against_member(cohort: Cohort, member: Membership, by: User, at: datetime) -> tuple[Reason, ...]:
    on = cohort.local_date(at)
    (facts,) = nominee_facts(cohort, [member], on=on)
    gates = gates_against(cohort, [member.person], on=on).get(member.person_id, ())
    own = rules.reasons_against_decider(member.person.user_id, by.pk)
    return (*own, *rules.reasons_against_nomination(facts), *gates)
