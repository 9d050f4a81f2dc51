import json
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.journal.models import Event
from lms.organisations.operations.people import view_person
from lms.organisations.rules.people import ViewReason
from lms.privacy.enums import RequestState
from lms.privacy.models import Consent, DataRequest
from lms.privacy.words import LOOKS
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.factories.privacy import ConsentFactory, ConsentTextFactory, DataRequestFactory
from tests.naughty import NAUGHTY, encodable

pytestmark = pytest.mark.django_db


def asking(**different) -> dict[str, str]:
    return {"kind": "correction", "words": "Nama saya keliru.", "once_key": str(uuid4())} | different


@pytest.fixture
def trainee():
    return PersonFactory(user=UserFactory(), region=RegencyFactory())


def test_she_agrees_and_withdraws_on_one_page(login, trainee):
    client, text = login(trainee.user), ConsentTextFactory()

    client.post(reverse("consent_give", args=[text.pk]))
    agreed = client.get(reverse("my_data"))
    client.post(reverse("consent_withdraw", args=[Consent.objects.get().pk]))

    assert [given is not None for _, given in agreed.context["consents"]] == [True]
    assert not Consent.objects.in_force().exists()


def test_somebody_elses_consent_does_not_exist(login, trainee):
    foreign = ConsentFactory()

    answer = login(trainee.user).post(reverse("consent_withdraw", args=[foreign.pk]))

    assert [answer.status_code, Consent.objects.in_force().count()] == [404, 1]


def test_the_download_is_json_and_is_journalled(login, trainee):
    answer = login(trainee.user).post(reverse("my_data_download"))

    assert json.loads(answer.content)["person"] == trainee.code
    assert answer["Content-Type"] == "application/json"
    assert Event.objects.filter(name="person.data_taken", subject_id=str(trainee.pk)).count() == 1


def test_an_account_without_a_person_is_told_so(login):
    client = login(UserFactory())

    assert client.get(reverse("my_data")).status_code == 200
    assert [client.get(reverse(name)).status_code for name in ("my_viewers", "request_new")] == [404, 404]


def test_a_request_reaches_the_officer_of_her_area_and_no_other(login, trainee):
    login(trainee.user).post(
        reverse("request_new"), {"kind": "correction", "words": "Nama saya keliru.", "once_key": ""}
    )
    DataRequest.objects.update_or_create(
        person=trainee,
        kind="correction",
        defaults={"words": "Nama", "asked_at": timezone.now(), "due_at": timezone.now()},
    )
    officer = login(RoleGrantFactory(region=trainee.region).user)
    other = login(RoleGrantFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")).user)
    url = reverse("request_answer", args=[DataRequest.objects.get().pk])

    assert [len(each.get(reverse("request_list")).context["rows"]) for each in (officer, other)] == [1, 0]
    assert [other.get(url).status_code, other.post(url, {"state": "done", "answer": "x"}).status_code] == [404, 404]
    assert officer.post(url, {"state": "done", "answer": "Sudah diperbaiki."}).status_code == 302
    assert DataRequest.objects.get().state == RequestState.DONE


def test_a_member_of_an_institution_in_the_area_is_in_the_area(login):
    kapuas = RegencyFactory()
    member = MembershipFactory(institution=InstitutionFactory(region=kapuas))
    DataRequestFactory(person=member.person)

    answer = login(RoleGrantFactory(region=kapuas).user).get(reverse("request_list"))

    assert len(answer.context["rows"]) == 1


def test_an_officer_does_not_answer_her_own_request(login, trainee):
    RoleGrantFactory(user=trainee.user, region=trainee.region)
    own = DataRequestFactory(person=trainee)

    assert login(trainee.user).get(reverse("request_answer", args=[own.pk])).status_code == 404


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_requests_never_break(login, trainee, text):
    client = login(trainee.user)

    for data in (asking(words=encodable(text)), asking(kind=encodable(text)), {}):
        assert client.post(reverse("request_new"), data).status_code < 500

    assert DataRequest.objects.count() <= 1


def test_a_request_sent_twice_is_one(login, trainee):
    client, data = login(trainee.user), asking()

    answers = [client.post(reverse("request_new"), data).status_code for _ in range(2)]

    assert [answers, DataRequest.objects.count()] == [[302, 302], 1]


def test_a_huge_request_is_refused(login, trainee):
    answer = login(trainee.user).post(reverse("request_new"), asking(words="a" * 1001))

    assert [answer.status_code, DataRequest.objects.count()] == [200, 0]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_takes_a_fixed_number_of_queries(login, django_assert_num_queries, rows):
    kapuas = RegencyFactory()
    for _ in range(rows):
        DataRequestFactory(person=PersonFactory(region=kapuas))
    client = login(RoleGrantFactory(region=kapuas).user)
    client.get(reverse("request_list"))

    with django_assert_num_queries(6):
        client.get(reverse("request_list"))


@pytest.mark.parametrize("rows", [1, 3])
def test_who_looked_takes_a_fixed_number_of_queries(login, trainee, django_assert_num_queries, rows):
    for _ in range(rows):
        Event.objects.create(
            name="person.viewed",
            subject_type="organisations.person",
            subject_id=str(trainee.pk),
            by_id=UserFactory().pk,
            at=timezone.now(),
        )
    client = login(trainee.user)
    client.get(reverse("my_viewers"))

    with django_assert_num_queries(7):
        answer = client.get(reverse("my_viewers"))

    assert len(answer.context["rows"]) == rows


def test_she_reads_why_somebody_looked_in_words_and_not_in_codes(login, trainee):
    officer = UserFactory(name="Petugas Contoh")
    view_person(trainee, reason="contact", by=officer, at=timezone.now())

    answer = login(trainee.user).get(reverse("my_viewers"), headers={"accept-language": "en"})

    assert [(who, str(what), str(why)) for _, who, what, why in answer.context["rows"]] == [
        ("Petugas Contoh", str(LOOKS["person.viewed"]), str(ViewReason.CONTACT.label))
    ]


def test_what_is_on_file_is_one_click_away(login, trainee):
    answer = login(trainee.user).get(reverse("my_data"))

    assert f'href="{reverse("person_detail", args=[trainee.pk])}"' in answer.content.decode()
