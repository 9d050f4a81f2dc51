from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.roles import Role
from lms.journal.operations import record
from lms.organisations.enums import InstitutionStatus, Verification
from lms.organisations.models import Office, Person
from lms.organisations.operations.institutions import add_paper, enter_register, set_status
from lms.organisations.operations.members import add_member
from lms.organisations.operations.roles import grant_role
from lms.refusal import Refusal
from lms.registration import rules
from lms.registration.enums import ApplicationEvent, ApplicationStatus
from lms.registration.models import Application
from lms.registration.operations.locking import item_facts, lock, refuse_stale, save

PAPER = "Surat Tanda Pendaftaran (STP)"


@transaction.atomic
def approve_application(
    application: Application, *, paper: dict[str, Any] | None, version: int, by: User, at: datetime
) -> None:
    """The institution comes into the register, with its paper if one was issued (number, issued_on, expires_on).

    The applicant becomes its admin, and a member in her position. Raises Refusal with every reason at once.
    """
    lock(application)
    _refuse_decision(
        application,
        by,
        version,
        rules.reasons_against_approval(application.state, item_facts(application)),
    )
    institution, on = application.institution, application.local_date(at)
    enter_register(institution, by=by, on=on, at=at)
    if paper:
        _issue_paper(application, paper, by, at)
    today = timezone.localdate(at)  # roles run by the day of the platform
    grant_role(application.applicant, Role.INSTITUTION_ADMIN, place=institution, starts_on=today, by=by, at=at)
    person = Person.objects.living().get(user=application.applicant)
    add_member(institution, person, starts_on=on, position=application.position, by=by, at=at)
    _decide(application, ApplicationStatus.APPROVED, by, at)
    record(ApplicationEvent.APPROVED, subject=application, by=by, at=at, data=_in_time(application, on))


@transaction.atomic
def reject_application(application: Application, *, why: str, version: int, by: User, at: datetime) -> None:
    """Turned down with a reason; the institution never came into the register."""
    lock(application)
    step = rules.reasons_against_step(application.state, ApplicationStatus.REJECTED)
    _refuse_decision(application, by, version, (*rules.reasons_against_why(why), *step))
    set_status(application.institution, status=InstitutionStatus.REJECTED, by=by, at=at)
    application.reason = why
    on = application.local_date(at)
    data = _in_time(application, on)
    _decide(application, ApplicationStatus.REJECTED, by, at)
    record(ApplicationEvent.REJECTED, subject=application, by=by, at=at, data=data)


def _refuse_decision(application: Application, by: User, version: int, reasons: tuple[Any, ...]) -> None:
    if reasons := (*rules.reasons_against_decider(application.applicant_id, by.pk), *reasons):
        raise Refusal(reasons)
    refuse_stale(application, version)


def _decide(application: Application, status: ApplicationStatus, by: User, at: datetime) -> None:
    application.status, application.decided_at, application.decided_by = status, at, by
    application.runs_from = None
    save(application, "status", "decided_at", "decided_by", "reason", "runs_from")


def _in_time(application: Application, on: date) -> dict[str, Any]:
    """For figures of the service: the last day, and whether it was kept."""
    due = application.due_on
    return {"due_on": due.isoformat() if due else None, "is_in_time": due is None or on <= due}


def _issue_paper(application: Application, paper: dict[str, Any], by: User, at: datetime) -> None:
    office, region = Office.objects.filter(region=application.region).first(), application.region
    assert region is not None  # a constraint: what was sent has an office
    add_paper(
        application.institution,
        kind=PAPER,
        issuer=office.name if office else f"Dinas Sosial {region.name}",
        level=application.level,
        state=Verification.VALID,
        checked_by=by,
        checked_at=at,
        by=by,
        at=at,
        **paper,
    )
