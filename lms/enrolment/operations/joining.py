import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.cohorts.models import Cohort, Quota
from lms.enrolment.eligibility import gates_against_oneself
from lms.enrolment.enums import EnrolmentEvent, EnrolmentRole, EnrolmentStatus, EnrolmentWay
from lms.enrolment.models import Enrolment, SeatPlan
from lms.enrolment.operations.deciding import withdraw_enrolment
from lms.enrolment.operations.seating import SeatBoard, take_seat
from lms.enrolment.operations.snapshot import snapshot
from lms.enrolment.rules import joining as rules
from lms.journal import operations as journal
from lms.organisations.models import Membership, Person
from lms.organisations.models.people import CODE_LETTERS
from lms.organisations.operations.people import add_person
from lms.refusal import Reason, Refusal, constraints_as_refusal, refuse

CODE_LENGTH = 6
OWN_WAYS = (EnrolmentWay.SELF, EnrolmentWay.CODE, EnrolmentWay.APPLICATION)


@transaction.atomic
def own_person(user: User, *, at: datetime, name: str = "", sex: str = "") -> Person:
    """The row of the register of somebody signed in; made from a name and a sex when there is none yet."""
    User.objects.select_for_update().get(pk=user.pk)  # two taps make one person
    if person := Person.objects.filter(user=user).select_related("region").first():
        return person
    if not (name and sex):
        raise refuse("person_unknown", _("Tell us your name first, so that it can stand on the list."))
    return add_person(name=name, sex=sex, user=user, by=user, at=at)


@transaction.atomic
def join_cohort(cohort: Cohort, person: Person, *, by: User, at: datetime, code: str = "") -> Enrolment:
    """Somebody joins by herself, with a class code or where everybody may; she is a participant at once.

    Raises Refusal with every reason: the cohort, her gates, or that no seat is left.
    """
    cohort.lock()
    on = cohort.local_date(at)
    has_code = is_class_code(cohort, code)
    if code and not has_code:
        raise refuse("code_wrong", _("This class code is not known. Ask your trainer for the one of today."))
    against = (
        *rules.reasons_against_joining(cohort.facts(), on=on, has_code=has_code),
        *rules.reasons_against_newcomer(newcomer_facts(cohort, person)),
        *gates_against_oneself(cohort, person, on=on),
    )
    if against:
        raise Refusal(against)
    way = EnrolmentWay.CODE if has_code else EnrolmentWay.SELF
    enrolment = _newcomer(cohort, person, way, by, at)
    return seated(cohort, enrolment, EnrolmentEvent.JOINED, by=by, at=at)


@transaction.atomic
def apply_to_cohort(cohort: Cohort, person: Person, *, by: User, at: datetime) -> Enrolment:
    """Somebody asks for a seat by herself; her kabupaten or kota and the province decide, or the province alone."""
    cohort.lock()
    on = cohort.local_date(at)
    enrolment = _newcomer(cohort, person, EnrolmentWay.APPLICATION, by, at)
    takes = SeatPlan.objects.filter(cohort=cohort, takes_applications=True).exists()
    against = (
        *rules.reasons_against_applying(cohort.facts(), on=on, takes_applications=takes),
        *rules.reasons_against_newcomer(newcomer_facts(cohort, person)),
        *reasons_against_place(cohort, enrolment),
        *gates_against_oneself(cohort, person, on=on),
    )
    if against:
        raise Refusal(against)
    return waiting(enrolment, by=by, at=at)


@transaction.atomic
def leave_cohort(enrolment: Enrolment, *, by: User, at: datetime) -> None:
    """Somebody who came by herself takes herself off the list again."""
    if enrolment.way not in OWN_WAYS:
        message = _("You were nominated. Ask your institution or your dinsos to take the nomination back.")
        raise refuse("nominated_by_others", message)
    withdraw_enrolment(enrolment, by=by, at=at)


