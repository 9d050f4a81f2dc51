"""What this room does: it plans notices, carries them by mail, and gives calendars their addresses."""

from lms.notices.operations.changing import cancel_notices, change_notices, read_all_notices, read_notice
from lms.notices.operations.feeds import feed_behind, make_feed, token_of
from lms.notices.operations.mailing import (
    begin_mail,
    doubt_mail,
    fail_mail,
    finish_mail,
    intend_mails,
    send_failed_again,
    send_mail_again,
    settle_mail,
)
from lms.notices.operations.planning import Told, plan_notices, write_to_participants
from lms.notices.operations.reminders import cohorts_to_remind
from lms.notices.operations.reminding import renew_reminders
from lms.notices.operations.wishes import choose_wishes

__all__ = [
    "Told",
    "begin_mail",
    "cancel_notices",
    "change_notices",
    "choose_wishes",
    "cohorts_to_remind",
    "doubt_mail",
    "fail_mail",
    "feed_behind",
    "finish_mail",
    "intend_mails",
    "make_feed",
    "plan_notices",
    "read_all_notices",
    "read_notice",
    "renew_reminders",
    "send_failed_again",
    "send_mail_again",
    "settle_mail",
    "token_of",
    "write_to_participants",
]
