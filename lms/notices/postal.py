"""The letter of a mailing, and the call of the mail server."""

import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override

from lms.notices.models import Mailing, Notice
from lms.notices.rules import one_line
from lms.notices.words import action_of, words_of


class NotTaken(Exception):
    """The mail server did not take the mail: it may be tried again. Named after what went wrong."""


def letter_of(mailing: Mailing, notices: Sequence[Notice]) -> EmailMessage:
    """One notice as it is, several as one letter with all of them; in the language of the person."""
    person = mailing.recipient
    with override(person.language):
        lines = [(words_of(notice), settings.BASE_URL + action_of(notice)[1]) for notice in notices]
        subject = lines[0][0].subject
        if len(lines) > 1:
            words = ngettext("%(number)s message for you", "%(number)s messages for you", len(lines))
            subject = words % {"number": len(lines)}
        urls = {name: settings.BASE_URL + reverse(name) for name in ("inbox", "notice_wishes")}
        body = render_to_string("notices/mail.txt", {"lines": lines, "name": person.name, "urls": urls})
    host = settings.BASE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    headers = {"Message-ID": f"<{mailing.key}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(
        one_line(f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}"), body, to=[person.email or ""], headers=headers
    )


def post(letter: EmailMessage) -> None:
    """Raises NotTaken when the mail server certainly has not taken it; any other error leaves that open."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NotTaken(type(error).__name__) from error
    try:
        connection.send_messages([letter])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        raise NotTaken(type(error).__name__) from error
    finally:
        connection.close()


def carry(mailing: Mailing, notices: Sequence[Notice]) -> None:
    """Write the letter and post it; a letter that cannot be written has certainly not left."""
    try:
        letter = letter_of(mailing, notices)
    except Exception as error:
        raise NotTaken(type(error).__name__) from error
    post(letter)
