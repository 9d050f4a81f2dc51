"""The lines of the register: institutions, people, roles, applications, sheets, duplicates, one's own data."""

from tests.house.permission_lines import (
    EVERYBODY,
    KEEPERS,
    OFFICERS,
    OTHER_KEEPERS,
    PLANNERS,
    Line,
    of_keepers,
    of_register,
    only,
)

SEES_THE_TRAINEE = frozenset({"trainee", "institution_admin", "regency", "province"})  # the ministry reads figures
SEES_MEMBERS = SEES_THE_TRAINEE - {"trainee"}
WITH_A_PERSON = frozenset({"trainee", "other_trainee", "applicant"})

ACCOUNTS = [
    Line("account_second_step", EVERYBODY, status=302),  # they all have one already
    Line("usersessions_end", EVERYBODY, method="post", status=404, arguments=("nothing",)),
]

PEOPLE = [
    Line("person_list", KEEPERS),
    Line("person_new", KEEPERS),
    Line("nik_find", KEEPERS, method="post", status=302, data={"nik": "6203014107900001"}),
    Line("assisted_list", EVERYBODY),
    only("assisted_new", "trainee", ()),
    Line("person_detail", SEES_THE_TRAINEE, EVERYBODY - SEES_THE_TRAINEE, arguments=("person",)),
    Line(
        "person_view",
        SEES_THE_TRAINEE,
        EVERYBODY - SEES_THE_TRAINEE,
        arguments=("person",),
        method="post",
        data={"reason": "contact"},
    ),
    Line("person_edit", SEES_MEMBERS, EVERYBODY - SEES_MEMBERS, arguments=("person",)),
    of_register("nik_edit", ("person",)),
    of_keepers("nik_confirm", ("person",), method="post", status=302, data={"version": "x", "saw_card": "on"}),
    of_keepers("nik_remove", ("person",), method="post", status=302),
    of_keepers("nik_view", ("person",), method="post", data={"why": "Mencocokkan dengan KTP di loket."}),
    of_register("member_place", ("person",)),
    Line("member_list", SEES_MEMBERS, EVERYBODY - SEES_MEMBERS - {"ministry"}, arguments=("institution",)),
    of_register("member_new", ("institution",)),
    of_register("member_end", ("membership",)),
    of_register("member_correct", ("membership",)),
    of_keepers("member_remove", ("membership",), method="post", status=302),
    Line("family_list", KEEPERS),
    Line("family_new", KEEPERS),
    of_keepers("family_detail", ("family",)),
    of_keepers("family_edit", ("family",)),
]

# Pages that ask for the password first answer 302 to everybody with the permission, before any object is looked up;
# foreign objects behind them are tested as 404 in tests/organisations/test_{roles_*,recovery}.py.
ROLES = [
    Line("role_list", {"superuser"}),
    Line("role_find", {"superuser"}),
    Line("role_meanings", EVERYBODY),
    Line("role_mine", EVERYBODY),
    Line("role_appoint", {"superuser"}, status=302, arguments=("account",)),
    Line("role_change", {"superuser"}, status=302, arguments=("regency_grant",)),
    Line("role_end", {"superuser"}, status=302, arguments=("regency_grant",)),
    Line("role_hand_over", OFFICERS, status=302, arguments=("province_grant",)),
    only("role_hand_back", "province", ("handover",), method="post", status=302),
    of_keepers("role_institution", ("institution",)),
    Line("role_institution_appoint", KEEPERS, method="post", status=302, arguments=("institution",)),
    of_keepers("role_institution_end", ("institution", "admin_grant"), method="post", status=302),
    Line("invitation_list", KEEPERS | {"institution_admin", "other_admin"}),
    of_register("invitation_new", ("invitee",)),
    Line("invitation_accept", EVERYBODY, arguments=("invitation_token",), public=True),
    Line("recovery_list", KEEPERS | {"superuser"}),
    Line("recovery_find", KEEPERS | {"superuser"}),
    Line("recovery_new", KEEPERS | {"superuser"}, status=302, arguments=("helped",)),
    Line("recovery_detail", {"regency", "province"}, OTHER_KEEPERS | {"superuser"}, arguments=("recovery",)),
    Line("recovery_confirm", KEEPERS | {"superuser"}, method="post", status=302, arguments=("recovery",)),
    Line("recovery_link", KEEPERS | {"superuser"}, method="post", status=302, arguments=("recovery",)),
    Line("recovery_use", EVERYBODY, arguments=("recovery_token",), public=True),
]

PRIVACY = [
    Line("my_data", EVERYBODY),
    Line("my_data_download", WITH_A_PERSON, EVERYBODY - WITH_A_PERSON, method="post"),
    Line("my_viewers", WITH_A_PERSON, EVERYBODY - WITH_A_PERSON),
    Line(
        "consent_give", WITH_A_PERSON, EVERYBODY - WITH_A_PERSON, method="post", status=302, arguments=("consent_text",)
    ),
    only("consent_withdraw", "trainee", ("consent",), method="post", status=302),
    Line("request_new", WITH_A_PERSON, EVERYBODY - WITH_A_PERSON),
    only("request_withdraw", "trainee", ("data_request",), method="post", status=302),
    Line("request_list", KEEPERS),
    of_keepers("request_answer", ("data_request",)),
]

