from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.enrolment.eligibility import gates_against
from lms.enrolment.enums import EnrolmentEvent, EnrolmentWay
from lms.enrolment.models import Enrolment
from lms.enrolment.operations.joining import seated
from lms.enrolment.operations.replacing import put_in_place_of
from lms.enrolment.operations.snapshot import snapshot
from lms.enrolment.rules.gates import reasons_against_gate_why
from lms.enrolment.rules.joining import reasons_against_the_door
from lms.journal import operations as journal
from lms.organisations.models import Region
from lms.organisations.operations.people import add_person
from lms.refusal import Refusal


@dataclass(frozen=True)
class WalkIn:
    """What is asked at the door."""

    name: str
    sex: str
    region: Region | None = None
    institution_name: str = ""  # in her own words; which row of the register it is, is found out later
    phone: str = ""
    gate_why: str = ""  # why an officer lets her come without what comes first
    instead_of: Enrolment | None = None  # who did not come, and whose seat she takes
    replaced_why: str = ""


@transaction.atomic
def walk_in(cohort: Cohort, newcomer: WalkIn, *, by: User, at: datetime) -> Enrolment:
    """Somebody who was not expected comes to the door: a person without an account, and a participant at once.

    She takes a free seat, or that of a participant who did not come. Whether she is in the register already is found
    later, by the search for duplicates. Raises Refusal with every reason, and when no seat is left.
    """
    cohort.lock()
    on = cohort.local_date(at)
    if reasons := reasons_against_the_door(cohort.facts(), on=on):
        raise Refusal(reasons)
    if newcomer.gate_why and (reasons := reasons_against_gate_why(newcomer.gate_why)):
        raise Refusal(reasons)
    person = add_person(
        name=newcomer.name, sex=newcomer.sex, phone=newcomer.phone, region=newcomer.region, by=by, at=at
    )
    gates = gates_against(cohort, [person], on=on).get(person.pk, ())
    if gates and not newcomer.gate_why:
        raise Refusal(gates)
    kept = snapshot(person, None) | {"institution_name": newcomer.institution_name}
    enrolment = Enrolment(cohort=cohort, way=EnrolmentWay.WALK_IN, nominated_at=at, nominated_by=by, **kept)
    if gates:
        enrolment.gate_why, enrolment.gate_by = newcomer.gate_why, by
    if newcomer.instead_of is None:
        seated(cohort, enrolment, EnrolmentEvent.WALKED_IN, by=by, at=at)
    else:
        _in_place_of(newcomer.instead_of, enrolment, why=newcomer.replaced_why)
    if gates:
        journal.record(EnrolmentEvent.GATE_OVERRIDDEN, subject=enrolment, by=by, at=at)
    return enrolment


def _in_place_of(gone: Enrolment, new: Enrolment, *, why: str) -> None:
    """The caller holds the lock of the cohort of both."""
    gone = Enrolment.objects.select_related("region").get(pk=gone.pk, cohort=new.cohort)  # as it is by now
    put_in_place_of(gone, new, against=(), why=why)
    data = {"cohort": new.cohort_id, "way": str(new.way), "replaces": gone.pk}
    journal.record(EnrolmentEvent.WALKED_IN, subject=new, by=new.nominated_by, at=new.nominated_at, data=data)
