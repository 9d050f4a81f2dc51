"""How a line of the permission table is written.

``allowed`` get ``status`` (what a person with the right gets for this small world), ``foreign`` hold the permission or
need none but may not see this object: 404. Everybody else signed in: 403. A visitor is sent to sign in.
"""

from dataclasses import dataclass, field

EVERYBODY = frozenset(
    {
        "trainee",
        "other_trainee",
        "applicant",
        "institution_admin",
        "other_admin",
        "trainer",
        "other_trainer",
        "regency",
        "other_regency",
        "province",
        "other_province",
        "ministry",
        "superuser",
    }
)
OFFICERS = frozenset({"regency", "other_regency", "province", "other_province", "ministry"})
PLANNERS = frozenset({"province", "other_province"})
TEACHERS = frozenset({"trainer", "other_trainer"}) | PLANNERS


@dataclass(frozen=True)
class Line:
    name: str
    allowed: frozenset[str] | set[str]
    foreign: frozenset[str] | set[str] = frozenset()
    method: str = "get"
    status: int = 200
    arguments: tuple[str, ...] = ()  # keys of World.arguments, in the order of the route's parameters
    public: bool = False
    data: dict[str, str] = field(default_factory=dict)


def only(name, who, arguments, **more):
    """For one identity; all others who are signed in do not see the object."""
    return Line(name, {who}, EVERYBODY - {who}, arguments=arguments, **more)


def of_answerers(name):
    """For the trainee herself, her institution's admin and the officer of her kabupaten or kota."""
    allowed = {"trainee", "institution_admin", "regency"}
    return Line(name, allowed, EVERYBODY - allowed, arguments=("enrolment",), method="post", status=302)


def of_province(name, arguments=("cohort",), **more):
    """For the officers of the organising province; another province's do not see the object."""
    return Line(name, {"province"}, {"other_province"}, arguments=arguments, **more)


# --- the register --------------------------------------------------------------------------------

KEEPERS = frozenset({"regency", "other_regency", "province", "other_province"})  # hold MANAGE_REGISTER
OTHER_KEEPERS = frozenset({"other_regency", "other_province"})


def of_register(name, arguments, allowed=("institution_admin", "regency", "province"), **more):
    """For who enters the members of Kapuas; those who enter others do not see the object."""
    return Line(name, set(allowed), OTHER_KEEPERS | {"other_admin"}, arguments=arguments, **more)


def of_keepers(name, arguments, **more):
    """For the officers of Kapuas and its province; officers elsewhere do not see the object."""
    return Line(name, {"regency", "province"}, OTHER_KEEPERS, arguments=arguments, **more)
