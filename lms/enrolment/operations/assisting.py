from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.enrolment.eligibility import gates_against
from lms.enrolment.enums import EnrolmentEvent, EnrolmentRole, EnrolmentWay
from lms.enrolment.models import Enrolment
from lms.enrolment.operations.deciding import withdraw_enrolment
from lms.enrolment.operations.joining import newcomer_facts, reasons_against_place, seated, waiting
from lms.enrolment.operations.snapshot import snapshot
from lms.enrolment.rules import reasons_against_nominating
from lms.enrolment.rules.assisting import reasons_against_assisted, reasons_against_companion
from lms.enrolment.rules.joining import reasons_against_joining
from lms.organisations.models import Person
from lms.refusal import Refusal, refuse


@transaction.atomic
def bring_assisted(cohort: Cohort, person: Person, *, by: User, at: datetime) -> Enrolment:
    """A member brings somebody she accompanies: a participant at once where everybody may join, else waiting.

    Raises Refusal with every reason.
    """
    companion = person.companion
    if companion is None or companion.user_id != by.pk:
        raise refuse("not_accompanied", _("You do not accompany this person."))
    cohort.lock()
    on = cohort.local_date(at)
    enrolment = Enrolment(
        cohort=cohort,
        way=EnrolmentWay.SELF if cohort.joins_freely else EnrolmentWay.APPLICATION,
        role=EnrolmentRole.ASSISTED,
        accompanied_by=companion,
        nominated_at=at,
        nominated_by=by,
        **snapshot(person, None),
    )
    facts = cohort.facts()
    is_open = (
        reasons_against_joining(facts, on=on, has_code=False)
        if cohort.joins_freely
        else reasons_against_nominating(facts, on=on)
    )
    against = (
        *is_open,
        *reasons_against_companion(is_member=companion.memberships.on(on).exists()),
        *reasons_against_assisted(newcomer_facts(cohort, person), person_name=person.name),
        *reasons_against_place(cohort, enrolment),
        *gates_against(cohort, [person], on=on).get(person.pk, ()),
    )
    if against:
        raise Refusal(against)
    if cohort.joins_freely:
        return seated(cohort, enrolment, EnrolmentEvent.JOINED, by=by, at=at)
    return waiting(enrolment, by=by, at=at)


@transaction.atomic
def take_assisted_back(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """Who brought her takes her off the list again."""
    withdraw_enrolment(enrolment, by=by, at=at)
