"""The shell of every page: its menu by role, its language switch, and the words when a request fails."""

from datetime import date

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from lms import errors
from lms.accounts.roles import Role
from lms.context import menu_for, shell
from lms.organisations.access import Scope
from lms.organisations.models import RoleGrant
from tests.factories.accounts import UserFactory
from tests.factories.notices import NoticeFactory


def scope(*roles):
    return Scope(1, tuple(RoleGrant(role=role, starts_on=date(2024, 1, 1)) for role in roles))


READING = ("register_home", "institution_list", "area_figures", "class_code", "certificate_list", "letter_list")


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        ((), ["home", "class_code", "certificate_list", "letter_list"]),
        ((Role.INSTITUTION_ADMIN,), ["home", "invitation_list", "class_code", "certificate_list", "letter_list"]),
        (
            (Role.TRAINER,),
            ["home", "session_list", "wagtailadmin_home", "class_code", "certificate_list", "letter_list"],
        ),
        (
            (Role.REGENCY_OFFICER,),
            [
                "home",
                "nomination_list",
                "register_home",
                "institution_list",
                "area_figures",
                "class_code",
                "certificate_list",
                "letter_list",
            ],
        ),
        (
            (Role.PROVINCE_OFFICER,),
            ["home", "session_list", "wagtailadmin_home", "cohort_list", *READING],
        ),
        ((Role.MINISTRY_OFFICER,), ["home", "wagtailadmin_home", *READING]),
    ],
)
def test_the_menu_holds_what_the_roles_permit(roles, names):
    assert [item.url for item in menu_for(scope(*roles), "")] == [reverse(name) for name in names]


def test_the_superuser_finds_what_she_sets_up_in_her_menu():
    names = ["home", "role_list", "requirement_list", "recovery_list", "class_code", "certificate_list", "letter_list"]

    assert [item.url for item in menu_for(Scope(1, (), is_superuser=True), "")] == [reverse(name) for name in names]


def test_a_stranger_has_no_menu():
    assert menu_for(Scope(None, ()), "front") == []


@pytest.mark.parametrize(
    ("here", "current"),
    [("home", "home"), ("lesson", "home"), ("institution_detail", "institution_list"), ("account", None)],
)
def test_the_menu_marks_where_one_is(here, current):
    marked = [item.url for item in menu_for(scope(Role.MINISTRY_OFFICER), here) if item.is_current]

    assert marked == ([reverse(current)] if current else [])


@pytest.mark.parametrize(("language", "other"), [("id", "en"), ("en", "id")])
def test_the_switch_offers_the_other_language_under_its_own_name(language, other):
    request = RequestFactory().get("/beranda/?a=1")
    request.resolver_match = None

    with override(language):
        context = shell(request)

    assert context["other_language"]["code"] == other
    assert context["here"] == "/beranda/?a=1"


def test_a_page_answered_to_a_post_is_not_where_the_switch_leads():
    request = RequestFactory().post("/tes/1/")
    request.resolver_match = None

    assert shell(request)["here"] == "/"


@pytest.mark.django_db
def test_the_shell_of_a_public_page_names_its_language_and_has_one_main():
    html = Client().get(reverse("account_login")).content.decode()

    assert '<html lang="id">' in html
    assert html.count("<main") == 1
    assert 'href="#content"' in html
    assert "htmx-2" not in html


def asked():
    request = RequestFactory().get("/")
    request.id = "0123456789abcdef"
    return request


def test_an_error_of_ours_is_told_without_database_and_with_the_number_of_the_request():
    response = errors.server_error(asked())

    assert response.status_code == 500
    assert "0123456789abcdef" in response.content.decode()


def test_an_error_before_the_request_has_a_number_is_still_told():
    assert errors.server_error(RequestFactory().get("/")).status_code == 500


@pytest.mark.parametrize(("exception", "status"), [(SuspiciousOperation(), 400), (RequestDataTooBig(), 413)])
def test_a_request_we_cannot_read_is_told_why(exception, status):
    response = errors.bad_request(asked(), exception)

    assert response.status_code == status
    assert "0123456789abcdef" in response.content.decode()


@pytest.mark.parametrize("words", ["database is locked", "canceling statement due to lock timeout"])
def test_a_lock_that_cannot_be_had_says_when_to_come_back(words):
    response = errors.BusyDatabase(None).process_exception(asked(), OperationalError(words))

    assert (response.status_code, response["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("exception", [OperationalError("no such table"), ValueError("database is locked")])
def test_any_other_trouble_stays_loud(exception):
    assert errors.BusyDatabase(None).process_exception(asked(), exception) is None


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "429.html"])
def test_pages_of_refusal_stand_in_the_shell_and_carry_the_number(name):
    request = asked()
    request.resolver_match = None

    html = render_to_string(name, {}, request)

    assert "0123456789abcdef" in html
    assert html.count("<h1>") == 1


@pytest.mark.django_db
def test_an_unknown_address_is_told_in_words():
    response = Client().get("/tidak-ada/")

    assert response.status_code == 404
    assert response["X-Request-Id"] in response.content.decode()


@pytest.mark.django_db
def test_new_messages_are_counted_in_the_header_with_one_query_at_most(login):
    user = UserFactory(language="en")
    NoticeFactory(recipient=user)
    client = login(user)
    client.cookies["pilar-language"] = "en"
    address = reverse("letter_list")

    asked = []
    for _visit in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        asked.append(sum("notices_notice" in query["sql"] for query in queries))

    assert "new message" in page
    assert asked == [1, 0]
    assert "new message" not in Client().get(reverse("account_login")).content.decode()


@pytest.mark.django_db
def test_a_message_read_is_counted_no_more(login):
    user = UserFactory(language="en")
    notice = NoticeFactory(recipient=user)
    client = login(user)
    client.cookies["pilar-language"] = "en"
    before = client.get(reverse("letter_list")).content.decode()

    client.post(reverse("notice_open", args=[notice.pk]))
    client.get(reverse("notice_detail", args=[notice.pk]))

    assert "new message" in before
    assert "new message" not in client.get(reverse("letter_list")).content.decode()


@pytest.mark.django_db
def test_when_all_messages_are_read_the_next_page_counts_none(login):
    user = UserFactory(language="en")
    NoticeFactory(recipient=user)
    client = login(user)
    client.cookies["pilar-language"] = "en"
    before = client.get(reverse("letter_list")).content.decode()

    client.post(reverse("notice_read_all"), follow=True)

    assert "new message" in before
    assert "new message" not in client.get(reverse("letter_list")).content.decode()
