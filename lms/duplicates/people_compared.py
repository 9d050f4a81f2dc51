"""Two people side by side."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lms.duplicates.comparison import NOTHING, Card, Comparison, counts_of
from lms.duplicates.rules.merging import GROUPS
from lms.organisations.models import Membership, Person
from lms.organisations.operations.people import masked_nik
from lms.organisations.rules.people import masked_email, masked_phone

LABELS = {
    "name": _("Name"),
    "sex": _("Sex"),
    "birth_place": _("Place of birth"),
    "birth_on": _("Date of birth"),
    "nip": _("NIP"),
    "phone": _("Telephone"),
    "email": _("E-mail address"),
    "region": _("Kabupaten or kota"),
}
ROWS = {  # what else points to a person, by the name under which she knows it
    "memberships": _("Memberships"),
    "enrolments": _("Nominations and trainings"),
    "assisted": _("People she accompanies"),
    "families": _("Families she speaks for"),
    "invitations": _("Invitations"),
}


@dataclass(frozen=True)
class PersonCard(Card):
    nik: str
    memberships: list[Membership]


def cards_of(pair: tuple[Person, Person], *, kept: Person) -> list[PersonCard]:
    memberships = Membership.objects.filter(person__in=pair).select_related("institution").order_by("starts_on", "pk")
    counted = counts_of(pair, ROWS)
    return [
        PersonCard(
            row=person,
            belongings=counted.get(person.pk, []),
            is_kept=person == kept,
            nik=masked_nik(person),
            memberships=[row for row in memberships if row.person_id == person.pk],
        )
        for person in pair
    ]


def _shown(person: Person, group: str) -> str:
    if group == "sex":
        return str(person.get_sex_display())
    if group == "birth_on":
        return date_format(person.birth_on, "j F Y") if person.birth_on else NOTHING
    if group == "phone":
        return masked_phone(person.phone) or NOTHING
    if group == "email":
        return masked_email(person.email) or NOTHING
    if group == "region":
        return ", ".join(place.name for place in (person.district, person.region) if place) or NOTHING
    return getattr(person, group) or NOTHING


PEOPLE_COMPARED = Comparison(GROUPS, LABELS, _shown, ("user_id", "nik_lookup", "merged_into_id"))
