from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.journal.operations import record
from lms.organisations.enums import AgeGroup, InstitutionStatus, OrganisationEvent
from lms.organisations.models import BeneficiaryCount, Institution, Office, PSKSKind, Region, RegistrationPaper
from lms.organisations.operations.numbering import next_number
from lms.refusal import Refusal, constraints_as_refusal, refuse

LISTS = ("work_area", "serves")


def create_office(*, region: Region, **details: str) -> Office:
    """A dinsos with its letterhead and signatory. ``details`` are the fields of ``Office``."""
    with constraints_as_refusal(Office):
        return Office.objects.create(region=region, **details)


@transaction.atomic
def register_institution(
    *, name: str, kind: PSKSKind, region: Region, by: User | None, at: datetime, **details: Any
) -> Institution:
    """Put an institution into the register at once; ``details`` are further fields, ``number`` is given when absent."""
    number = details.pop("number", None) or next_number(kind=kind, region=region)
    with constraints_as_refusal(Institution):
        institution = Institution.objects.create(number=number, name=name, kind=kind, region=region, **details)
    record(OrganisationEvent.REGISTERED, subject=institution, by=by, at=at)
    return institution


@transaction.atomic
def enter_register(institution: Institution, *, by: User, on: date, at: datetime) -> None:
    """An institution that applied becomes part of the register: it gets its number and is active and verified."""
    institution.number = institution.number or next_number(kind=institution.kind, region=institution.region)
    institution.status, institution.verified_on, institution.verified_by = InstitutionStatus.ACTIVE, on, by
    institution.save(update_fields=["number", "status", "verified_on", "verified_by"])
    record(OrganisationEvent.REGISTERED, subject=institution, by=by, at=at)


@transaction.atomic
def change_institution(
    institution: Institution, *, by: User | None, at: datetime, before: dict[str, Any] | None = None, **changes: Any
) -> list[str]:
    """Set plain fields and the lists ``work_area`` and ``serves``; answers the names of what really changed.

    ``before``: what the one who changes saw there, by field, as ``plain`` gives it. Raises Refusal when somebody else
    changed one of these meanwhile, so that nothing is overwritten unseen. Source: house security rules 7.
    """
    lists = {name: list(changes.pop(name)) for name in LISTS if name in changes}
    locked = Institution.objects.select_for_update().get(pk=institution.pk)
    _refuse_stale(locked, before or {}, {**changes, **lists})
    changed = [name for name, value in changes.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(institution, name, changes[name])
    with constraints_as_refusal(Institution):
        institution.save(update_fields=changed)
    for name, rows in lists.items():
        if plain(locked, name) != plain_value(rows):
            getattr(institution, name).set(rows)
            changed.append(name)
    if changed:
        record(OrganisationEvent.INSTITUTION_CHANGED, subject=institution, by=by, at=at, data={"fields": changed})
    return changed


def plain(row: models.Model, name: str) -> Any:
    """The value of a field as a form knows it: a key for a row, sorted keys for a list."""
    if name in LISTS:
        return sorted(getattr(row, name).values_list("pk", flat=True))
    return plain_value(getattr(row, name))


def plain_value(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(row.pk for row in value)
    return value.pk if isinstance(value, models.Model) else value


def _refuse_stale(locked: models.Model, before: dict[str, Any], changes: dict[str, Any]) -> None:
    for name, seen in before.items():
        if plain(locked, name) not in (seen, plain_value(changes[name])):
            raise changed_meanwhile()


def changed_meanwhile() -> Refusal:
    return refuse("changed_meanwhile", _("Somebody else changed this meanwhile. Look at it again before you save."))


@transaction.atomic
def set_status(
    institution: Institution,
    *,
    status: InstitutionStatus,
    by: User | None,
    at: datetime,
    why: str = "",
    before: str | None = None,
) -> None:
    """Active, inactive or frozen: only active institutions nominate and count as registered and active.

    ``before``: the status its reader saw. Raises Refusal when somebody else changed it meanwhile, and when a second
    wadah of a kind would become active.
    """
    locked = Institution.objects.select_for_update().get(pk=institution.pk)
    if before is not None and locked.status not in (before, status):
        raise changed_meanwhile()
    if (locked.status, locked.status_why) == (status, why):
        return
    institution.status, institution.status_why = status, why
    with constraints_as_refusal(Institution):
        institution.save(update_fields=["status", "status_why"])
    data = {"from": locked.status, "to": str(status)}
    record(OrganisationEvent.INSTITUTION_STATUS, subject=institution, by=by, at=at, data=data)


@transaction.atomic
def verify_institution(institution: Institution, *, on: date, by: User, at: datetime) -> None:
    """An officer looked at the institution and its data, and stands for them. Once a day is enough."""
    locked = Institution.objects.select_for_update().get(pk=institution.pk)
    if locked.verified_on == on:
        return
    institution.verified_on, institution.verified_by = on, by
    institution.save(update_fields=["verified_on", "verified_by"])
    data = {"fields": ["verified_on", "verified_by"]}
    record(OrganisationEvent.INSTITUTION_CHANGED, subject=institution, by=by, at=at, data=data)


Counts = dict[str, tuple[int, int]]  # by age group: female, male


@transaction.atomic
def count_beneficiaries(
    institution: Institution, *, as_of: date, counts: Counts, before: Counts, by: User | None, at: datetime
) -> bool:
    """How many it served on a day. Counts of that day that are on file are replaced when ``before`` shows they were
    seen; raises Refusal otherwise. Answers whether anything changed.
    """
    Institution.objects.select_for_update().get(pk=institution.pk)
    on_file = beneficiaries_on(institution, as_of)
    if on_file == counts:
        return False
    if on_file not in ({}, before):
        raise refuse("counts_on_file", _("There are counts of this day on file already. Look at them first."))
    for group in AgeGroup.values:
        female, male = counts.get(group, (0, 0))
        BeneficiaryCount.objects.update_or_create(
            institution=institution, as_of=as_of, age_group=group, defaults={"female": female, "male": male}
        )
    data = {"as_of": as_of.isoformat(), "before": {group: list(pair) for group, pair in on_file.items()}}
    record(OrganisationEvent.BENEFICIARIES_COUNTED, subject=institution, by=by, at=at, data=data)
    return True


def beneficiaries_on(institution: Institution, as_of: date | None) -> Counts:
    """What is on file of a day: every age group, or nothing."""
    rows = BeneficiaryCount.objects.filter(institution=institution, as_of=as_of) if as_of else ()
    on_file = {row.age_group: (row.female, row.male) for row in rows}
    return {group: on_file.get(group, (0, 0)) for group in AgeGroup.values} if on_file else {}


@transaction.atomic
def add_paper(institution: Institution, *, by: User | None, at: datetime, **details: Any) -> RegistrationPaper:
    """A registration paper, which makes the institution *terdaftar* while it is in date."""
    with constraints_as_refusal(RegistrationPaper):
        paper = RegistrationPaper.objects.create(institution=institution, **details)
    record(OrganisationEvent.PAPER_ADDED, subject=institution, by=by, at=at, data={"paper": paper.pk})
    return paper
