from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from certificates.models import Revocation
from lms.cohorts.enums import CohortStatus
from lms.completion.enums import CompletionEvent
from lms.completion.models import Award, Verdict
from lms.journal.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.assessment import AttemptFactory
from tests.factories.attendance import PresenceFactory
from tests.factories.cohorts import CohortFactory, SessionFactory
from tests.factories.completion import PDF, AwardFactory, VerdictFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    ProvinceFactory,
    RoleGrantFactory,
)

pytestmark = pytest.mark.django_db

PASSWORD = "sangat-rahasia-2026"
AFTER = "2026-07-25T02:00:00Z"
NAUGHTY = ["", "\x00", "x" * 10_000, "<script>alert(1)</script>", "=1+1", "\u202eabc", "{{ 7 }}", "'; DROP TABLE x;--"]


@pytest.fixture
def officer():
    user = RoleGrantFactory(province=True).user
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def stranger():
    """An officer of another province: the same role, other rows."""
    return RoleGrantFactory(province=True, region=ProvinceFactory(code="63", name="Kalimantan Selatan")).user


def over(people=1, **facts):
    """A cohort that may be closed, with people who pass."""
    cohort = CohortFactory(opened=True, office=OfficeFactory(), **facts)
    session = SessionFactory(cohort=cohort)
    for number in range(people):
        enrolment = EnrolmentFactory(cohort=cohort, accepted=True, membership__person__name=f"Warga {number}")
        PresenceFactory(enrolment=enrolment, session=session)
        AttemptFactory(enrolment=enrolment, submitted=True)
    return cohort


