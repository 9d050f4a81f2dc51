"""Whatever is sent: a sentence, nothing half-written, never 500."""

import uuid

import pytest
import time_machine
from django.urls import reverse

from certificates.models import Revocation
from lms.cohorts.enums import CohortStatus
from lms.completion.models import Award, Verdict
from tests.completion.test_views import AFTER, PASSWORD, confirm, over
from tests.factories.completion import AwardFactory
from tests.factories.organisations import OfficeFactory, RoleGrantFactory
from tests.naughty import NAUGHTY, encodable

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    user = RoleGrantFactory(province=True).user
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def award():
    OfficeFactory()
    return AwardFactory(issued=True)


def revoke(client, award, **fields):
    body = {"once_key": str(uuid.uuid4()), "reason": "Nama salah tulis.", "confirmed": "on", **fields}
    return client.post(reverse("award_revoke", args=[award.pk]), body)


@pytest.mark.parametrize("text", [*NAUGHTY, "\u200b", "\u202e \u200b"])
def test_naughty_reasons_are_refused_or_stand_as_plain_words(login, officer, award, text):
    client = login(officer)
    confirm(client)

    response = revoke(client, award, reason=encodable(text))

    kept = [revocation.reason for revocation in Revocation.objects.all()]
    if response.status_code == 302:
        assert len(kept) == 1
        assert kept[0].isprintable()
    else:
        assert (response.status_code, list(response.context["form"].errors), kept) == (200, ["reason"], [])


def test_unseen_signs_leave_a_reason_that_the_public_reads(login, officer, award):
    client = login(officer)
    confirm(client)

    revoke(client, award, reason=" Nama\u202e salah\u200b\n tulis. ")

    assert Revocation.objects.get().reason == "Nama salah tulis."


@pytest.mark.parametrize("fields", [{"once_key": ""}, {"once_key": "x"}, {"once_key": "9" * 5_000}])
def test_a_revocation_without_a_proper_key_does_nothing(login, officer, award, fields):
    client = login(officer)
    confirm(client)

    assert revoke(client, award, **fields).status_code == 400
    assert not Revocation.objects.exists()


@pytest.mark.parametrize("text", ["", "false", "False"])
def test_closing_that_is_not_confirmed_closes_nothing(login, officer, text):
    cohort = over()
    with time_machine.travel(AFTER):
        response = login(officer).post(
            reverse("cohort_close", args=[cohort.pk]), {"once_key": str(uuid.uuid4()), "confirmed": text}
        )

    cohort.refresh_from_db()
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["confirmed"])
    assert (cohort.status, Verdict.objects.count(), Award.objects.count()) == (CohortStatus.OPEN, 0, 0)


@pytest.mark.parametrize("number", ["0", "-1", "9" * 20, "9" * 5_000, "abc", "\x00"])
def test_any_page_number_shows_a_page(login, officer, number):
    assert login(officer).get(reverse("certificate_list"), {"page": number}).status_code == 200


@pytest.mark.parametrize("digits", ["9" * 23, "9" * 5_000])
@pytest.mark.parametrize(
    "path", ["angkatan/{}/penutupan/", "angkatan/{}/sertifikat/", "sertifikat/{}/", "sertifikat/{}/cabut/"]
)
def test_what_no_database_can_hold_is_not_found(login, officer, path, digits):
    assert login(officer).get("/" + path.format(digits)).status_code == 404