INSTITUTIONS = [
    Line("directory", EVERYBODY, public=True),
    Line("directory_institution", EVERYBODY, arguments=("institution",), public=True),
    Line("institution_register", OFFICERS),
    Line("institution_new", KEEPERS),
    Line("wadah_new", KEEPERS),
    Line("kind_list", KEEPERS),
    Line("kind_new", PLANNERS),  # the view answers 403 to who keeps no whole province
    of_keepers("institution_identity", ("institution",)),
    of_keepers("institution_legal", ("institution",)),
    of_keepers("institution_place", ("institution",)),
    of_keepers("institution_status", ("institution",)),
    of_keepers("institution_verify", ("institution",), method="post", status=302),
    Line("institution_grade", KEEPERS, status=404, arguments=("institution",)),  # a Karang Taruna's alone
    of_register("institution_contact", ("institution",)),
    of_register("institution_services", ("institution",)),
    of_register("institution_beneficiaries", ("institution",)),
    of_keepers("paper_new", ("institution",)),
    of_keepers("paper_change", ("paper",)),
    of_keepers("paper_verify", ("paper",)),
    Line("paper_scan", SEES_MEMBERS, EVERYBODY - SEES_MEMBERS, arguments=("paper",)),
    of_keepers("accreditation_new", ("institution",)),
    of_keepers("accreditation_remove", ("accreditation",)),  # a page that asks first
]


def of_applicant(name, arguments=("application",), **more):
    """An applicant's own; for everybody else it is not there."""
    return only(name, "applicant", arguments, **more)


def of_dinsos(name, arguments=("sent_application",), **more):
    """For the dinsos whose decision it is; the province above it reads one page and decides nothing."""
    return Line(name, {"regency"}, KEEPERS - {"regency"}, arguments=arguments, **more)


def of_checklist(name, arguments, **more):
    """For who keeps the checklist of the province; the superuser keeps the nation's."""
    return Line(name, {"province"}, {"other_province", "superuser"}, arguments=arguments, **more)


SENT_ITEM = ("sent_application", "sent_item")
READS_THE_FILE = frozenset({"applicant", "regency", "province"})

REGISTRATION = [
    Line("application_list", EVERYBODY),
    Line("application_new", EVERYBODY),
    Line("application_start", EVERYBODY, status=302),  # without a seat: back to the search
    of_applicant("application_detail"),
    of_applicant("application_identity"),
    of_applicant("application_place"),
    of_applicant("application_seat"),
    of_applicant("application_area"),
    of_applicant("application_area_list"),
    of_applicant("application_people"),
    of_applicant("application_item", ("application", "application_item")),
    of_applicant("application_send"),
    of_applicant("application_withdraw", method="post", status=302),
    Line("application_file", READS_THE_FILE, EVERYBODY - READS_THE_FILE, arguments=SENT_ITEM),
    Line("requirement_list", PLANNERS | {"superuser"}),
    of_checklist("requirement_new", ("province_code",)),
    of_checklist("requirement_change", ("province_code", "requirement")),
    of_checklist(
        "requirement_switch",
        ("province_code", "requirement"),
        method="post",
        status=302,
        data={"version": "1", "is_active": "no"},
    ),
    Line("verification_list", KEEPERS),
    of_keepers("verification_detail", ("sent_application",)),
    of_dinsos("verification_item", SENT_ITEM),
    of_dinsos("verification_accept", SENT_ITEM, method="post", status=302, data={"version": "1"}),
    of_dinsos("verification_return", SENT_ITEM, method="post", status=302, data={"version": "1", "why": "Foto buram"}),
    of_dinsos("verification_send_back", method="post", status=302),
    of_dinsos("verification_approve"),
    of_dinsos("verification_reject"),
    of_dinsos("review_new"),
    of_dinsos("review_link", ("sent_application", "review")),
    Line("review_answer", EVERYBODY, arguments=("review_token",), public=True),
    Line("review_file", EVERYBODY, arguments=("review_token", "sent_item"), public=True),
    Line("review_thanks", EVERYBODY, public=True),
]


def of_one_officer(name, **more):
    """What an officer brought in is hers alone."""
    return Line(name, {"regency"}, KEEPERS - {"regency"}, arguments=("import",), **more)


EXCHANGE = [
    Line("import_list", KEEPERS),
    Line("import_new", KEEPERS),
    Line("import_template", KEEPERS, arguments=("sheet",)),
    of_one_officer("import_detail"),
    of_one_officer("import_run", method="post", status=302),
    of_one_officer("import_drop", method="post", status=302),
    of_one_officer("import_undo", status=302),  # nothing is written yet that could be taken back
    Line("export_list", OFFICERS),
    Line("export_institutions", OFFICERS),
    Line("export_people", KEEPERS),
    Line("export_memberships", KEEPERS),
]

DUPLICATES = [
    Line("suggestion_list", KEEPERS),
    of_keepers("merge_pair", ("pair",)),
    of_keepers("pair_dismiss", ("pair",), method="post", status=302),
    of_keepers("duplicate_search", ("person",), method="post", status=302),
    Line("merge_list", KEEPERS),
    of_keepers("merge_undo", ("merge",), method="post", status=302),
    Line("suggestion_institution_list", KEEPERS),
    of_keepers("merge_institution_pair", ("institution_pair",)),
    of_keepers("suggestion_institution_dismiss", ("institution_pair",), method="post", status=302),
    of_keepers("institution_duplicate_search", ("institution",), method="post", status=302),
    Line("merge_institution_list", KEEPERS),
    of_keepers("merge_institution_undo", ("institution_merge",), method="post", status=302),
]

REGISTER = [
    Line("register_home", OFFICERS),
    *ACCOUNTS,
    *PEOPLE,
    *ROLES,
    *PRIVACY,
    *INSTITUTIONS,
    *REGISTRATION,
    *EXCHANGE,
    *DUPLICATES,
]
