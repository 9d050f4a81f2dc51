from collections.abc import Callable

from django.db import IntegrityError, models, transaction

from lms.exchange.enums import Outcome
from lms.exchange.planning import Plan
from lms.exchange.words import reason
from lms.exchange.writing.changes import Pen
from lms.exchange.writing.institutions import write_institutions
from lms.exchange.writing.memberships import write_memberships
from lms.exchange.writing.people import write_people
from lms.organisations.models import Institution, Membership, Person
from lms.refusal import Refusal, constraints_as_refusal

Writer = Callable[[list[Plan], Pen], None]
WRITERS: dict[str, tuple[Writer, type[models.Model]]] = {
    "institutions": (write_institutions, Institution),
    "people": (write_people, Person),
    "memberships": (write_memberships, Membership),
}
FIRST = {"institutions": "name", "people": "name", "memberships": "institution_number"}


def write_batch(plans: list[Plan], pen: Pen) -> None:
    """Write what is new or changed. A constraint no plan foresaw becomes an error of its row, never a 500."""
    writer, _model = WRITERS[pen.run.kind]
    todo = [plan for plan in plans if plan.outcome in (Outcome.NEW, Outcome.CHANGED)]
    try:
        with transaction.atomic():
            writer(todo, pen)
    except IntegrityError:
        _forget_ids(todo)
        for plan in todo:
            _write_alone(plan, pen)


def _forget_ids(plans: list[Plan]) -> None:
    """What the failed attempt made does not exist."""
    for plan in plans:
        if plan.outcome == Outcome.NEW:
            plan.target = None


def _write_alone(plan: Plan, pen: Pen) -> None:
    writer, model = WRITERS[pen.run.kind]
    try:
        with constraints_as_refusal(model):
            writer([plan], pen)
    except Refusal as refusal:
        _forget_ids([plan])
        plan.refuse_for(FIRST[pen.run.kind], reason("register_refuses", sentence=str(refusal.reasons[0])))
