"""The lines of messages and calendars."""

from tests.house.permission_lines import EVERYBODY, PLANNERS, Line, of_province, only

NOTICES = [
    Line("inbox", EVERYBODY),
    Line("notice_read_all", EVERYBODY, method="post", status=302),
    Line("notice_wishes", EVERYBODY),
    only("notice_detail", "trainee", ("notice",)),
    only("notice_open", "trainee", ("notice",), method="post", status=302),
    Line("calendar_mine", EVERYBODY),
    Line("calendar_download", EVERYBODY),
    Line("calendar_renew", EVERYBODY, method="post", status=302),
    Line("calendar_feed", EVERYBODY, arguments=("calendar_token",), public=True),
    of_province("cohort_notices"),
    of_province("cohort_message"),
    of_province("cohort_notice", ("cohort", "notice")),
    Line(
        "cohort_notice_change",
        {"province"},
        {"other_province"},
        method="post",
        arguments=("cohort", "notice"),
        data={"subject": "", "body": ""},
    ),
    of_province("cohort_notice_cancel", ("cohort", "notice"), method="post", status=302),
    Line(
        "cohort_calendar_renew", {"province"}, PLANNERS - {"province"}, arguments=("cohort",), method="post", status=302
    ),
    Line("mail_list", {"superuser"}),
    Line("mail_again", {"superuser"}, method="post", status=302, arguments=("mailing",)),
    Line("mail_again_all", {"superuser"}, method="post", status=302),
    Line("mail_settle", {"superuser"}, method="post", status=302, arguments=("mailing",)),
]
