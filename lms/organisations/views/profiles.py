"""What the pages on people show: masked wherever the reader needs no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.accounts.phones import spoken
from lms.accounts.roles import Permission
from lms.organisations.access import scope_of
from lms.organisations.forms.people import PersonFilterForm, ViewForm
from lms.organisations.models import FamilyUnit, Membership, Person, PersonPlace
from lms.organisations.operations.people import masked_nik, people_like
from lms.organisations.rules.people import is_minor, masked_email, masked_phone

MOST_PEOPLE = 250  # ten pages: among two million, whoever wants more of them is better served by another word


@dataclass(frozen=True)
class PersonRow:
    person: Person
    phone: str
    nik: str
    is_minor: bool


def chosen_people(user: Any, form: PersonFilterForm, *, on: date) -> list[int]:
    """Ids of those in the areas in sight who fit the filter, by kabupaten or kota and name.

    At most one beyond ``MOST_PEOPLE``. A filter that makes no sense leaves nobody.
    """
    if not form.is_valid():
        return []
    places = PersonPlace.objects.visible_to(user).matching(form.cleaned_data["cari"])
    if area := form.cleaned_data.get("wilayah"):
        places = places.within(area)
    if kind := form.cleaned_data["jenis"]:
        members = Membership.objects.visible_to(user).on(on)
        of_kind = members.filter(Q(kind=kind) | Q(kind__isnull=True, institution__kind=kind))
        places = places.filter(person__in=of_kind.values("person"))
    return places.people(most=MOST_PEOPLE + 1)


def people_rows(people: Sequence[int], user: Any, *, on: date) -> list[PersonRow]:
    """One row for each id, in the same order, with the memberships in sight."""
    members = Membership.objects.visible_to(user).on(on).select_related("institution", "kind")
    present = Prefetch("memberships", members.order_by("-is_primary", "institution__name", "pk"), to_attr="present")
    found = Person.objects.select_related("region").prefetch_related(present).in_bulk(people)
    return [
        PersonRow(person, masked_phone(person.phone), masked_nik(person), is_minor(person.birth_on, on=on))
        for person in (found[pk] for pk in people if pk in found)
    ]


def people_alike(form: Any, user: Any) -> list[Person]:
    """Whom the form may mean; nobody once its sender said that it is another person."""
    return [] if form.cleaned_data["is_another"] else people_like(user, **form.likeness())


def with_rights(user: Any, *, on: date) -> QuerySet[Person]:
    """Those in sight, annotated ``is_editable`` and ``is_kept``: whose NIK the reader may confirm and open."""
    same = {"pk": OuterRef("pk")}
    return (
        Person.objects.visible_to(user)
        .annotate(
            is_editable=Exists(Person.objects.editable_by(user).filter(**same)),
            is_kept=Exists(Person.objects.kept_by(user, on=on).filter(**same)),
        )
        .select_related("region", "district", "companion")
    )


def profile_of(
    person: Any, user: Any, *, on: date, view_form: ViewForm | None = None, is_open: bool = False
) -> dict[str, Any]:
    """The context of the page of a person that came from ``with_rights``. One's own data are never masked."""
    scope = scope_of(user)
    is_self = person.user_id is not None and person.user_id == scope.user_id
    is_companion = person.companion is not None and person.companion.user_id == scope.user_id
    memberships = list(_memberships(person, user, is_all=is_self or is_companion))
    is_officer = Permission.SEE_NAMES in scope.permissions
    enters = Permission.MANAGE_MEMBERS in scope.permissions
    return {
        "person": person,
        "is_self": is_self,
        "is_open": is_open or is_self,
        "is_minor": is_officer and is_minor(person.birth_on, on=on),
        "rows": _rows(person, is_open=is_open or is_self),
        "present": [each for each in memberships if each.ends_on is None or each.ends_on >= on],
        "past": [each for each in memberships if each.ends_on is not None and each.ends_on < on],
        "families": FamilyUnit.objects.visible_to(user).filter(contact=person) if is_officer else [],
        "may_find_doubles": person.is_editable and Permission.MANAGE_REGISTER in scope.permissions,
        "may_keep_nik": person.is_editable and enters,
        "may_invite": person.is_editable and enters and person.user_id is None and person.erased_at is None,
        "may_add_membership": enters,
        "may_add_family": Permission.MANAGE_REGISTER in scope.permissions,
        "view_form": view_form or ViewForm(),
        "today": on,
    }


def _memberships(person: Person, user: Any, *, is_all: bool) -> QuerySet[Membership]:
    visible = Membership.objects.all() if is_all else Membership.objects.visible_to(user)
    editable = Membership.objects.editable_by(user).filter(pk=OuterRef("pk"))
    return (
        visible.filter(person=person)
        .annotate(is_editable=Exists(editable))
        .select_related("institution__region", "institution__kind", "kind", "duty_area", "family")
        .order_by("-starts_on", "-pk")
    )


def _rows(person: Person, *, is_open: bool) -> list[tuple[Any, Any]]:
    """Terms and values of the profile; contact data and the day of birth in full only when they were opened."""
    nothing = _("Not on file")
    born, phone, email = "", masked_phone(person.phone), masked_email(person.email)
    if person.birth_on:
        born = date_format(person.birth_on) if is_open else str(person.birth_on.year)
    if is_open:
        phone, email = spoken(person.phone) if person.phone else "", person.email
    places = [place.name for place in (person.district, person.region) if place]
    rows = [
        (_("Sex"), person.get_sex_display()),
        (_("Date of birth") if is_open else _("Year of birth"), born or nothing),
        (_("Place of birth"), person.birth_place or nothing),
        (_("Lives in"), ", ".join(places) or nothing),
        (_("Phone number"), phone or nothing),
        (_("E-mail address"), email or nothing),
        (_("NIK"), masked_nik(person) or nothing),
        (_("Account"), _("Has an account") if person.user_id else _("Has no account")),
        (_("Person code"), person.code),
    ]
    if person.companion:
        rows.append((_("Assisted by"), person.companion.name))
    return rows
