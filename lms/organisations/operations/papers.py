from datetime import datetime
from typing import Any

from django.db import transaction

from lms.accounts.models import User
from lms.journal.operations import record
from lms.organisations.enums import OrganisationEvent, Verification
from lms.organisations.models import Accreditation, Institution, RegistrationPaper
from lms.organisations.operations.institutions import changed_meanwhile
from lms.refusal import constraints_as_refusal

UNCHECKED: dict[str, Any] = {
    "state": Verification.UNCHECKED,
    "checked_by": None,
    "checked_at": None,
    "check_note": "",
}


@transaction.atomic
def change_paper(
    paper: RegistrationPaper, *, by: User, at: datetime, before: dict[str, Any] | None = None, **changes: Any
) -> list[str]:
    """Put right what was entered wrongly. A paper that changed is to be checked again.

    ``before``: what the one who changes saw there. Raises Refusal when somebody else changed it meanwhile.
    """
    locked = RegistrationPaper.objects.select_for_update().get(pk=paper.pk)
    if any(getattr(locked, name) not in (seen, changes[name]) for name, seen in (before or {}).items()):
        raise changed_meanwhile()
    changed = [name for name, value in changes.items() if getattr(locked, name) != value]
    if not changed:
        return []
    for name, value in {**changes, **UNCHECKED}.items():
        setattr(paper, name, value)
    with constraints_as_refusal(RegistrationPaper):
        paper.save(update_fields=[*changed, *UNCHECKED])
    data = {"paper": paper.pk, "fields": changed}
    record(OrganisationEvent.INSTITUTION_CHANGED, subject=paper.institution, by=by, at=at, data=data)
    return changed


@transaction.atomic
def verify_paper(
    paper: RegistrationPaper, *, result: Verification, note: str, before: str, by: User, at: datetime
) -> None:
    """Genuine, or not accepted: such a paper no longer makes anybody *terdaftar*. ``before``: the result one saw."""
    locked = RegistrationPaper.objects.select_for_update().get(pk=paper.pk)
    if locked.state not in (before, result):
        raise changed_meanwhile()
    if (locked.state, locked.check_note) == (result, note):
        return
    paper.state, paper.check_note, paper.checked_by, paper.checked_at = result, note, by, at
    paper.save(update_fields=["state", "check_note", "checked_by", "checked_at"])
    data = {"paper": paper.pk, "from": locked.state, "to": str(result)}
    record(OrganisationEvent.PAPER_VERIFIED, subject=paper.institution, by=by, at=at, data=data)


@transaction.atomic
def add_accreditation(institution: Institution, *, by: User | None, at: datetime, **details: Any) -> Accreditation:
    """A grade that BALKS gave, recorded."""
    with constraints_as_refusal(Accreditation):
        accreditation = Accreditation.objects.create(institution=institution, **details)
    data = {"accreditation": accreditation.pk}
    record(OrganisationEvent.ACCREDITATION_ADDED, subject=institution, by=by, at=at, data=data)
    return accreditation


@transaction.atomic
def remove_accreditation(accreditation: Accreditation, *, by: User, at: datetime) -> None:
    """Take back what was entered wrongly; the journal keeps what stood there."""
    data = {
        "fields": ["accreditations"],
        "removed": {
            "grade": accreditation.grade,
            "number": accreditation.number,
            "issued_on": accreditation.issued_on.isoformat(),
        },
    }
    record(OrganisationEvent.INSTITUTION_CHANGED, subject=accreditation.institution, by=by, at=at, data=data)
    accreditation.delete()
