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
def replace_enrolment(enrolment: Enrolment, membership: Membership, *, why: str, by: User, at: datetime) -> Enrolment:
    """Somebody else comes in the place of a participant: one action, before the first day or at the door.

    The new one takes the seat if the rules hold without the old one; nominations may have ended long ago. Raises
    Refusal with every reason at once.
    """
    cohort = lock_with_cohort(enrolment)
    member = _read(membership)
    new = Enrolment(cohort=cohort, nominated_at=at, nominated_by=by, **snapshot(member.person, member))
    new.confirmed_at, new.confirmed_by = at, by
    put_in_place_of(enrolment, new, against=_reasons_against_member(cohort, member, by, at), why=why)
    journal.record(EnrolmentEvent.ACCEPTED, subject=new, by=by, at=at, data={"replaces": enrolment.pk})
    return new


def put_in_place_of(gone: Enrolment, new: Enrolment, *, against: tuple[Reason, ...], why: str) -> None:
    """Write ``new`` in the place of ``gone``, by who nominated her and when. The caller holds the cohort's lock.

    Raises Refusal with every reason at once: those in ``against`` too.
    """
    by, at, board = new.nominated_by, new.nominated_at, SeatBoard(new.cohort)
    step = rules.reasons_against_step(gone.facts(), EnrolmentStatus.REPLACED, new.cohort.facts())
    if not step:
        board.give_back(gone)
    new.role = EnrolmentRole.COMPANION if gone.role == EnrolmentRole.COMPANION else EnrolmentRole.PARTICIPANT
    if reasons := (*rules.reasons_against_why(why), *step, *against, *board.reasons_against(new)):
        raise Refusal(reasons)
    end(gone, EnrolmentStatus.REPLACED, why=why, by=by, at=at)
    board.take(new)
    new.replaces, new.party = gone, gone.party
    new.status, new.accepted_at, new.accepted_by = EnrolmentStatus.ACCEPTED, at, by
    with constraints_as_refusal(Enrolment):
        new.save(force_insert=True)
    board.save()
    journal.record(EnrolmentEvent.REPLACED, subject=gone, by=by, at=at, data={"by": new.pk})


def _read(membership: Membership) -> Membership:
    related = ("person", "kind", "institution__region", "institution__kind")
    return Membership.objects.select_related(*related).get(pk=membership.pk)


def _reasons_against_member(cohort: Cohort, member: Membership, by: User, at: datetime) -> tuple[Reason, ...]:
    on = cohort.local_date(at)
    (facts,) = nominee_facts(cohort, [member], on=on)
    gates = gates_against(cohort, [member.person], on=on).get(member.person_id, ())
    own = rules.reasons_against_decider(member.person.user_id, by.pk)
    return (*own, *rules.reasons_against_nomination(facts), *gates)