def newcomer_facts(cohort: Cohort, person: Person | None) -> rules.NewcomerFacts:
    rows = Enrolment.objects.filter(cohort=cohort, person=person) if person else Enrolment.objects.none()
    statuses = set(rows.values_list("status", flat=True))
    return rules.NewcomerFacts(
        is_live=rows.live().exists() if statuses else False,
        was_declined=EnrolmentStatus.DECLINED in statuses,
    )


def reasons_against_place(cohort: Cohort, enrolment: Enrolment) -> tuple[Reason, ...]:
    if not cohort.divides_seats:
        return ()
    regions = set(Quota.objects.filter(cohort=cohort).values_list("region_id", flat=True))
    return rules.reasons_against_region(enrolment.region_id, regions)


def main_membership(person: Person, cohort: Cohort, at: datetime) -> Membership | None:
    """The one kept with an enrolment she makes herself: her main one, else the oldest of today."""
    today = person.memberships.on(cohort.local_date(at)).select_related(
        "kind", "institution__region", "institution__kind"
    )
    return today.order_by("-is_primary", "starts_on", "pk").first()


def _newcomer(cohort: Cohort, person: Person, way: EnrolmentWay, by: User, at: datetime) -> Enrolment:
    kept = snapshot(person, main_membership(person, cohort, at))
    return Enrolment(cohort=cohort, way=way, nominated_at=at, nominated_by=by, **kept)


def seated(cohort: Cohort, enrolment: Enrolment, event: EnrolmentEvent, *, by: User, at: datetime) -> Enrolment:
    """Write somebody who is a participant from now on, with her seat. The caller holds the cohort's lock."""
    take_seat(cohort, enrolment)
    enrolment.status, enrolment.accepted_at, enrolment.accepted_by = EnrolmentStatus.ACCEPTED, at, by
    with constraints_as_refusal(Enrolment):
        enrolment.save(force_insert=True)
    journal.record(event, subject=enrolment, by=by, at=at, data={"cohort": cohort.pk, "way": str(enrolment.way)})
    return enrolment


def waiting(enrolment: Enrolment, *, by: User, at: datetime) -> Enrolment:
    """Write somebody who waits for decisions."""
    with constraints_as_refusal(Enrolment):
        enrolment.save(force_insert=True)
    data = {"cohort": enrolment.cohort_id, "is_assisted": enrolment.role == EnrolmentRole.ASSISTED}
    journal.record(EnrolmentEvent.APPLIED, subject=enrolment, by=by, at=at, data=data)
    return enrolment


# --- class codes -----------------------------------------------------------------------------------------------------


def plain_code(text: str) -> str:
    """As it is kept: capitals without the spaces and dashes people type."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def is_class_code(cohort: Cohort, code: str) -> bool:
    plain = plain_code(code)
    return bool(plain) and SeatPlan.objects.filter(cohort=cohort, class_code=plain).exists()


def cohort_of_code(code: str) -> Cohort | None:
    plain = plain_code(code)
    return Cohort.objects.open().filter(seat_plan__class_code=plain).first() if plain else None


@transaction.atomic
def make_class_code(cohort: Cohort, *, by: User, at: datetime) -> str:
    """A new code with which a class joins; the one before works no longer."""
    cohort.lock()
    if reasons := rules.reasons_against_code(cohort.facts(), on=cohort.local_date(at)):
        raise Refusal(reasons)
    code = "".join(secrets.choice(CODE_LETTERS) for _number in range(CODE_LENGTH))
    plan = SeatBoard(cohort).ensure_plan()
    plan.class_code = code
    with constraints_as_refusal(SeatPlan):  # one chance in a thousand million that it is taken: press again
        plan.save(update_fields=["class_code"])
    journal.record(EnrolmentEvent.CODE_MADE, subject=cohort, by=by, at=at)
    return code


@transaction.atomic
def close_class_code(cohort: Cohort, *, by: User, at: datetime) -> None:
    cohort.lock()
    if SeatPlan.objects.filter(cohort=cohort, class_code__isnull=False).update(class_code=None):
        journal.record(EnrolmentEvent.CODE_CLOSED, subject=cohort, by=by, at=at)
