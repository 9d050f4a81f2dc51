"""What every answer tells the browser."""

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["home", "account", "certificate_list", "verify_form", "check_in"])
def test_what_a_signed_in_person_sees_is_kept_nowhere(login, name):
    assert "no-store" in login(UserFactory()).get(reverse(name))["Cache-Control"]


def test_a_page_for_everybody_may_be_kept(client):
    assert "no-store" not in client.get(reverse("front")).get("Cache-Control", "")


def test_what_is_not_found_is_kept_nowhere_either(login):
    response = login(UserFactory()).get(reverse("course_outline", args=[1]))

    assert (response.status_code, response["Cache-Control"]) == (404, "private, no-store")


@pytest.mark.parametrize("name", ["front", "account_login", "health_live", "verify_form"])
def test_no_device_is_used_and_no_foreign_page_takes_our_files(client, name):
    response = client.get(reverse(name))

    assert response["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_camera_is_for_the_page_that_reads_codes(login):
    policy = login(UserFactory()).get(reverse("check_in"))["Permissions-Policy"]

    assert policy == "camera=(self), geolocation=(), microphone=()"
