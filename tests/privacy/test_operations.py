from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from lms.journal.models import Event, OnceKey
from lms.organisations.operations import set_nik
from lms.privacy import tasks
from lms.privacy.enums import Purpose, RequestKind, RequestState
from lms.privacy.models import Consent, ConsentText, DataRequest
from lms.privacy.operations import (
    answer_request,
    erase_person,
    give_consent,
    load_consent_texts,
    looks_at,
    obey_retention,
    send_request,
    take_own_data,
    withdraw_consent,
    withdraw_request,
)
from lms.privacy.policy import entries
from lms.refusal import Refusal
from tests.conftest import give_second_factor
from tests.factories.accounts import UserFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.completion import AwardFactory, VerdictFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.journal import OnceKeyFactory
from tests.factories.organisations import InvitationFactory, MembershipFactory, PersonFactory
from tests.factories.privacy import AT, ConsentFactory, ConsentTextFactory, DataRequestFactory

pytestmark = pytest.mark.django_db


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_the_texts_of_the_file_are_published_once():
    assert [load_consent_texts(at=AT), load_consent_texts(at=AT)] == [4, 0]
    assert [text.purpose for text in ConsentText.objects.current()] == ["needs", "photo", "publication", "whatsapp"]


def test_agreeing_to_newer_words_ends_the_older_consent():
    older = ConsentFactory()
    newer = ConsentTextFactory(version=2)

    give_consent(older.person, newer, by=UserFactory(), at=AT + timedelta(days=1))

    assert [consent.text for consent in Consent.objects.in_force()] == [newer]
    older.refresh_from_db()
    assert older.withdrawn_at == AT + timedelta(days=1)


def test_words_that_were_replaced_are_not_agreed_to():
    text = ConsentTextFactory()
    ConsentTextFactory(version=2)

    with pytest.raises(Refusal) as refused:
        give_consent(PersonFactory(), text, by=UserFactory(), at=AT)

    assert codes(refused) == ["text_replaced"]


def test_agreeing_twice_is_refused_in_words():
    consent = ConsentFactory()

    with pytest.raises(Refusal) as refused:
        give_consent(consent.person, consent.text, by=UserFactory(), at=AT)

    assert [str(reason) for reason in refused.value.reasons] == ["You already agreed to this."]


def test_a_consent_ends_at_once_and_may_be_given_again():
    consent = ConsentFactory()

    withdraw_consent(consent, by=UserFactory(), at=AT + timedelta(hours=1))
    withdraw_consent(consent, by=UserFactory(), at=AT + timedelta(hours=2))
    give_consent(consent.person, consent.text, by=UserFactory(), at=AT + timedelta(hours=3))

    assert [row.withdrawn_at for row in Consent.objects.order_by("pk")] == [AT + timedelta(hours=1), None]


def test_ones_own_data_hold_every_room_and_no_whole_nik():
    person = PersonFactory(user=UserFactory(), name="Rini Contoh")
    set_nik(person, nik="6203054405800001", is_confirmed=False, by=UserFactory(), at=AT)
    enrolment = EnrolmentFactory(membership=MembershipFactory(person=person), accepted=True)
    AwardFactory(verdict=VerdictFactory(enrolment=enrolment), certificate=CertificateFactory(issued=True))
    stranger = MembershipFactory()

    taken = take_own_data(person, by=person.user, at=AT)

    data = taken["data"]
    assert sorted(data) == [
        "accounts.User",
        "completion.Verdict",
        "enrolment.Enrolment",
        "organisations.Membership",
        "organisations.Person",
    ]
    assert [row["name"] for row in data["organisations.Person"]] == ["Rini Contoh"]
    assert data["organisations.Person"][0]["nik_sealed"] == "***"
    assert data["accounts.User"][0]["password"] in ("", "***")
    assert stranger.pk not in [row["id"] for row in data["organisations.Membership"]]
    assert "6203054405800001" not in str(taken)


def test_a_request_has_a_clock_of_three_days():
    request = send_request(
        PersonFactory(), kind=RequestKind.CORRECTION, words="Nama saya keliru.", by=UserFactory(), at=AT
    )

    assert request.due_at == AT + timedelta(hours=72)
    assert [request.is_late(AT + timedelta(hours=hours)) for hours in (72, 73)] == [False, True]


def test_the_same_is_asked_once_at_a_time():
    asked = DataRequestFactory()

    with pytest.raises(Refusal):
        send_request(asked.person, kind=RequestKind.CORRECTION, words="Lagi.", by=UserFactory(), at=AT)

    assert DataRequest.objects.count() == 1


@pytest.mark.parametrize("first", ["answer", "withdraw"])
def test_a_closed_request_is_not_answered(first):
    request, officer = DataRequestFactory(), UserFactory()
    if first == "answer":
        answer_request(request, state=RequestState.DECLINED, answer="Sudah benar.", by=officer, at=AT)
    else:
        withdraw_request(request, by=officer, at=AT)

    with pytest.raises(Refusal) as refused:
        answer_request(request, state=RequestState.DONE, answer="Ya.", by=officer, at=AT)

    assert codes(refused) == ["request_closed"]


