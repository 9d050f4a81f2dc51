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


class Role(TextChoices):
    INSTITUTION_ADMIN = (
        "institution_admin",
        _("Institution admin: nominates and follows the members of one institution"),
    )
    TRAINER = "trainer", _("Trainer: writes courses and runs sessions")
    REGENCY_OFFICER = "regency_officer", _("Officer of a kabupaten or kota: confirms nominations, follows institutions")
    PROVINCE_OFFICER = "province_officer", _("Officer of a province: plans cohorts, accepts, closes and certifies")
    MINISTRY_OFFICER = "ministry_officer", _("Officer of the ministry: sees the figures of the nation")


# Everybody with an account may learn: what she sees is her own enrolments.
OF_EVERYBODY = frozenset({Permission.SIGNED_IN, Permission.LEARN})

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INSTITUTION_ADMIN: frozenset({Permission.NOMINATE}),
    Role.TRAINER: frozenset({Permission.TEACH, Permission.WRITE_COURSES}),
    Role.REGENCY_OFFICER: frozenset({Permission.CONFIRM_NOMINATION, Permission.SEE_REPORTS}),
    Role.PROVINCE_OFFICER: frozenset(
        {
            Permission.PLAN_COHORT,
            Permission.DECIDE_ENROLMENT,
            Permission.REVOKE_CERTIFICATE,
            Permission.SEE_REPORTS,
            Permission.TEACH,
        }
    ),
    Role.MINISTRY_OFFICER: frozenset({Permission.SEE_REPORTS}),
}

REGION_ROLES = (Role.TRAINER, Role.REGENCY_OFFICER, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)
