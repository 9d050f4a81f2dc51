from datetime import datetime

from django.db import transaction

from lms.accounts.models import User
from lms.journal.operations import record
from lms.refusal import Reason, Refusal
from lms.registration import rules
from lms.registration.clocks import holidays_of
from lms.registration.enums import ApplicationEvent, ApplicationStatus, ItemState
from lms.registration.models import Application, ApplicationItem
from lms.registration.operations.locking import item_facts, lock, lock_item, refuse_stale, save, save_item


@transaction.atomic
def accept_item(item: ApplicationItem, *, version: int, by: User, at: datetime) -> None:
    """One part is in order. Pressed twice it is accepted once."""
    application = lock_item(item)
    _refuse(_reasons_against_examining(item, by))
    if item.state == ItemState.ACCEPTED:
        return
    refuse_stale(item, version)
    item.state, item.reason = ItemState.ACCEPTED, ""
    save_item(item, "state", "reason")
    record(ApplicationEvent.ITEM_ACCEPTED, subject=application, by=by, at=at, data={"item": item.code})


@transaction.atomic
def return_item(item: ApplicationItem, *, why: str, version: int, by: User, at: datetime) -> None:
    """One part is to be mended. The applicant hears of it when the application is sent back."""
    application = lock_item(item)
    _refuse((*rules.reasons_against_why(why), *_reasons_against_examining(item, by)))
    if item.state == ItemState.RETURNED and item.reason == why:
        return
    refuse_stale(item, version)
    item.state, item.reason = ItemState.RETURNED, why
    save_item(item, "state", "reason")
    record(ApplicationEvent.ITEM_RETURNED, subject=application, by=by, at=at, data={"item": item.code})


@transaction.atomic
def send_back(application: Application, *, version: int, by: User, at: datetime) -> int:
    """Back to the applicant with what is to be mended; the service clock stops. Answers how many items."""
    lock(application)
    items = item_facts(application)
    own = rules.reasons_against_decider(application.applicant_id, by.pk)
    _refuse((*own, *rules.reasons_against_sending_back(application.state, items)))
    refuse_stale(application, version)
    on = application.local_date(at)
    application.used_days = rules.used_when_stopped(application.clock, on, holidays_of(application))
    application.status, application.runs_from, application.due_on = ApplicationStatus.RETURNED, None, None
    save(application, "status", "used_days", "runs_from", "due_on")
    returned = [item for item in items if item.state == ItemState.RETURNED]
    data = {"items": len(returned), "used_days": application.used_days}
    record(ApplicationEvent.SENT_BACK, subject=application, by=by, at=at, data=data)
    return len(returned)


def _reasons_against_examining(item: ApplicationItem, by: User) -> tuple[Reason, ...]:
    application = item.application
    return (
        *rules.reasons_against_decider(application.applicant_id, by.pk),
        *rules.reasons_against_examining(application.state, ItemState(item.state)),
    )


def _refuse(reasons: tuple[Reason, ...]) -> None:
    if reasons:
        raise Refusal(reasons)
