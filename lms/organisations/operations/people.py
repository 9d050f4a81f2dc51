import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.journal.models import Event
from lms.journal.operations import record
from lms.organisations.encryption import lookup_hash, lookup_hashes, open_sealed, seal
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Person
from lms.organisations.operations.regions import nik_regions
from lms.organisations.rules import people as rules
from lms.organisations.rules.nik import doubts_about, masked, reasons_against
from lms.refusal import Reason, Refusal, constraints_as_refusal, refuse

NIK_FIELD = "nik_sealed"  # part of what the seal is bound to
NIK_VIEWS_PER_HOUR = 30
TOO_MANY_VIEWS = "nik_views"
MOST_ASSISTED = 30
MOST_ALIKE = 5
NIK_TAKEN = _("Another person of the register has this NIK. Look for a duplicate.")
NIK_ASK = _("This NIK cannot be entered here. Ask your dinsos.")  # says nothing about anybody


@transaction.atomic
def add_person(*, name: str, sex: str, by: User | None, at: datetime, **details: Any) -> Person:
    """A human enters the register, with or without a phone; ``details`` are further plain fields of ``Person``."""
    with constraints_as_refusal(Person):
        person = Person.objects.create(name=name, sex=sex, **details)
    record(OrganisationEvent.PERSON_ADDED, subject=person, by=by, at=at)
    return person


@transaction.atomic
def add_new_person(*, nik: str, by: User, at: datetime, **details: Any) -> Person:
    """Somebody enters the register with a NIK, which nobody has confirmed yet, or without."""
    person = add_person(by=by, at=at, **details)
    if nik:
        set_nik(person, nik=nik, is_confirmed=False, by=by, at=at)
    return person


@transaction.atomic
def change_person(person: Person, *, by: User | None, at: datetime, **changes: Any) -> list[str]:
    """Set plain fields; answers the names of what really changed. The journal keeps names of fields, not values."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    changed = [name for name, value in changes.items() if getattr(locked, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(person, name, changes[name])
    with constraints_as_refusal(Person):
        person.save(update_fields=changed)
    record(OrganisationEvent.PERSON_CHANGED, subject=person, by=by, at=at, data={"fields": changed})
    return changed


@transaction.atomic
def add_assisted(companion: Person, *, by: User, on: date, at: datetime, **details: Any) -> Person:
    """Somebody without e-mail or phone, entered by the member who accompanies her (*peserta dampingan*)."""
    companion = Person.objects.select_for_update().get(pk=companion.pk)  # those she assists are counted under this lock
    membership = companion.memberships.on(on).select_related("institution__region").order_by("pk").first()
    if membership is None:
        raise refuse("companion_no_member", _("Only present members of an institution can assist somebody."))
    if companion.assisted.living().count() >= MOST_ASSISTED:
        raise refuse(
            "companion_has_many",
            _("You assist %(number)s people already. Ask your dinsos to enter more."),
            number=MOST_ASSISTED,
        )
    details["region"] = details.get("region") or membership.institution.region  # so that a dinsos sees her
    return add_person(companion=companion, by=by, at=at, **details)


# --- who is alike ------------------------------------------------------------


def nik_holder(nik: str, *, but: Person | None = None) -> Person | None:
    """Who has this NIK, seen by the asking person or not."""
    holders = Person.objects.filter(nik_lookup__in=lookup_hashes(nik))
    return (holders.exclude(pk=but.pk) if but else holders).first()


def people_like(user: Any, *, name: str, birth_on: date | None, phone: str, nik: str) -> list[Person]:
    """Those in sight with the same NIK or phone, or the same name without titles and no other date of birth."""
    alike = Q(pk__in=[])
    if nik:
        alike |= Q(nik_lookup__in=lookup_hashes(nik))
    if phone:
        alike |= Q(phone=phone)
    if core := rules.core_of_name(name):
        same_name = Q(search_text=core) | Q(search_text__startswith=f"{core},")
        same_birth = Q(birth_on__isnull=True) | Q(birth_on=birth_on) if birth_on else Q()
        alike |= same_name & same_birth
    found = Person.objects.visible_to(user).filter(alike).select_related("region").order_by("name", "pk")
    return list(found[:MOST_ALIKE])


# --- the NIK -----------------------------------------------------------------


def open_nik(person: Person) -> str:
    """The 16 digits, or nothing. For ``masked_nik``, for doubts and for ``view_nik``; never for a page as they are."""
    return open_sealed(person.nik_sealed, row=person.uuid, field=NIK_FIELD) if person.nik_sealed else ""


def masked_nik(person: Person) -> str:
    return masked(open_nik(person)) if person.nik_sealed else ""


@transaction.atomic
def set_nik(person: Person, *, nik: str, is_confirmed: bool, by: User, at: datetime) -> None:
    """Keep a NIK of 16 digits, sealed; empty takes it away. ``is_confirmed``: an officer saw it and accepts its doubts.

    Raises Refusal when another person holds it. Source: house security rules 2.
    """
    if nik and nik_holder(nik, but=person):
        raise refuse("nik_taken", NIK_TAKEN)
    person.nik_sealed = seal(nik, row=person.uuid, field=NIK_FIELD) if nik else ""
    person.nik_lookup = lookup_hash(nik) if nik else None
    person.nik_confirmed_by, person.nik_confirmed_at = (by, at) if nik and is_confirmed else (None, None)
    try:
        with constraints_as_refusal(Person):
            person.save(update_fields=["nik_sealed", "nik_lookup", "nik_confirmed_by", "nik_confirmed_at"])
    except Refusal as refusal:  # two officers at once; the column's own words would name the column
        raise refuse("nik_taken", NIK_TAKEN) from refusal
    record(OrganisationEvent.NIK_SET, subject=person, by=by, at=at, data={"is_confirmed": is_confirmed})


def nik_doubts(person: Person) -> tuple[Reason, ...]:
    """What an officer weighs before she confirms the NIK on file."""
    if not person.nik_sealed:
        return ()
    return doubts_about(open_nik(person), birth_on=person.birth_on, sex=person.sex, known_regions=nik_regions())


def nik_version(person: Person) -> str:
    """Tells one stored NIK from the next and says nothing about either: goes with the form that confirms it."""
    return hashlib.sha256(person.nik_sealed.encode()).hexdigest()[:16]


@transaction.atomic
def enter_nik(
    person: Person, *, nik: str, is_keeper: bool, saw_card: bool, by: User, at: datetime
) -> tuple[Reason, ...]:
    """Somebody types a NIK; answers the doubts about it. ``is_keeper``: an officer in whose area the person is.

    It counts as confirmed only when an officer saw the KTP of somebody else and nothing is doubtful: a doubt is shown
    first and confirmed afterwards. An institution does not replace what an officer confirmed.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if reasons := reasons_against(nik):
        raise Refusal(reasons)
    if person.nik_confirmed_at is not None and not is_keeper:
        raise refuse("nik_kept", _("Your dinsos confirmed the NIK on file. Ask your dinsos to change it."))
    if not is_keeper and nik_holder(nik, but=person):
        raise refuse("nik_ask", NIK_ASK)
    doubts = doubts_about(nik, birth_on=person.birth_on, sex=person.sex, known_regions=nik_regions())
    is_confirmed = is_keeper and saw_card and not doubts and person.user_id != by.pk
    set_nik(person, nik=nik, is_confirmed=is_confirmed, by=by, at=at)
    return doubts


