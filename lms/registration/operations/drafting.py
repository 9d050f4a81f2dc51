"""The applicant tells what the institution is, where it is and who answers for it; each page is kept at once."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from lms.accounts.models import User
from lms.journal.operations import record
from lms.organisations.enums import InstitutionStatus, Position
from lms.organisations.models import Institution, Person, PSKSKind, Region
from lms.organisations.operations.institutions import change_institution
from lms.organisations.operations.people import add_person, change_person
from lms.refusal import Refusal, constraints_as_refusal
from lms.registration import rules
from lms.registration.enums import ApplicationEvent, Fact, ItemState
from lms.registration.models import Application, ApplicationItem, Requirement
from lms.registration.operations.items import mark_given, refuse_unless_editable
from lms.registration.operations.locking import lock, refuse_stale, save

FIRST_PLACE_OF_PAPERS = 10


@transaction.atomic
def start_application(
    *, name: str, kind: PSKSKind, region: Region, is_legal_entity: bool, by: User, at: datetime
) -> Application:
    """A draft, and an institution that is not in the register yet. Raises Refusal for too many at once."""
    User.objects.select_for_update().get(pk=by.pk)  # drafts are counted under this lock
    if reasons := rules.reasons_against_starting(Application.objects.filter(applicant=by).open().count()):
        raise Refusal(reasons)
    with constraints_as_refusal(Institution):
        institution = Institution.objects.create(
            name=name,
            kind=kind,
            region=region,
            is_legal_entity=is_legal_entity,
            status=InstitutionStatus.APPLYING,
        )
    application = Application.objects.create(institution=institution, applicant=by, started_at=at)
    for place, fact in enumerate(Fact):
        is_given = fact == Fact.IDENTITY
        state = ItemState.GIVEN if is_given else ItemState.MISSING
        ApplicationItem.objects.create(application=application, code=fact, place=place, state=state)
    record(ApplicationEvent.STARTED, subject=application, by=by, at=at)
    return application


@transaction.atomic
def change_identity(item: ApplicationItem, *, version: int, by: User, at: datetime, **changes: Any) -> None:
    """Name and kind; kind and legal form, which decide what is asked for, only before the first sending."""
    application = refuse_unless_editable(item)
    institution = application.institution
    outline = {name: value for name, value in changes.items() if name in ("kind", "is_legal_entity")}
    if _changes(institution, outline) and (reasons := rules.reasons_against_outline(application.state)):
        raise Refusal(reasons)
    if not _changes(institution, changes) and item.state != ItemState.RETURNED:
        return
    refuse_stale(item, version)
    change_institution(institution, by=by, at=at, **changes)
    mark_given(item, by=by, at=at)
    if application.is_draft and application.level:
        _ask_for_papers(application)


@transaction.atomic
def change_place(item: ApplicationItem, *, version: int, by: User, at: datetime, **changes: Any) -> None:
    """Kecamatan, desa and address of the seat."""
    application = refuse_unless_editable(item)
    if not _changes(application.institution, changes) and item.is_filled:
        return
    refuse_stale(item, version)
    change_institution(application.institution, by=by, at=at, **changes)
    mark_given(item, by=by, at=at)


@transaction.atomic
def choose_seat(application: Application, *, region: Region, version: int, by: User, at: datetime) -> None:
    """Another kabupaten/kota: address and work area have to be said anew."""
    lock(application)
    if reasons := rules.reasons_against_outline(application.state):
        raise Refusal(reasons)
    if application.institution.region_id == region.pk:
        return
    refuse_stale(application, version)
    cleared: dict[str, Any] = {"district": None, "village": "", "address": "", "rt_rw": "", "work_area": []}
    change_institution(application.institution, region=region, by=by, at=at, **cleared)
    application.items.filter(code=Fact.PLACE).update(state=ItemState.MISSING, version=F("version") + 1)
    application.level, application.region = "", None
    save(application, "level", "region")
    record(ApplicationEvent.CHANGED, subject=application, by=by, at=at, data={"fields": ["seat"]})


@transaction.atomic
def choose_area(application: Application, *, work_area: list[Region], version: int, by: User, at: datetime) -> None:
    """Where the institution works, hence whose dinsos decides and what is asked for. Raises Refusal for the nation."""
    lock(application)
    seat, codes = application.institution.region_id, sorted(region.pk for region in work_area)
    if reasons := (
        *rules.reasons_against_outline(application.state),
        *rules.reasons_against_work_area(seat, codes),
    ):
        raise Refusal(reasons)
    known = sorted(application.institution.work_area.values_list("pk", flat=True))
    if application.level and known == codes:
        return
    refuse_stale(application, version)
    office = rules.responsible_office(seat, codes)
    change_institution(application.institution, work_area=work_area, level=office.level, by=by, at=at)
    application.level, application.region = office.level, Region.objects.get(pk=office.region_code)
    save(application, "level", "region")
    _ask_for_papers(application)
    data = {"fields": ["work_area"], "region": office.region_code}
    record(ApplicationEvent.CHANGED, subject=application, by=by, at=at, data=data)


@transaction.atomic
def name_people(
    item: ApplicationItem, *, version: int, person: dict[str, Any], by: User, at: datetime, **answers: Any
) -> None:
    """Who leads the institution, and the applicant herself: ``person`` holds name, sex and phone of hers.

    Her row in the register is made when she has none yet; her name and sex are hers to change elsewhere.
    """
    application = refuse_unless_editable(item)
    User.objects.select_for_update().get(pk=by.pk)  # she may be at it in two applications
    bound = Person.objects.living().filter(user=by).first()
    if answers["position"] == Position.CHAIR:
        answers["chair_name"] = bound.name if bound else person["name"]
    if bound and bound.phone == person["phone"] and not _changes(application, answers) and item.is_filled:
        return
    refuse_stale(item, version)
    if bound is None:
        with constraints_as_refusal(Person):
            add_person(user=by, by=by, at=at, **person)
    else:
        change_person(bound, phone=person["phone"], by=by, at=at)
    application.position, application.chair_name = answers["position"], answers["chair_name"]
    application.save(update_fields=["position", "chair_name"])
    mark_given(item, by=by, at=at)


def _changes(row: Any, changes: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in changes.items())


def _ask_for_papers(application: Application) -> None:
    """The papers of a draft follow its kind, form and level; what was given for one still asked for stays."""
    asked = {row.code: row for row in Requirement.objects.asked_of(application.institution, application.level)}
    papers = {item.code: item for item in application.items.exclude(code__in=Fact.values)}
    application.items.filter(code__in=papers.keys() - asked.keys()).delete()
    for place, (code, row) in enumerate(asked.items(), start=FIRST_PLACE_OF_PAPERS):
        if code in papers:
            application.items.filter(code=code).update(place=place)
            continue
        copied = {
            name: getattr(row, name)
            for name in ("label_id", "label_en", "help_id", "help_en", "needs_file", "is_required")
        }
        ApplicationItem.objects.create(application=application, code=code, place=place, **copied)
