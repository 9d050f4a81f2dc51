"""The inbox, the pages of officers, mails in trouble: the happy way, the refusal, the stranger, bad input, twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.notices.enums import MailState, NoticeKind, NoticeState
from lms.notices.models import Mailing, Notice, Preference
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.notices import MailingFactory, NoticeFactory, reader
from tests.factories.organisations import MembershipFactory, PersonFactory, ProvinceFactory, RoleGrantFactory
from tests.factories.privacy import ConsentFactory, ConsentTextFactory
from tests.naughty import HUGE, NAUGHTY, encodable

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory(opened=True)


@pytest.fixture
def planner(cohort):
    return RoleGrantFactory(province=True, region=cohort.office.region).user


@pytest.fixture
def stranger():
    return RoleGrantFactory(province=True, region=ProvinceFactory(code="11", name="Aceh")).user


def trainee_of(cohort, **more):
    person = PersonFactory(user=reader(**more))
    return EnrolmentFactory(cohort=cohort, membership=MembershipFactory(person=person), accepted=True).person.user


# --- the inbox ---------------------------------------------------------------


def test_a_new_message_is_opened_and_is_read_from_then_on(login):
    notice = NoticeFactory()
    client = login(notice.recipient)
    assert "Pesan baru" not in client.get(reverse("inbox")).content.decode()

    assert client.get(reverse("notice_detail", args=[notice.pk])).status_code == 200
    notice.refresh_from_db()
    assert notice.read_at is None  # looking writes nothing

    for _time in range(2):
        response = client.post(reverse("notice_open", args=[notice.pk]))
        assert response["Location"] == reverse("notice_detail", args=[notice.pk])
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_all_messages_are_marked_as_read_and_nobody_elses(login):
    user, other = reader(), NoticeFactory()
    NoticeFactory.create_batch(2, recipient=user)
    late = NoticeFactory(recipient=user, planned_at=timezone.now() + timedelta(hours=1))

    login(user).post(reverse("notice_read_all"))

    assert Notice.objects.filter(read_at__isnull=False).count() == 2
    assert set(Notice.objects.unread()) == {other, late}


@pytest.mark.parametrize("name", ["notice_detail", "notice_open"])
def test_a_message_to_somebody_else_does_not_exist(login, name):
    url = reverse(name, args=[NoticeFactory().pk])
    client = login(UserFactory())

    response = client.get(url) if name == "notice_detail" else client.post(url)

    assert response.status_code == 404


def test_a_message_that_was_taken_back_or_is_not_due_does_not_exist(login):
    user = reader()
    for notice in (
        NoticeFactory(recipient=user, state=NoticeState.CANCELLED),
        NoticeFactory(recipient=user, planned_at=timezone.now() + timedelta(hours=1)),
    ):
        assert login(user).get(reverse("notice_detail", args=[notice.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_takes_a_fixed_number_of_queries(login, django_assert_num_queries, rows):
    user = reader()
    NoticeFactory.create_batch(rows, recipient=user)
    client = login(user)
    client.get(reverse("inbox"))

    with django_assert_num_queries(6):  # session, account, roles; number, rows with their cohorts, unread
        client.get(reverse("inbox"))


def test_own_words_cannot_become_markup(login):
    notice = NoticeFactory(message=True, body="<script>alert(1)</script>", subject="<b>Halo</b>")
    client = login(notice.recipient)

    for url in (reverse("inbox"), reverse("notice_detail", args=[notice.pk])):
        html = client.get(url).content.decode()
        assert "<script>alert" not in html
        assert "<b>Halo" not in html


def test_a_message_is_shared_by_a_link_that_the_reader_presses(login):
    notice = NoticeFactory(message=True, body="Bawa laptop & pulpen.")

    html = login(notice.recipient).get(reverse("notice_detail", args=[notice.pk])).content.decode()

    assert "https://wa.me/?text=%2ABawa%20laptop%2A%0A%0ABawa%20laptop%20%26%20pulpen." in html
    assert 'rel="noopener noreferrer"' in html


# --- wishes ------------------------------------------------------------------


def test_somebody_chooses_when_to_be_disturbed(login):
    user = UserFactory()
    data = {"is_quiet": "on", "quiet_from": "21:00", "quiet_until": "06:30", "zone": "Asia/Jayapura"}

    login(user).post(reverse("notice_wishes"), data)

    wish = Preference.objects.get(user=user)
    assert (wish.wants_mail, wish.is_quiet, str(wish.quiet_from), wish.zone) == (
        *(False, True, "21:00:00"),
        "Asia/Jayapura",
    )


@pytest.mark.parametrize(
    "data",
    [
        {"is_quiet": "on", "quiet_from": "21:00", "quiet_until": "21:00", "zone": ""},
        {"quiet_from": "25:00", "quiet_until": "06:00", "zone": ""},
        {"quiet_from": "21:00", "quiet_until": "06:00", "zone": "Europe/Berlin"},
        {"quiet_from": "21:00\x00", "quiet_until": "", "zone": "x" * 500},
    ],
)
def test_wishes_that_make_no_sense_are_told_and_change_nothing(login, data):
    response = login(UserFactory()).post(reverse("notice_wishes"), data)

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not Preference.objects.exists()


# --- officers ----------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_messages_of_a_cohort_take_a_fixed_number_of_queries(
    login, django_assert_num_queries, planner, cohort, rows
):
    for _number in range(rows):
        first = NoticeFactory(cohort=cohort)
        NoticeFactory(cohort=cohort, event_id=first.event_id)
    client = login(planner)
    client.get(reverse("cohort_notices", args=[cohort.pk]))

    with django_assert_num_queries(9):  # session, account, roles, factors; cohort, number, rows, samples, calendar
        html = client.get(reverse("cohort_notices", args=[cohort.pk])).content.decode()

    assert html.count("<article") == rows


def test_who_plans_without_seeing_names_reads_no_messages_about_people(login, cohort):
    user = RoleGrantFactory(province=True, region=cohort.office.region, sees_names=False).user
    notice = NoticeFactory(cohort=cohort)
    client = login(user)

    html = client.get(reverse("cohort_notices", args=[cohort.pk])).content.decode()
    answers = [
        client.get(reverse("cohort_notice", args=[cohort.pk, notice.pk])),
        client.post(reverse("cohort_notice_change", args=[cohort.pk, notice.pk]), {"subject": "A", "body": "B"}),
        client.post(reverse("cohort_notice_cancel", args=[cohort.pk, notice.pk])),
    ]

    assert html.count("<article") == 0
    assert [answer.status_code for answer in answers] == [404] * 3
    assert Notice.objects.get().state == NoticeState.PLANNED


def message(**more):
    return {"subject": "Bawa laptop", "body": "Mohon bawa laptop.", "due": "", "once_key": str(uuid4()), **more}


def test_an_officer_writes_to_participants_once_however_often_she_presses(login, planner, cohort):
    trainee_of(cohort)
    trainee_of(cohort)
    client, data = login(planner), message()
    page = client.get(reverse("cohort_message", args=[cohort.pk])).content.decode()
    assert "2 orang" in page

    for _time in range(2):
        response = client.post(reverse("cohort_message", args=[cohort.pk]), data)
        assert response["Location"] == reverse("cohort_notices", args=[cohort.pk])

    assert Notice.objects.filter(kind=NoticeKind.MESSAGE).count() == 2


def test_the_moment_of_a_message_is_read_on_the_clock_of_the_cohort(login, planner, cohort):
    cohort.zone = "Asia/Jayapura"
    cohort.save(update_fields=["zone"])
    trainee_of(cohort)
    day = timezone.localdate() + timedelta(days=3)

    login(planner).post(reverse("cohort_message", args=[cohort.pk]), message(due=f"{day}T10:00"))

    assert f"{Notice.objects.get().planned_at:%H:%M}" == "01:00"


@pytest.mark.parametrize(
    "bad",
    [
        {"subject": ""},
        {"body": " \n "},
        {"subject": "x" * 151},
        {"body": "x" * 2001},
        {"body": "a\x00b"},
        {"due": "besok"},
        {"due": "2020-01-01T08:00"},
        {"due": "9999-12-31T23:59"},
        {"due": "0001-01-01T00:00"},
    ],
)
def test_a_message_that_cannot_be_sent_is_told_why(login, planner, cohort, bad):
    trainee_of(cohort)

    response = login(planner).post(reverse("cohort_message", args=[cohort.pk]), message(**bad))

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not Notice.objects.exists()


def test_naughty_words_are_told_or_sent_and_never_break(login, planner, cohort):
    trainee_of(cohort)
    client = login(planner)

    for text in map(encodable, [*NAUGHTY, HUGE]):
        response = client.post(reverse("cohort_message", args=[cohort.pk]), message(subject=text, body=text))
        assert response.status_code in {200, 302}
    assert client.get(reverse("cohort_notices", args=[cohort.pk])).status_code == 200


def test_an_officer_reads_changes_and_cancels_a_planned_message(login, planner, cohort):
    notice = NoticeFactory(cohort=cohort)
    client, arguments = login(planner), [cohort.pk, notice.pk]
    assert notice.recipient.name in client.get(reverse("cohort_notice", args=arguments)).content.decode()

    client.post(reverse("cohort_notice_change", args=arguments), {"subject": "Ganti", "body": "Aula B."})
    notice.refresh_from_db()
    assert (notice.subject, notice.body) == ("Ganti", "Aula B.")
    client.post(reverse("cohort_notice_cancel", args=arguments))
    notice.refresh_from_db()
    assert notice.state == NoticeState.CANCELLED

    response = client.post(reverse("cohort_notice_change", args=arguments), {"subject": "Lagi", "body": "Aula C."})
    assert "error-summary" in response.content.decode() or response.status_code == 200
    notice.refresh_from_db()
    assert notice.subject == "Ganti"


def test_a_stranger_reaches_none_of_it(login, stranger, cohort):
    notice, client = NoticeFactory(cohort=cohort), login(stranger)

    for name in ("cohort_notices", "cohort_message"):
        assert client.get(reverse(name, args=[cohort.pk])).status_code == 404
    assert client.get(reverse("cohort_notice", args=[cohort.pk, notice.pk])).status_code == 404
    for name in ("cohort_notice_change", "cohort_notice_cancel"):
        assert client.post(reverse(name, args=[cohort.pk, notice.pk])).status_code == 404
    assert client.post(reverse("cohort_calendar_renew", args=[cohort.pk])).status_code == 404


def test_a_message_of_another_cohort_of_hers_does_not_stand_under_this_one(login, planner, cohort):
    other = NoticeFactory(cohort=CohortFactory(opened=True, office=cohort.office))

    assert login(planner).get(reverse("cohort_notice", args=[cohort.pk, other.pk])).status_code == 404


@pytest.mark.parametrize(("agrees", "number"), [(True, "6281234567890"), (False, "")])
def test_whatsapp_knows_the_number_of_those_who_agreed(login, planner, cohort, agrees, number):
    person = PersonFactory(user=reader(phone="+6281234567890"))
    if agrees:
        ConsentFactory(person=person, text=ConsentTextFactory(purpose="whatsapp"))
    notice = NoticeFactory(cohort=cohort, recipient=person.user)

    html = login(planner).get(reverse("cohort_notice", args=[cohort.pk, notice.pk])).content.decode()

    assert f"https://wa.me/{number}?text=" in html
    assert ("6281234567890" in html) is agrees


def test_a_cohort_gets_the_address_of_its_calendar(login, planner, cohort):
    client = login(planner)

    client.post(reverse("cohort_calendar_renew", args=[cohort.pk]))

    assert "/kalender/" in client.get(reverse("cohort_notices", args=[cohort.pk])).content.decode()


# --- mails in trouble --------------------------------------------------------


@pytest.fixture
def keeper():
    return UserFactory(is_superuser=True, is_staff=True)


@pytest.mark.parametrize("rows", [1, 3])
def test_mails_in_trouble_take_a_fixed_number_of_queries(login, django_assert_num_queries, keeper, rows):
    MailingFactory.create_batch(rows, failed=True)
    client = login(keeper)
    client.get(reverse("mail_list"))

    with django_assert_num_queries(6):  # session, account, roles, factors; number, rows
        assert client.get(reverse("mail_list")).content.decode().count("<article") == rows


def test_a_person_decides_about_each_mail_in_trouble(login, keeper):
    again, rest = MailingFactory(failed=True), MailingFactory(in_doubt=True)
    client = login(keeper)

    for _time in range(2):  # the second press is told that it was done
        client.post(reverse("mail_again", args=[again.pk]))
        client.post(reverse("mail_settle", args=[rest.pk]))

    assert dict(Mailing.objects.values_list("pk", "state")) == {again.pk: MailState.EMPTY, rest.pk: MailState.SENT}


def test_all_that_failed_is_sent_again_and_what_is_in_doubt_is_not(login, keeper):
    MailingFactory.create_batch(2, failed=True)
    doubt = MailingFactory(in_doubt=True)

    login(keeper).post(reverse("mail_again_all"))

    assert list(Mailing.objects.troubled(timezone.now())) == [doubt]