@transaction.atomic
def confirm_nik(person: Person, *, version: str, by: User, at: datetime) -> None:
    """An officer saw the KTP and stands by the NIK with its doubts. ``version``: of the NIK whose doubts she read."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id == by.pk:
        raise refuse("nik_own", _("Nobody confirms her own NIK. Ask a colleague."))
    if not person.nik_sealed or nik_version(person) != version:
        raise refuse("nik_changed", _("The NIK was changed meanwhile. Look at it again."))
    if person.nik_confirmed_at is not None:
        raise refuse("nik_confirmed", _("This NIK is confirmed already."))
    person.nik_confirmed_by, person.nik_confirmed_at = by, at
    person.save(update_fields=["nik_confirmed_by", "nik_confirmed_at"])
    record(OrganisationEvent.NIK_CONFIRMED, subject=person, by=by, at=at)


@transaction.atomic
def remove_nik(person: Person, *, by: User, at: datetime) -> None:
    """It was the NIK of somebody else."""
    if not person.nik_sealed:
        raise refuse("nik_none", _("No NIK is on file."))
    set_nik(person, nik="", is_confirmed=False, by=by, at=at)


@transaction.atomic
def view_nik(person: Person, *, why: str, by: User, at: datetime) -> str:
    """The full NIK, with an entry in the journal; at most 30 in an hour. Source: house security rules 2, S3."""
    if reasons := rules.reasons_against_why(why):
        raise Refusal(reasons)
    User.objects.select_for_update().get(pk=by.pk)  # views are counted under this lock
    latest = Event.objects.filter(name=OrganisationEvent.NIK_VIEWED, by_id=by.pk, at__gt=at - timedelta(hours=1))
    if latest.count() >= NIK_VIEWS_PER_HOUR:
        raise refuse(
            TOO_MANY_VIEWS,
            _("You opened %(number)s NIK within an hour. Wait before you open the next."),
            number=NIK_VIEWS_PER_HOUR,
        )
    if not person.nik_sealed:
        raise refuse("nik_none", _("No NIK is on file."))
    record(OrganisationEvent.NIK_VIEWED, subject=person, by=by, at=at, data={"reason": why})
    return open_nik(person)


@transaction.atomic
def view_person(person: Person, *, reason: str, by: User, at: datetime) -> None:
    """Somebody opens the contact data of another person: an entry for "who looked at my data"."""
    record(OrganisationEvent.PERSON_VIEWED, subject=person, by=by, at=at, data={"reason": str(reason)})
