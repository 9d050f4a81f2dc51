"""Roles and what each may do. A role is always held *in* something: an institution, a region, a cohort."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """What a URL may ask of a person. The scope (which rows) is the query sets' business."""

    SIGNED_IN = "signed_in", _("Has an account")
    LEARN = "learn", _("Takes part in a course")
    NOMINATE = "nominate", _("Nominates members of an institution")
    TEACH = "teach", _("Runs sessions and records attendance")
    WRITE_COURSES = "write_courses", _("Writes courses")
    CONFIRM_NOMINATION = "confirm_nomination", _("Confirms nominations of a kabupaten or kota")
    PLAN_COHORT = "plan_cohort", _("Plans, opens and closes cohorts")
    DECIDE_ENROLMENT = "decide_enrolment", _("Accepts participants")
    REVOKE_CERTIFICATE = "revoke_certificate", _("Revokes certificates")
    SEE_REPORTS = "see_reports", _("Sees institutions and figures of an area")
    SEE_NAMES = "see_names", _("Sees the names of people of an area")
    MANAGE_REGISTER = "manage_register", _("Keeps the register of institutions and people of an area")
    MANAGE_MEMBERS = "manage_members", _("Enters and ends memberships")
    VERIFY_INSTITUTION = "verify_institution", _("Decides on applications of institutions")
    KEEP_CHECKLIST = "keep_checklist", _("Decides what institutions hand in with an application")
    HELP_PEOPLE = "help_people", _("Answers requests of people about their own data")
    RECOVER_ACCOUNTS = "recover_accounts", _("Gives accounts back, together with a second officer")
    DELEGATE = "delegate", _("Hands her own role over for a time")
    SET_UP = "set_up", _("Sets up the installation and appoints officers")


class Role(TextChoices):
    INSTITUTION_ADMIN = (
        "institution_admin",
        _("Institution admin: nominates and follows the members of one institution"),
    )
    TRAINER = "trainer", _("Trainer: writes courses and runs sessions")
    REGENCY_OFFICER = "regency_officer", _("Officer of a kabupaten or kota: confirms nominations, follows institutions")
    PROVINCE_OFFICER = "province_officer", _("Officer of a province: plans cohorts, accepts, closes and certifies")
    MINISTRY_OFFICER = "ministry_officer", _("Officer of the ministry: sees the figures of the nation")

    @property
    def short(self) -> str:
        """The name of the role without its sentence."""
        return str(self.label).partition(":")[0]


# Everybody with an account may learn: what she sees is her own enrolments.
OF_EVERYBODY = frozenset({Permission.SIGNED_IN, Permission.LEARN})

# Set-up, not daily work; accounts of officers are given back where no second officer is above them.
OF_SUPERUSERS = frozenset({Permission.SET_UP, Permission.RECOVER_ACCOUNTS, Permission.KEEP_CHECKLIST})

REGISTER_KEEPER = frozenset(
    {
        Permission.MANAGE_REGISTER,
        Permission.MANAGE_MEMBERS,
        Permission.VERIFY_INSTITUTION,
        Permission.HELP_PEOPLE,
        Permission.RECOVER_ACCOUNTS,
        Permission.SEE_REPORTS,
        Permission.SEE_NAMES,
        Permission.DELEGATE,
    }
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INSTITUTION_ADMIN: frozenset({Permission.NOMINATE, Permission.MANAGE_MEMBERS}),
    Role.TRAINER: frozenset({Permission.TEACH, Permission.WRITE_COURSES}),
    Role.REGENCY_OFFICER: REGISTER_KEEPER | {Permission.CONFIRM_NOMINATION},
    Role.PROVINCE_OFFICER: REGISTER_KEEPER
    | {
        Permission.PLAN_COHORT,
        Permission.DECIDE_ENROLMENT,
        Permission.REVOKE_CERTIFICATE,
        Permission.TEACH,
        Permission.WRITE_COURSES,
        Permission.KEEP_CHECKLIST,
    },
    Role.MINISTRY_OFFICER: frozenset(
        {Permission.SEE_REPORTS, Permission.SEE_NAMES, Permission.WRITE_COURSES, Permission.DELEGATE}
    ),
}

REGION_ROLES = (Role.TRAINER, Role.REGENCY_OFFICER, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)
OFFICER_ROLES = (Role.REGENCY_OFFICER, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)

# The three independent scopes of an officer: to see figures, to see names, and to edit, which for the most part
# means deciding about people by name.
OF_SUMS = frozenset({Permission.SEE_REPORTS})
OF_NAMES = frozenset({Permission.SEE_NAMES})
OF_EDITING_NAMES = frozenset(
    {
        Permission.MANAGE_REGISTER,
        Permission.MANAGE_MEMBERS,
        Permission.VERIFY_INSTITUTION,
        Permission.HELP_PEOPLE,
        Permission.RECOVER_ACCOUNTS,
        Permission.CONFIRM_NOMINATION,
        Permission.DECIDE_ENROLMENT,
        Permission.REVOKE_CERTIFICATE,
        Permission.TEACH,
    }
)
OF_EDITING = OF_EDITING_NAMES | {Permission.PLAN_COHORT, Permission.WRITE_COURSES, Permission.KEEP_CHECKLIST}


def permitted(role: Role, *, can_edit: bool, sees_sums: bool, sees_names: bool) -> frozenset[Permission]:
    """What a grant of ``role`` permits. Only officers' grants are narrowed; others hold all of their role."""
    held = PERMISSIONS[role]
    if role not in OFFICER_ROLES:
        return held
    if not sees_sums:
        held -= OF_SUMS
    if not sees_names:
        held -= OF_NAMES | OF_EDITING_NAMES
    return held if can_edit else held - OF_EDITING
