"""One mail instead of ten, each at most once, and never silently lost."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from lms.journal.enums import DeliveryState
from lms.journal.models import Delivery, Event
from lms.journal.operations import claim_next, deliver_claimed
from lms.notices.enums import MailState, NoticeKind, NoticeState
from lms.notices.invariants import no_mail_waits_for_a_person
from lms.notices.models import Mailing, Notice
from lms.notices.operations import (
    cancel_notices,
    change_notices,
    intend_mails,
    send_failed_again,
    send_mail_again,
    settle_mail,
)
from lms.notices.operations import mailing as mailing_operations
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.journal import run_outbox
from tests.factories.notices import MailingFactory, NoticeFactory, PreferenceFactory, reader

pytestmark = pytest.mark.django_db
FILES = "django.core.mail.backends.locmem.EmailBackend"


class Deaf(BaseEmailBackend):
    """A mail server that is not there."""

    def open(self):
        raise ConnectionRefusedError


class Choosy(BaseEmailBackend):
    """A mail server that answers no."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"x@contoh.id": (550, b"no such user")})


class Faint(BaseEmailBackend):
    """A mail server that falls silent after it was handed the mail."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.fixture
def server(settings):
    def choose(kind):
        settings.EMAIL_BACKEND = f"{__name__}.{kind.__name__}"

    return choose


def ago(minutes):
    return timezone.now() - timedelta(minutes=minutes)


def attempt():
    Delivery.objects.filter(state=DeliveryState.WAITING).update(due_at=ago(1))
    deliver_claimed(claim_next(at=timezone.now()), jitter=lambda: 0.5)


def state_of(row):
    row.refresh_from_db()
    return row.state


# --- together ----------------------------------------------------------------


def test_ten_notices_of_half_an_hour_are_one_mail():
    user = reader(name="Siti Aminah")
    for minute in range(10):
        NoticeFactory(recipient=user, planned_at=ago(31 - minute))

    assert intend_mails(at=timezone.now()) == 1
    run_outbox()

    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert "10" in letter.subject
    assert letter.body.count("/beranda/") == 10
    assert {notice.state for notice in Notice.objects.all()} == {NoticeState.SENT}
    assert Mailing.objects.get().state == MailState.SENT


def test_one_notice_is_a_mail_with_its_own_subject():
    NoticeFactory(message=True, planned_at=ago(31), subject="Bawa\nlaptop")

    intend_mails(at=timezone.now())
    run_outbox()

    (letter,) = mail.outbox
    assert letter.subject == "[Pilar] Bawa laptop"
    assert "Bawa laptop Anda." in letter.body
    assert "&" not in letter.body


def test_a_notice_waits_for_company_and_an_urgent_one_does_not():
    NoticeFactory(planned_at=ago(29))
    urgent = NoticeFactory(planned_at=ago(0), is_urgent=True)

    intend_mails(at=timezone.now())
    run_outbox()

    assert [letter.to for letter in mail.outbox] == [[urgent.recipient.email]]


def test_nothing_goes_out_before_it_is_due():
    NoticeFactory(planned_at=timezone.now() + timedelta(minutes=1), is_urgent=True)

    assert intend_mails(at=timezone.now()) == 0


def test_gathering_twice_makes_one_mail():
    NoticeFactory(planned_at=ago(31))

    assert (intend_mails(at=timezone.now()), intend_mails(at=timezone.now())) == (1, 0)
    run_outbox()
    assert intend_mails(at=timezone.now()) == 0
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("people", [1, 50])
def test_many_mails_are_gathered_in_a_fixed_number_of_queries(django_assert_num_queries, people):
    for _number in range(people):
        NoticeFactory(planned_at=ago(31))

    with django_assert_num_queries(14):
        assert intend_mails(at=timezone.now()) == people


def test_who_wants_no_mail_or_has_no_address_reads_it_in_the_inbox():
    plain, wishes = NoticeFactory(recipient=UserFactory(), planned_at=ago(31)), NoticeFactory(planned_at=ago(31))
    PreferenceFactory(user=wishes.recipient, wants_mail=False)

    assert intend_mails(at=timezone.now()) == 0

    assert (state_of(plain), state_of(wishes)) == (NoticeState.SENT, NoticeState.SENT)


def test_a_closed_account_gets_nothing():
    notice = NoticeFactory(recipient=reader(is_active=False), planned_at=ago(31))

    assert intend_mails(at=timezone.now()) == 0
    assert state_of(notice) == NoticeState.CANCELLED


def test_an_account_closed_while_its_mail_waits_gets_nothing():
    notice = NoticeFactory(planned_at=ago(31))
    intend_mails(at=timezone.now())
    notice.recipient.is_active = False
    notice.recipient.save(update_fields=["is_active"])

    run_outbox()

    assert mail.outbox == []
    assert (state_of(notice), Mailing.objects.get().state) == (NoticeState.CANCELLED, MailState.EMPTY)


def test_what_was_read_meanwhile_is_not_sent():
    notice = NoticeFactory(planned_at=ago(31))
    intend_mails(at=timezone.now())
    Notice.objects.update(read_at=timezone.now())

    run_outbox()

    assert mail.outbox == []
    assert state_of(notice) == NoticeState.SENT


# --- changed and cancelled before --------------------------------------------


def test_a_cancelled_notice_is_not_sent():
    notice = NoticeFactory(planned_at=ago(31))
    intend_mails(at=timezone.now())

    assert cancel_notices(notice, by=UserFactory(), at=timezone.now()) == 1
    run_outbox()

    assert mail.outbox == []
    assert state_of(notice) == NoticeState.CANCELLED


def test_changed_words_are_what_is_sent_to_all_who_were_to_hear_the_same():
    first = NoticeFactory(planned_at=ago(31))
    NoticeFactory(planned_at=ago(31), event_id=first.event_id, cohort=first.cohort)
    seen = NoticeFactory(planned_at=ago(31), event_id=first.event_id, cohort=first.cohort, read=True)

    assert change_notices(first, subject="Ganti", body="Aula B.", by=UserFactory(), at=timezone.now()) == 2
    intend_mails(at=timezone.now())
    run_outbox()

    assert [letter.subject for letter in mail.outbox] == ["[Pilar] Ganti", "[Pilar] Ganti"]
    seen.refresh_from_db()
    assert seen.body == ""


@pytest.mark.parametrize(
    ("traits", "code"),
    [({"sent": True}, "not_planned"), ({"read": True}, "was_read"), ({"state": NoticeState.CANCELLED}, "not_planned")],
)
def test_what_went_out_or_was_read_cannot_be_changed_or_cancelled(traits, code):
    notice = NoticeFactory(**traits)

    with pytest.raises(Refusal, match=code):
        change_notices(notice, subject="a", body="b", by=UserFactory(), at=timezone.now())
    with pytest.raises(Refusal, match=code):
        cancel_notices(notice, by=UserFactory(), at=timezone.now())


def test_what_is_being_sent_cannot_be_cancelled():
    mailing = MailingFactory(sending=True)
    notice = NoticeFactory(recipient=mailing.recipient, mailing=mailing)

    with pytest.raises(Refusal, match="being_sent"):
        cancel_notices(notice, by=UserFactory(), at=timezone.now())


# --- a mail server in trouble ------------------------------------------------


@pytest.mark.parametrize("kind", [Deaf, Choosy])
def test_a_mail_that_was_not_taken_is_tried_again_and_arrives_once(server, settings, kind):
    notice = NoticeFactory(planned_at=ago(31))
    intend_mails(at=timezone.now())
    server(kind)

    attempt()

    mailing = Mailing.objects.get()
    assert (mailing.state, mailing.attempts) == (MailState.INTENDED, 1)
    assert Delivery.objects.get().state == DeliveryState.WAITING
    settings.EMAIL_BACKEND = FILES
    attempt()
    assert len(mail.outbox) == 1
    assert (state_of(notice), state_of(mailing)) == (NoticeState.SENT, MailState.SENT)


def test_a_mail_server_that_stays_down_ends_before_a_person(server, settings):
    settings.PILAR_MAX_ATTEMPTS = 2
    notice = NoticeFactory(planned_at=ago(31))
    intend_mails(at=timezone.now())
    server(Deaf)

    attempt()
    attempt()

    mailing = Mailing.objects.get()
    assert (mailing.state, mailing.last_error) == (MailState.FAILED, "ConnectionRefusedError")
    assert (state_of(notice), Delivery.objects.get().state) == (NoticeState.FAILED, DeliveryState.DONE)
    assert len(list(no_mail_waits_for_a_person(at=timezone.now()))) == 1


def test_what_failed_goes_out_once_a_person_says_so():
    mailing = MailingFactory(failed=True)
    notice = NoticeFactory(recipient=mailing.recipient, mailing=mailing, state=NoticeState.FAILED, planned_at=ago(31))

    assert send_failed_again(by=UserFactory(), at=timezone.now()) == 1
    intend_mails(at=timezone.now())
    run_outbox()

    assert len(mail.outbox) == 1
    assert state_of(notice) == NoticeState.SENT


def test_all_that_failed_goes_out_again_some_at_a_time(monkeypatch):
    monkeypatch.setattr(mailing_operations, "FAILED_AT_ONCE", 2)
    doubtful = MailingFactory(in_doubt=True)
    failed = [MailingFactory(failed=True) for _number in range(5)]
    for one in failed:
        NoticeFactory(recipient=one.recipient, mailing=one, state=NoticeState.FAILED, planned_at=ago(31))

    assert send_failed_again(by=UserFactory(), at=timezone.now()) == 5

    assert {state_of(one) for one in failed} == {MailState.EMPTY}
    assert {(one.state, one.mailing) for one in Notice.objects.all()} == {(NoticeState.PLANNED, None)}
    assert Event.objects.filter(name="notice.mail_settled").count() == 5
    assert state_of(doubtful) == MailState.UNKNOWN


def test_nobody_knows_what_became_of_a_mail_and_it_is_not_sent_again(server, settings):
    notice = NoticeFactory(planned_at=ago(31))
    intend_mails(at=timezone.now())
    server(Faint)

    attempt()

    settings.EMAIL_BACKEND = FILES
    mailing = Mailing.objects.get()
    assert (mailing.state, state_of(notice)) == (MailState.UNKNOWN, NoticeState.UNKNOWN)
    assert intend_mails(at=timezone.now()) == 0
    assert mail.outbox == []


def test_a_worker_lost_while_sending_leaves_doubt_and_no_second_mail():
    notice = NoticeFactory(planned_at=ago(31))
    intend_mails(at=timezone.now())
    mailing = Mailing.objects.get()
    Mailing.objects.update(state=MailState.SENDING, attempts=1)
    Notice.objects.update(mailing=mailing)

    run_outbox()

    assert mail.outbox == []
    assert (state_of(mailing), state_of(notice)) == (MailState.UNKNOWN, NoticeState.UNKNOWN)


def test_a_person_lets_a_mail_rest_or_has_it_sent_once():
    mailing = MailingFactory(in_doubt=True)
    notice = NoticeFactory(recipient=mailing.recipient, mailing=mailing, state=NoticeState.UNKNOWN)
    by, now = UserFactory(), timezone.now()

    settle_mail(mailing, by=by, at=now)

    assert (state_of(mailing), state_of(notice)) == (MailState.SENT, NoticeState.SENT)
    for act in (settle_mail, send_mail_again):
        with pytest.raises(Refusal, match="no_trouble"):
            act(mailing, by=by, at=now)


def test_a_mail_that_nobody_carried_for_hours_is_shown():
    MailingFactory(intended_at=timezone.now() - timedelta(hours=7))
    MailingFactory(intended_at=timezone.now())

    assert len(list(no_mail_waits_for_a_person(at=timezone.now()))) == 1


def test_a_letter_speaks_the_language_of_its_reader():
    NoticeFactory(recipient=reader(language="en"), planned_at=ago(31), kind=NoticeKind.CANCELLED)

    intend_mails(at=timezone.now())
    run_outbox()

    assert mail.outbox[0].subject.startswith("[Pilar] Cancelled: ")
    assert "Please do not travel." in mail.outbox[0].body
