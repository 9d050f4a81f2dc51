from datetime import datetime

from django.conf import settings
from django.db import transaction

from lms.accounts.models import User
from lms.journal.operations import record
from lms.organisations.enums import InstitutionStatus
from lms.organisations.operations.institutions import set_status
from lms.refusal import Refusal, constraints_as_refusal
from lms.registration import rules
from lms.registration.clocks import holidays_of
from lms.registration.enums import ApplicationEvent, ApplicationStatus, ItemState
from lms.registration.models import Application
from lms.registration.operations.locking import item_facts, lock, refuse_stale, save


@transaction.atomic
def submit_application(application: Application, *, version: int, by: User, at: datetime) -> None:
    """To the responsible dinsos, for the first time or again; the service clock runs. Raises Refusal with all gaps."""
    lock(application)
    items = item_facts(application)
    step = rules.reasons_against_step(application.state, ApplicationStatus.SUBMITTED)
    if reasons := step or rules.reasons_against_sending(application.state, items, has_area=bool(application.level)):
        raise Refusal(reasons)
    refuse_stale(application, version)
    application.items.filter(state=ItemState.MENDED).update(state=ItemState.GIVEN)
    if application.submitted_at is None:
        application.submitted_at, application.term_days = at, settings.PILAR_SERVICE_WORKING_DAYS
    application.status = ApplicationStatus.SUBMITTED
    application.runs_from = application.local_date(at)
    application.due_on = rules.due_on(application.clock, holidays_of(application))
    with constraints_as_refusal(Application):
        save(application, "status", "submitted_at", "term_days", "runs_from", "due_on")
    data = {"region": application.region_id, "due_on": application.due_on.isoformat() if application.due_on else None}
    record(ApplicationEvent.SUBMITTED, subject=application, by=by, at=at, data=data)


@transaction.atomic
def withdraw_application(application: Application, *, by: User, at: datetime) -> None:
    """The applicant takes it back; the institution does not come into the register."""
    lock(application)
    if application.status == ApplicationStatus.WITHDRAWN:
        return
    if reasons := rules.reasons_against_step(application.state, ApplicationStatus.WITHDRAWN):
        raise Refusal(reasons)
    set_status(application.institution, status=InstitutionStatus.REJECTED, by=by, at=at)
    application.status, application.withdrawn_at, application.runs_from = ApplicationStatus.WITHDRAWN, at, None
    save(application, "status", "withdrawn_at", "runs_from")
    record(ApplicationEvent.WITHDRAWN, subject=application, by=by, at=at)