def confirm(client):
    """Give the password once more, as revoking demands."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


# --- closing -----------------------------------------------------------------


def test_the_preview_says_who_would_pass_and_offers_to_close(login, officer):
    cohort = over()
    failing = EnrolmentFactory(cohort=cohort, accepted=True)

    with time_machine.travel(AFTER):
        response = login(officer).get(reverse("cohort_closing", args=[cohort.pk]))

    preview = response.context["preview"]
    assert {j.enrolment.person_name: j.outcome.result for j in preview.judgements}["Warga 0"] == "passed"
    assert failing.person_name in response.content.decode()
    assert (response.status_code, preview.passed, preview.reasons) == (200, 1, ())
    assert reverse("cohort_close", args=[cohort.pk]) in response.content.decode()


def test_the_preview_says_why_it_cannot_be_closed_and_offers_no_button(login, officer):
    cohort = over()

    with time_machine.travel("2026-07-23T02:00:00Z"):
        response = login(officer).get(reverse("cohort_closing", args=[cohort.pk]))

    assert [reason.code for reason in response.context["preview"].reasons] == ["not_over"]
    assert reverse("cohort_close", args=[cohort.pk]) not in response.content.decode()


def test_a_draft_has_nobody_to_judge(login, officer):
    cohort = CohortFactory(office=OfficeFactory())

    response = login(officer).get(reverse("cohort_closing", args=[cohort.pk]))

    assert (response.status_code, response.context["preview"].judgements) == (200, [])


@pytest.mark.parametrize("people", [1, 3])
def test_the_preview_takes_a_fixed_number_of_queries(login, officer, django_assert_num_queries, people):
    cohort, client = over(people), login(officer)
    client.get(reverse("cohort_closing", args=[cohort.pk]))

    with time_machine.travel(AFTER), django_assert_num_queries(10):
        client.get(reverse("cohort_closing", args=[cohort.pk]))


def close(client, cohort, **data):
    with time_machine.travel(AFTER):
        return client.post(reverse("cohort_close", args=[cohort.pk]), {"confirmed": "on", "once_key": uuid4(), **data})


def test_closing_leads_to_the_progress_of_the_certificates(login, officer):
    cohort = over()

    response = close(login(officer), cohort)

    assert (response.status_code, response["Location"]) == (302, reverse("closing_progress", args=[cohort.pk]))
    cohort.refresh_from_db()
    assert (cohort.status, Verdict.objects.count()) == (CohortStatus.CLOSED, 1)


def test_a_double_press_closes_once(login, officer):
    cohort, client, key = over(), login(officer), uuid4()

    first = close(client, cohort, once_key=key)
    second = close(client, cohort, once_key=key)

    assert (first["Location"], second["Location"]) == (reverse("closing_progress", args=[cohort.pk]),) * 2
    assert Event.objects.filter(name=CompletionEvent.CLOSED).count() == 1


@pytest.mark.parametrize("confirmed", ["", None])
def test_without_the_confirmation_nothing_is_closed(login, officer, confirmed):
    cohort, client = over(), login(officer)
    data = {"once_key": uuid4()} | ({} if confirmed is None else {"confirmed": confirmed})

    with time_machine.travel(AFTER):
        response = client.post(reverse("cohort_close", args=[cohort.pk]), data)

    cohort.refresh_from_db()
    assert (response.status_code, cohort.status) == (200, CohortStatus.OPEN)
    assert list(response.context["form"].errors) == ["confirmed"]


def test_a_refused_closing_says_why_on_the_page(login, officer):
    cohort = CohortFactory(opened=True, office=OfficeFactory())

    response = close(login(officer), cohort)

    assert response.status_code == 200
    assert len(response.context["form"].non_field_errors()) == 1
    assert not Verdict.objects.exists()


def test_closing_a_closed_cohort_again_says_so(login, officer):
    cohort, client = over(), login(officer)
    close(client, cohort)

    response = close(client, cohort)

    assert len(response.context["form"].non_field_errors()) == 1
    with time_machine.travel(AFTER):
        leads_on = client.get(reverse("cohort_closing", args=[cohort.pk]))["Location"]
    assert leads_on == reverse("closing_progress", args=[cohort.pk])


@pytest.mark.parametrize("name", ["cohort_closing", "closing_progress"])
def test_a_foreign_cohort_does_not_exist(login, stranger, name):
    cohort = CohortFactory(closed=True, office=OfficeFactory())

    assert login(stranger).get(reverse(name, args=[cohort.pk])).status_code == 404


def test_a_foreign_cohort_is_not_closed(login, stranger):
    cohort = over()

    response = close(login(stranger), cohort)

    cohort.refresh_from_db()
    assert (response.status_code, cohort.status) == (404, CohortStatus.OPEN)


@pytest.mark.parametrize("name", ["cohort_closing", "cohort_close", "closing_progress"])
def test_other_roles_do_not_close(login, name):
    cohort = CohortFactory(closed=True, office=OfficeFactory())
    client = login(RoleGrantFactory(trainer=True).user)
    ask = client.post if name == "cohort_close" else client.get

    assert ask(reverse(name, args=[cohort.pk])).status_code == 403


# --- progress ----------------------------------------------------------------


def closed_with(people, **award):
    cohort = CohortFactory(closed=True, office=OfficeFactory())
    for _number in range(people):
        AwardFactory(verdict__enrolment__cohort=cohort, **award)
    return cohort


def test_progress_asks_again_while_certificates_are_missing(login, officer):
    cohort = closed_with(1)

    response = login(officer).get(reverse("closing_progress", args=[cohort.pk]))

    progress = response.context["progress"]
    assert (progress.done, progress.total) == (0, 1)
    assert 'hx-trigger="every 2s"' in response.content.decode()


def test_progress_stops_asking_when_all_are_there(login, officer):
    cohort = closed_with(1, issued=True)

    response = login(officer).get(reverse("closing_progress", args=[cohort.pk]))

    body = response.content.decode()
    assert "hx-trigger" not in body
    assert reverse("certificate_download", args=[Award.objects.get().pk]) in body


def test_progress_answers_htmx_with_the_fragment_alone(login, officer):
    cohort = closed_with(1)

    response = login(officer).get(reverse("closing_progress", args=[cohort.pk]), headers={"HX-Request": "true"})

    assert response.content.decode().startswith('<div class="stack" id="closing-state"')


def test_an_open_cohort_has_no_progress_yet(login, officer):
    cohort = over()

    response = login(officer).get(reverse("closing_progress", args=[cohort.pk]))

    assert response["Location"] == reverse("cohort_closing", args=[cohort.pk])


def test_whoever_did_not_pass_is_listed_with_reasons_and_without_a_number(login, officer):
    cohort = CohortFactory(closed=True, office=OfficeFactory())
    VerdictFactory(failed=True, enrolment__cohort=cohort)

    response = login(officer).get(reverse("closing_progress", args=[cohort.pk]))

    assert [verdict.result for verdict in response.context["verdicts"]] == ["not_met"]
    assert response.context["progress"].total == 0


@pytest.mark.parametrize("people", [1, 3])
def test_progress_takes_a_fixed_number_of_queries(login, officer, django_assert_num_queries, people):
    cohort, client = closed_with(people, issued=True), login(officer)
    client.get(reverse("closing_progress", args=[cohort.pk]))

    with django_assert_num_queries(9):
        client.get(reverse("closing_progress", args=[cohort.pk]))


# --- certificates ------------------------------------------------------------


def own_award(user, **award):
    person = PersonFactory(user=user)
    return AwardFactory(verdict__enrolment__membership=MembershipFactory(person=person), issued=True, **award)


def test_a_trainee_sees_her_own_certificates_alone(login):
    user = UserFactory()
    award = own_award(user)
    AwardFactory(issued=True)

    response = login(user).get(reverse("certificate_list"))

    assert list(response.context["page"].object_list) == [award]


def test_an_institution_admin_sees_those_of_her_members_alone(login):
    institution = InstitutionFactory()
    admin = RoleGrantFactory(institution_admin=True, institution=institution).user
    award = AwardFactory(verdict__enrolment__membership__institution=institution, issued=True)
    AwardFactory(issued=True)

    response = login(admin).get(reverse("certificate_list"))

    assert list(response.context["page"].object_list) == [award]


def test_a_list_without_certificates_says_what_will_stand_there(login):
    response = login(UserFactory()).get(reverse("certificate_list"), {"page": "x" * 1000 + "\x00"})

    assert (response.status_code, len(response.context["page"])) == (200, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(login, django_assert_num_queries, count):
    institution = InstitutionFactory()
    client = login(RoleGrantFactory(institution_admin=True, institution=institution).user)
    for _number in range(count):
        AwardFactory(verdict__enrolment__membership__institution=institution, issued=True)
    client.get(reverse("certificate_list"))

    with django_assert_num_queries(5):
        client.get(reverse("certificate_list"))


def test_the_stored_bytes_are_served_and_walled_off(login):
    user = UserFactory()
    award = own_award(user)

    response = login(user).get(reverse("certificate_download", args=[award.pk]))

    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("no-store", "nosniff")


def test_a_foreign_or_unmade_certificate_does_not_exist(login):
    user = UserFactory()
    own_award(user)
    foreign = AwardFactory(issued=True)
    client = login(user)
    unmade = AwardFactory(verdict__enrolment__membership=MembershipFactory(person=user.person))

    answers = [client.get(reverse("certificate_download", args=[pk])).status_code for pk in (foreign.pk, unmade.pk, 0)]

    assert answers == [404, 404, 404]


def test_nobody_downloads_without_signing_in(client):
    award = AwardFactory(issued=True)

    response = client.get(reverse("certificate_download", args=[award.pk]))

    assert (response.status_code, response["Location"].startswith(reverse("account_login"))) == (302, True)


# --- revoking ----------------------------------------------------------------


def issued_award():
    return AwardFactory(verdict__enrolment__cohort=CohortFactory(closed=True, office=OfficeFactory()), issued=True)


def revoke(client, award, **data):
    return client.post(
        reverse("award_revoke", args=[award.pk]),
        {"reason": "Nama salah tulis.", "confirmed": "on", "once_key": uuid4(), **data},
    )


def test_an_officer_revokes_with_a_reason(login, officer):
    award, client = issued_award(), login(officer)
    confirm(client)

    response = revoke(client, award, reason="Nama salah\n  tulis.")

    assert response["Location"] == reverse("closing_progress", args=[award.verdict.enrolment.cohort_id])
    revocation = Revocation.objects.get()
    assert (revocation.reason, revocation.revoked_by) == ("Nama salah tulis.", officer)


def test_a_double_press_revokes_once(login, officer):
    award, client, key = issued_award(), login(officer), uuid4()
    confirm(client)

    answers = [revoke(client, award, once_key=key).status_code for _press in range(2)]

    assert (answers, Revocation.objects.count()) == ([302, 302], 1)


def test_a_revoked_certificate_cannot_be_revoked_again(login, officer):
    award, client = issued_award(), login(officer)
    confirm(client)
    revoke(client, award)

    response = revoke(client, award)

    assert response.status_code == 200
    assert len(response.context["form"].non_field_errors()) == 1


def test_revoking_asks_for_the_password_again(login, officer):
    award = issued_award()

    client = login(officer)

    asked = revoke(client, award)
    revoked_before = Revocation.objects.exists()
    answered = client.post(asked["Location"], {"password": PASSWORD})

    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert answered["Location"] == reverse("closing_progress", args=[award.verdict.enrolment.cohort_id])
    assert (revoked_before, Revocation.objects.count()) == (False, 1)


@pytest.mark.parametrize("reason", ["", "   ", "\x00", "x" * 10_000])
def test_a_reason_that_cannot_be_kept_is_an_error_on_the_form(login, officer, reason):
    award, client = issued_award(), login(officer)
    confirm(client)

    response = revoke(client, award, reason=reason)

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["reason"])
    assert not Revocation.objects.exists()


@pytest.mark.parametrize("reason", NAUGHTY[3:])
def test_strange_reasons_are_kept_as_words_or_refused_but_never_break(login, officer, reason):
    award, client = issued_award(), login(officer)
    confirm(client)

    response = revoke(client, award, reason=reason)

    assert response.status_code in {200, 302}
    page = client.get(reverse("award_revoke", args=[award.pk])).content.decode()
    assert "<script>alert(1)" not in page


def test_a_foreign_award_does_not_exist_even_before_the_password(login, stranger):
    award = issued_award()

    assert revoke(login(stranger), award).status_code == 404
    assert not Revocation.objects.exists()


def test_trainers_and_trainees_do_not_revoke(login):
    award = issued_award()

    assert revoke(login(RoleGrantFactory(trainer=True).user), award).status_code == 403
    assert revoke(login(UserFactory()), award).status_code == 403
