"""What an enrolment keeps of a person and her membership: later moves rewrite nothing."""

from typing import Any

from lms.organisations.models import Membership, Person


def snapshot(person: Person, member: Membership | None) -> dict[str, Any]:
    """Fields of an enrolment, as they are today. ``member`` comes with institution, its region and kind, and own kind.

    Somebody who comes without an institution keeps the region of her own address, which may be unknown.
    """
    own: dict[str, Any] = {"person": person, "person_name": person.name, "sex": person.sex}
    if member is None:
        return {**own, "region": person.region}
    institution = member.institution
    kind = member.kind or institution.kind
    return {
        **own,
        "membership": member,
        "institution": institution,
        "institution_name": institution.name,
        "institution_number": institution.number or "",  # who is in the register has one
        "kind_code": kind.code,
        "kind_name": kind.name_id,
        "position": member.position,
        "region": institution.region,
    }
