"""Who may call what: one line for each URL of ours. The matrix test asks every URL as every identity."""

from tests.house.permission_lines import EVERYBODY, OFFICERS, PLANNERS, TEACHERS, Line, of_province, only
from tests.house.register_table import REGISTER

TABLE = [
    # What anybody may read
    Line("front", EVERYBODY, status=302, public=True),
    Line("catalogue", EVERYBODY, public=True),
    Line("verify_form", EVERYBODY, public=True),
    Line("service_worker", EVERYBODY, public=True),
    Line("no_signal", EVERYBODY, public=True),
    Line("verify", EVERYBODY, arguments=("certificate_code",), public=True),
    Line("health_live", EVERYBODY, public=True),
    Line("health_ready", EVERYBODY, public=True),
    Line("set_language", EVERYBODY, method="post", status=302, public=True),
    Line("components", EVERYBODY, status=404, public=True),  # development only
    # What everybody with an account has
    Line("home", EVERYBODY),
    Line("account", EVERYBODY),
    Line("certificate_list", EVERYBODY),
    Line("cohort_list", EVERYBODY),
    Line("check_in", EVERYBODY),
    Line("lesson_file", EVERYBODY, status=404, arguments=("file",)),
    # The trainee's own
    only("check_in_code", "trainee", ("session_code",)),
    only("course_outline", "trainee", ("enrolment",)),
    only("lesson", "trainee", ("enrolment", "lesson")),
    only("lesson_place", "trainee", ("enrolment", "lesson"), method="post", status=302),
    only("lesson_mode", "trainee", ("enrolment", "lesson"), method="post", status=302),
    only("lesson_module", "trainee", ("enrolment", "module")),
    only("lesson_module_print", "trainee", ("enrolment", "module")),
    only("worksheet", "trainee", ("enrolment", "lesson", "worksheet")),
    only("lesson_finish", "trainee", ("enrolment", "lesson"), method="post", status=302),
    only("lesson_store", "trainee", ("enrolment",)),
    only("lesson_pack", "trainee", ("enrolment", "module")),
    Line("lesson_state", EVERYBODY),
    Line("lesson_unsent", EVERYBODY),
    Line("lesson_send", EVERYBODY, method="post", status=400),  # a form is not a list of marks
    Line("lesson_import", EVERYBODY),
    only("test_intro", "trainee", ("enrolment",)),
    only("test_start", "trainee", ("enrolment",), method="post", status=302),
    only("test_attempt", "trainee", ("attempt",)),
    only("test_save", "trainee", ("attempt",), method="post", status=302),
    only("test_result", "trainee", ("attempt",), status=302),
    # An institution's
    Line("nominate", {"institution_admin"}, {"other_admin"}, arguments=("cohort",)),
    Line(
        "enrolment_withdraw",
        {"institution_admin"},
        {"other_admin"},
        method="post",
        status=302,
        arguments=("enrolment",),
    ),
    # A kabupaten's or kota's
    Line("nomination_list", {"regency", "other_regency"}),
    Line("enrolment_confirm", {"regency"}, {"other_regency"}, method="post", status=302, arguments=("enrolment",)),
    Line("enrolment_decline", {"regency"}, {"other_regency"}, method="post", status=302, arguments=("enrolment",)),
    # A trainer's
    Line("session_list", TEACHERS),
    Line("roll_call", {"trainer", "province"}, {"other_trainer", "other_province"}, arguments=("session",)),
    Line("session_code", {"trainer", "province"}, {"other_trainer", "other_province"}, arguments=("session",)),
    Line("session_qr", {"trainer", "province"}, {"other_trainer", "other_province"}, arguments=("session",)),
    # A province's
    Line("cohort_new", PLANNERS),
    of_province("participant_list"),
    of_province("accept_confirmed", method="post", status=302),
    of_province("enrolment_accept", ("enrolment",), method="post", status=302),
    of_province("participant_decline", ("enrolment",), method="post", status=302),
    of_province("cohort_timetable", method="post", status=302),
    of_province("cohort_open", method="post", status=302),
    of_province("session_new"),
    of_province("session_remove", ("cohort", "session"), method="post", status=302),
    of_province("trainer_assign"),
    of_province("cohort_closing"),
    of_province("cohort_close", method="post"),
    of_province("closing_progress", status=302),
    of_province("award_revoke", ("award",)),
    # What several see
    Line(
        "cohort_detail",
        {"institution_admin", "regency", "province", "trainer"},
        EVERYBODY - {"institution_admin", "regency", "province", "trainer"},
        arguments=("cohort",),
    ),
    Line(
        "certificate_download",
        {"trainee", "institution_admin", "regency", "province"},
        EVERYBODY - {"trainee", "institution_admin", "regency", "province"},
        arguments=("award",),
    ),
    # Figures and the register
    Line("institution_list", OFFICERS),
    Line("area_figures", OFFICERS),
    Line("institution_export", OFFICERS, method="post"),
    Line(
        "institution_detail",
        {"institution_admin", "regency", "province", "ministry"},
        EVERYBODY - {"institution_admin", "regency", "province", "ministry"},
        arguments=("institution",),
    ),
    *REGISTER,
]

# Wagtail's own pages that authors never reach, by the first part of the route below admin/.
CLOSED_TO_AUTHORS = (
    "users",
    "groups",
    "sites",
    "redirects",
    "workflows",
    "reports",
    "collections",
    "settings",
    "locales",
)
