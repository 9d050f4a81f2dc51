from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.enrolment.eligibility import gates_against
from lms.enrolment.enums import EnrolmentEvent, EnrolmentWay
from lms.enrolment.models import Enrolment
from lms.enrolment.operations.joining import seated
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


@transaction.atomic
def walk_in(cohort: Cohort, newcomer: WalkIn, *, by: User, at: datetime) -> Enrolment:
    """Somebody who was not expected comes to the door: a person without an account, and a participant at once.

    Whether she is in the register already is found later, by the search for duplicates. Raises Refusal with every
    reason, and when no seat is left.
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
    seated(cohort, enrolment, EnrolmentEvent.WALKED_IN, by=by, at=at)
    if gates:
        journal.record(EnrolmentEvent.GATE_OVERRIDDEN, subject=enrolment, by=by, at=at)
    return enrolment