def test_a_deletion_drops_extras_and_keeps_the_register_line():
    user = UserFactory()
    person = PersonFactory(user=user, name="Rini Contoh", phone="+628120000099", birth_on=date(1980, 5, 4))
    set_nik(person, nik="6203054405800001", is_confirmed=True, by=UserFactory(), at=AT)
    give_second_factor(user)
    consent = ConsentFactory(person=person)
    enrolment = EnrolmentFactory(membership=MembershipFactory(person=person), accepted=True)
    award = AwardFactory(verdict=VerdictFactory(enrolment=enrolment), certificate=CertificateFactory(issued=True))
    facts = award.certificate.facts
    request = DataRequestFactory(person=person, kind=RequestKind.DELETION)

    answer_request(request, state=RequestState.DONE, answer="Sudah dihapus.", by=UserFactory(), at=AT)

    person.refresh_from_db()
    user.refresh_from_db()
    consent.refresh_from_db()
    award.certificate.refresh_from_db()
    assert [person.name, person.phone, person.birth_on, person.nik_sealed, person.nik_lookup] == [
        "Rini Contoh",
        "",
        None,
        "",
        None,
    ]
    assert [person.erased_at, consent.withdrawn_at] == [AT, AT]
    assert [user.is_active, user.phone, user.email] == [False, None, f"terhapus-{user.pk}@pilar.invalid"]
    assert not user.has_usable_password()
    assert [person.memberships.count(), person.enrolments.count(), award.certificate.facts] == [1, 1, facts]
    event = Event.objects.get(name="person.erased")
    assert "organisations.Person.phone" in event.data["fields"]


def test_a_declined_deletion_drops_nothing():
    person = PersonFactory(phone="+628120000098")
    request = DataRequestFactory(person=person, kind=RequestKind.DELETION)

    answer_request(request, state=RequestState.DECLINED, answer="Masih diperlukan.", by=UserFactory(), at=AT)

    person.refresh_from_db()
    assert [person.phone, person.erased_at] == ["+628120000098", None]


def test_what_others_did_is_listed_and_what_she_did_herself_is_not():
    person = PersonFactory(user=UserFactory())
    officer = UserFactory()
    rows = [("person.nik_viewed", officer), ("person.changed", person.user), ("person.added", officer)]
    for name, who in rows:
        Event.objects.create(
            name=name, subject_type="organisations.person", subject_id=str(person.pk), by_id=who.pk, at=AT
        )

    assert [(event.name, event.by_id) for event in looks_at(person)] == [("person.nik_viewed", officer.pk)]


def test_every_extra_of_the_policy_is_a_field_that_can_be_emptied():
    for model, entry in entries():
        for name in entry.get("extras", []):
            field = model._meta.get_field(name)
            assert field.null or field.blank, f"{model._meta.label}.{name}"


def test_erasing_somebody_without_an_account_works():
    person = PersonFactory(phone="+628120000097")

    erase_person(person, by=UserFactory(), at=AT)

    person.refresh_from_db()
    assert person.phone == ""


def test_the_command_deletes_what_outlived_its_term_and_counts_first(capsys):
    now = timezone.now()
    OnceKeyFactory(created_at=now - timedelta(days=31))
    kept = OnceKeyFactory(created_at=now - timedelta(days=29))
    InvitationFactory(invited_at=now - timedelta(days=366), expires_at=now - timedelta(days=359))

    call_command("obey_retention", "--dry-run")
    counted = capsys.readouterr().out
    untouched = OnceKey.objects.count()
    call_command("obey_retention")

    lines = dict(line.split(maxsplit=1) for line in counted.splitlines())
    assert lines["journal.OnceKey"] == "1 would be deleted"
    assert lines["organisations.Invitation"] == "1 would be deleted"
    assert [untouched, list(OnceKey.objects.all())] == [2, [kept]]


def test_the_second_run_finds_nothing():
    OnceKeyFactory(created_at=AT - timedelta(days=31))

    first = dict(obey_retention(at=AT, is_dry_run=False))
    second = dict(obey_retention(at=AT, is_dry_run=False))

    assert [first["journal.OnceKey"], sum(second.values())] == [1, 0]


def test_the_timetable_obeys_the_policy():
    OnceKeyFactory(created_at=timezone.now() - timedelta(days=31))

    tasks.forget_outlived()

    assert not OnceKey.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        lambda: ConsentText.objects.create(
            purpose=ConsentTextFactory().purpose, version=1, words_id="a", words_en="a", published_at=AT
        ),
        lambda: ConsentFactory(withdrawn_at=AT - timedelta(seconds=1)),
        lambda: ConsentFactory(text=ConsentTextFactory(), person=ConsentFactory(text=ConsentTextFactory()).person),
        lambda: DataRequestFactory(person=DataRequestFactory().person),
        lambda: DataRequestFactory(state=RequestState.DONE),
        lambda: DataRequestFactory(answered_at=AT),
    ],
)
def test_the_database_refuses(broken):
    with pytest.raises(IntegrityError):
        broken()


def test_a_person_may_agree_to_two_purposes():
    first = ConsentFactory()

    give_consent(first.person, ConsentTextFactory(purpose=Purpose.WHATSAPP), by=UserFactory(), at=AT)

    assert Consent.objects.in_force().count() == 2
