import re
import uuid
from datetime import date

import pytest
from django.urls import reverse

from lms.organisations.enums import Level
from lms.organisations.models import Institution, Membership, Person
from lms.organisations.operations.regions import load_kinds
from lms.registration.enums import ItemState
from lms.registration.models import Application, ApplicationItem
from lms.registration.operations import accept_item, load_requirements
from lms.registration.waiting import applications_waiting_for, own_open_applications
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    DistrictFactory,
    InstitutionFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.factories.registration import ApplicationFactory, ApplicationItemFactory
from tests.registration.conftest import AT, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]


@pytest.fixture
def chair():
    return UserFactory(name="Rina Contoh")


@pytest.fixture
def phone(login, chair):
    """The chair's phone."""
    return login(chair)


def words(response):
    return response.content.decode()


def keyed(**data):
    return {"once_key": str(uuid.uuid4()), **data}


def item_of(application, code="susunan-pengurus"):
    return application.items.get(code=code)


def version(row):
    return {"version": type(row).objects.get(pk=row.pk).version}


def url(name, application, *more):
    return reverse(name, args=[application.pk, *(each.pk for each in more)])


# --- the whole way -----------------------------------------------------------


def test_a_chair_applies_page_by_page_and_an_officer_lets_her_in(phone, chair, kapuas):
    load_kinds()
    load_requirements()
    district = DistrictFactory()
    start = f"{reverse('application_start')}?kabupaten=62.03"
    data = {"name": "LKS Kasih", "kind": "PSKS-04", "is_legal_entity": "no", "region": "62.03"}

    response = phone.post(start, keyed(**data))
    application = Application.objects.get()
    assert response.url == url("application_place", application)
    place = {"district": district.pk, "village": "Selat Hilir", "address": "Jl. Contoh 1", "version": 1}
    response = phone.post(response.url, place)
    assert response.url == url("application_area", application)
    response = phone.post(response.url, {"reach": "regency", **version(application)})
    assert response.url == url("application_people", application)
    people = {"name": "Rina Contoh", "sex": "female", "phone": "0812 3456 7890", "position": "chair", "version": 1}
    response = phone.post(response.url, people)
    for item in application.items.filter(state=ItemState.MISSING, is_required=True):
        assert response.url == url("application_item", application, item)
        sent = {"file": pdf(f"{item.code}.pdf")} if item.needs_file else {"answer": "12 orang"}
        response = phone.post(response.url, {**sent, "version": 1})
    assert response.url == url("application_send", application)
    assert phone.get(response.url).status_code == 200
    response = phone.post(response.url, version(application))
    assert response.url == url("application_detail", application)

    page = kapuas.get(reverse("verification_list"))
    assert [(row.application, row.days_left) for row in page.context["rows"]] == [(application, 5)]
    detail = kapuas.get(url("verification_detail", application))
    for item in detail.context["unexamined"]:
        kapuas.post(url("verification_accept", application, item), version(item))
    paper = {"number": "460/1/STP/2026", "issued_on": "2026-06-10", "expires_on": ""}
    approved = kapuas.post(url("verification_approve", application), keyed(**paper, **version(application)))

    assert approved.url == url("verification_detail", application)
    institution = Institution.objects.in_register().get()
    assert (institution.name, institution.district, institution.papers.get().number) == (
        "LKS Kasih",
        district,
        "460/1/STP/2026",
    )
    assert Membership.objects.get().person == Person.objects.get(user=chair)
    assert phone.get(url("application_detail", application)).status_code == 200


def test_one_part_goes_back_and_only_that_part_is_done_again(phone, chair, kapuas, officer):
    application = ApplicationFactory(sent=True, applicant=chair)
    paper = item_of(application)
    for item in application.items.exclude(pk=paper.pk):
        accept_item(item, version=1, by=officer, at=AT)

    response = kapuas.post(url("verification_return", application, paper), {"why": "Foto buram", **version(paper)})
    assert response.url == url("verification_detail", application)
    assert "Foto buram" not in words(phone.get(url("application_detail", application)))  # not sent back yet
    kapuas.post(url("verification_send_back", application), version(application))

    tasks = phone.get(url("application_detail", application))
    assert "Foto buram" in words(tasks)
    assert [task.url for task in (*tasks.context["about"], *tasks.context["papers"]) if task.url] == [
        url("application_item", application, paper)
    ]
    sent = phone.post(url("application_item", application, paper), {"file": pdf(), **version(paper)})
    assert sent.url == url("application_send", application)
    phone.post(sent.url, version(application))

    assert Application.objects.get().status == "submitted"
    examined = kapuas.get(url("verification_item", application, paper))
    assert "Foto buram" in words(examined)


# --- the applicant -----------------------------------------------------------


def test_the_seat_is_found_by_its_name_or_its_province(phone):
    kapuas, city = RegencyFactory(), RegencyFactory(code="62.71", name="Kota Palangka Raya")
    RegencyFactory(code="63.01", name="Kabupaten Tanah Laut")
    RegencyFactory(code="62.90", name="Kabupaten Kapuas Lama", valid_to=date(2020, 1, 1))
    page = reverse("application_new")

    def found(query):
        return phone.get(page + query).context["search"].found

    assert found("") == []
    assert found("?cari=kapuas") == [kapuas]
    assert found("?cari=palangka%20raya") == [city]
    assert found("?provinsi=62") == [kapuas, city]
    assert found("?provinsi=99") == []


def test_without_a_seat_the_first_page_sends_back_to_the_search(phone):
    assert phone.get(reverse("application_start")).url == reverse("application_new")
    assert phone.get(reverse("application_start") + "?kabupaten=99.99").url == reverse("application_new")


def test_begun_twice_it_is_begun_once(phone):
    load_kinds()
    RegencyFactory()
    body = keyed(name="LKS Kasih", kind="PSKS-04", is_legal_entity="no", region="62.03")
    page = f"{reverse('application_start')}?kabupaten=62.03"

    first, second = (phone.post(page, body) for _time in range(2))

    assert (first.url, Application.objects.count(), Institution.objects.count()) == (second.url, 1, 1)


def test_an_individual_kind_does_not_apply(phone):
    load_kinds()
    RegencyFactory()
    body = keyed(name="TKSK Selat", kind="PSKS-11", is_legal_entity="no", region="62.03")

    response = phone.post(f"{reverse('application_start')}?kabupaten=62.03", body)

    assert list(response.context["form"].errors) == ["kind"]
    assert not Institution.objects.exists()


def test_work_in_several_provinces_is_explained_and_not_kept(phone, chair):
    application = ApplicationFactory(applicant=chair)

    response = phone.post(url("application_area", application), {"reach": "nation", "version": 1})

    assert (response.status_code, response.context["is_national"]) == (200, True)
    assert "Kemensos" in words(response)
    assert Application.objects.get().level == ""


def test_work_in_several_regencies_is_ticked_on_a_second_page(phone, chair):
    application = ApplicationFactory(applicant=chair)
    RegencyFactory(code="62.71", name="Kota Palangka Raya")
    RegencyFactory(code="63.01", name="Kabupaten Tanah Laut")

    response = phone.post(url("application_area", application), {"reach": "province", "version": 1})
    assert response.url == url("application_area_list", application)
    page = phone.get(response.url)
    assert list(page.context["form"].fields["work_area"].by_key) == ["62.03", "62.71"]
    alone = phone.post(response.url, {"work_area": ["62.71"], "version": 1})
    assert list(alone.context["form"].errors) == ["work_area"]
    phone.post(response.url, {"work_area": ["62.03", "62.71"], "version": 1})

    application.refresh_from_db()
    assert (application.level, application.region_id) == (Level.PROVINCE, "62")


def test_a_draft_moves_to_another_regency(phone, chair):
    application = ApplicationFactory(applicant=chair, complete=True)
    RegencyFactory(code="62.71", name="Kota Palangka Raya")
    page = url("application_seat", application)

    assert phone.get(f"{page}?kabupaten=62.71").status_code == 200
    response = phone.post(f"{page}?kabupaten=62.71", {"region": "62.71", "version": 1})

    assert response.url == url("application_place", application)
    assert Institution.objects.get().region_id == "62.71"


def test_a_secretary_names_the_chair(phone, chair):
    application = ApplicationFactory(applicant=chair)
    page = url("application_people", application)
    data = {"name": "Rina", "sex": "female", "phone": "0812 3456 7890", "position": "secretary", "version": 1}

    missing = phone.post(page, data)
    assert list(missing.context["form"].errors) == ["chair_name"]
    phone.post(page, {**data, "chair_name": "Budi Contoh"})

    application.refresh_from_db()
    assert (application.position, application.chair_name) == ("secretary", "Budi Contoh")
    assert "name" not in phone.get(page).context["form"].fields  # her own name is on file now


def test_a_second_window_is_told_to_look_again_and_keeps_its_text(phone, chair):
    application = ApplicationFactory(applicant=chair, complete=True)
    item = ApplicationItemFactory(application=application, code="lks-staf")
    page = url("application_item", application, item)
    phone.post(page, {"answer": "7 orang", "version": 1})

    response = phone.post(page, {"answer": "8 orang", "version": 1})

    assert len(response.context["form"].non_field_errors()) == 1
    assert "8 orang" in words(response)
    assert ApplicationItem.objects.get(pk=item.pk).answer == "7 orang"


def test_what_is_refused_of_a_file_is_said_on_the_page(phone, chair):
    application = ApplicationFactory(applicant=chair)
    item = ApplicationItemFactory(application=application, needs_file=True)
    page = url("application_item", application, item)

    for file in (pdf("program.exe"), pdf("foto.jpg"), pdf("kosong.pdf", b"")):
        response = phone.post(page, {"file": file, "version": 1})
        assert (response.status_code, len(response.context["form"].non_field_errors())) == (200, 1)
    missing = phone.post(page, {"version": 1})

    assert list(missing.context["form"].errors) == ["file"]
    item.refresh_from_db()
    assert (item.state, item.file) == (ItemState.MISSING, None)


def test_a_locked_part_shows_what_was_given_and_no_form(phone, chair):
    application = ApplicationFactory(sent=True, applicant=chair)

    for page in (
        url("application_identity", application),
        url("application_place", application),
        url("application_people", application),
        url("application_item", application, item_of(application)),
        url("application_area", application),
        url("application_area_list", application),
        url("application_seat", application),
    ):
        response = phone.get(page)
        assert response.status_code == 200
        assert 'enctype="multipart' not in words(response)
        assert 'name="version"' not in words(response)


def test_an_applicant_withdraws_and_may_begin_anew(phone, chair):
    application = ApplicationFactory(sent=True, applicant=chair)

    phone.post(url("application_withdraw", application))

    assert Application.objects.get().status == "withdrawn"
    assert reverse("application_new") in words(phone.get(url("application_detail", application)))


@pytest.mark.parametrize("trait", ["sent", "returned", "complete"])
def test_every_standing_of_an_application_has_a_page(phone, chair, trait):
    application = ApplicationFactory(applicant=chair, **{trait: True})

    assert application.institution.name in words(phone.get(url("application_detail", application)))


def test_a_file_is_served_to_those_who_see_the_application(phone, chair, kapuas, province, login):
    application = ApplicationFactory(sent=True, applicant=chair)
    page = url("application_file", application, item_of(application))
    stranger = login(RoleGrantFactory(region=RegencyFactory(code="62.71", name="Kota Palangka Raya")).user)

    for client in (phone, kapuas, province):
        response = client.get(page)
        assert b"".join(response) == b"%PDF-1.7 contoh"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert stranger.get(page).status_code == 404
    assert phone.get(url("application_file", application, item_of(application, "identity"))).status_code == 404


def test_an_item_of_another_application_is_not_reached_through_ones_own(phone, chair):
    own = ApplicationFactory(applicant=chair, complete=True)
    foreign = item_of(ApplicationFactory(complete=True))

    for name in ("application_item", "application_file"):
        assert phone.get(url(name, own, foreign)).status_code == 404
    assert phone.get(url("application_item", own, item_of(own, "identity"))).status_code == 404


# --- the officer -------------------------------------------------------------


def test_the_inbox_is_sorted_by_the_last_day_and_split_by_what_is_to_do(kapuas, province):
    later = ApplicationFactory(sent=True, due_on=date(2026, 6, 19))
    late = ApplicationFactory(sent=True, due_on=date(2026, 6, 8))
    waiting_for_applicant = ApplicationFactory(returned=True)
    ApplicationFactory(complete=True)

    def shown(client, query=""):
        rows = client.get(reverse("verification_list") + query).context["rows"]
        return [(row.application, row.days_left) for row in rows]

    assert shown(kapuas) == [(late, -2), (later, 7)]
    assert shown(kapuas, "?daftar=dikembalikan") == [(waiting_for_applicant, None)]
    assert shown(kapuas, "?daftar=selesai") == shown(kapuas, "?daftar=wilayah") == shown(province) == []
    assert shown(province, "?daftar=wilayah") == [(late, -2), (later, 7), (waiting_for_applicant, None)]
    assert shown(kapuas, "?daftar=%00") == [(late, -2), (later, 7)]


def test_a_province_reads_what_a_regency_decides_and_has_no_buttons(province):
    application = ApplicationFactory(sent=True)

    response = province.get(url("verification_detail", application))

    main = re.search(r"<main.*</main>", words(response), re.DOTALL)[0]
    assert (response.status_code, response.context["may_decide"], "<form" in main) == (200, False, False)
    for name in ("verification_send_back", "verification_approve", "verification_reject"):
        assert province.post(url(name, application), keyed(**version(application))).status_code == 404


def test_a_name_that_is_in_the_register_already_is_pointed_out(kapuas):
    application = ApplicationFactory(sent=True, institution__name="LKS Kasih")
    twin = InstitutionFactory(name="lks kasih")
    InstitutionFactory(name="LKS Kasih", region=RegencyFactory(code="62.71", name="Kota Palangka Raya"))

    response = kapuas.get(url("verification_detail", application))

    assert list(response.context["namesakes"]) == [twin]


def test_an_officer_who_presses_twice_does_it_once(kapuas):
    application = ApplicationFactory(sent=True)
    item = item_of(application)
    body = version(item)

    for _time in range(2):
        kapuas.post(url("verification_accept", application, item), body)

    item.refresh_from_db()
    assert (item.state, item.version) == (ItemState.ACCEPTED, 2)


def test_a_part_is_returned_only_with_a_reason(kapuas):
    application = ApplicationFactory(sent=True)
    item = item_of(application)

    response = kapuas.post(url("verification_return", application, item), {"why": " ", **version(item)})

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["why"])
    item.refresh_from_db()
    assert item.state == ItemState.GIVEN


def test_an_approval_too_early_says_what_is_missing(kapuas):
    application = ApplicationFactory(sent=True)

    page = kapuas.get(url("verification_approve", application))
    response = kapuas.post(url("verification_approve", application), keyed(**version(application)))

    assert [reason.code for reason in page.context["obstacles"]] == ["item_not_accepted"] * 4
    assert (response.status_code, len(response.context["form"].non_field_errors())) == (200, 4)
    assert not Institution.objects.in_register().exists()


@pytest.mark.parametrize(
    ("paper", "wrong"),
    [
        ({"number": "1/STP"}, ["issued_on"]),
        ({"issued_on": "2026-06-10"}, ["number"]),
        ({"number": "1/STP", "issued_on": "kemarin"}, ["issued_on"]),
        ({"number": "1/STP", "issued_on": "2026-06-10", "expires_on": "2026-06-01"}, ["__all__"]),
    ],
)
def test_a_paper_is_given_whole_or_not_at_all(kapuas, paper, wrong):
    application = ApplicationFactory(sent=True)
    application.items.update(state=ItemState.ACCEPTED)

    response = kapuas.post(url("verification_approve", application), keyed(**paper, **version(application)))

    assert list(response.context["form"].errors) == wrong
    assert Application.objects.get().status == "submitted"


def test_approved_twice_with_one_key_it_is_approved_once(kapuas):
    application = ApplicationFactory(sent=True)
    application.items.update(state=ItemState.ACCEPTED)
    body = keyed(**version(application))

    first, second = (kapuas.post(url("verification_approve", application), body) for _time in range(2))

    assert first.url == second.url
    assert (Institution.objects.in_register().count(), Membership.objects.count()) == (1, 1)


def test_an_application_is_turned_down_and_the_applicant_reads_why(kapuas, phone, chair):
    application = ApplicationFactory(sent=True, applicant=chair)

    kapuas.post(url("verification_reject", application), keyed(why="Alamat tidak ditemukan", **version(application)))

    assert "Alamat tidak ditemukan" in words(phone.get(url("application_detail", application)))
    assert "Alamat tidak ditemukan" in words(kapuas.get(url("verification_detail", application)))


# --- strangers ---------------------------------------------------------------


APPLICANTS = [
    "application_detail",
    "application_identity",
    "application_place",
    "application_seat",
    "application_area",
    "application_area_list",
    "application_people",
    "application_send",
]
OFFICERS = ["verification_detail", "verification_approve", "verification_reject", "review_new"]


def test_foreign_applications_do_not_exist(login, phone, kapuas):
    foreign = ApplicationFactory(sent=True, institution__region=RegencyFactory(code="62.71", name="Kota"))
    draft = ApplicationFactory(complete=True)
    item = item_of(foreign)

    answers = [
        *(phone.get(url(name, foreign)) for name in APPLICANTS),
        phone.post(url("application_withdraw", foreign)),
        phone.get(url("application_item", foreign, item)),
        *(kapuas.get(url(name, foreign)) for name in OFFICERS),
        *(kapuas.get(url(name, draft)) for name in OFFICERS),  # not sent: nobody's business
        kapuas.get(url("verification_item", foreign, item)),
        kapuas.post(url("verification_accept", foreign, item), version(item)),
        kapuas.post(url("verification_return", foreign, item), {"why": "x", **version(item)}),
        kapuas.post(url("verification_send_back", foreign), version(foreign)),
        kapuas.get(url("application_detail", draft)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 23
    assert ApplicationItem.objects.get(pk=item.pk).state == ItemState.GIVEN


def test_the_wrong_role_is_refused(phone):
    application = ApplicationFactory(sent=True)
    item = item_of(application)

    answers = [
        phone.get(reverse("verification_list")),
        *(phone.get(url(name, application)) for name in OFFICERS),
        phone.get(url("verification_item", application, item)),
        phone.post(url("verification_accept", application, item)),
        phone.post(url("verification_return", application, item)),
        phone.post(url("verification_send_back", application)),
    ]

    assert [answer.status_code for answer in answers] == [403] * 9


def test_visitors_sign_in_first(client):
    assert client.get(reverse("application_list")).url.startswith(reverse("account_login"))


# --- lists and homes ---------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_takes_the_same_queries_for_one_and_three(kapuas, django_assert_num_queries, rows):
    for _number in range(rows):
        ApplicationFactory(sent=True)
    kapuas.get(reverse("verification_list"))

    with django_assert_num_queries(7):
        response = kapuas.get(reverse("verification_list"))

    assert len(response.context["rows"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_ones_own_list_takes_the_same_queries_for_one_and_three(phone, chair, django_assert_num_queries, rows):
    for _number in range(rows):
        ApplicationFactory(applicant=chair)
    phone.get(reverse("application_list"))

    with django_assert_num_queries(5):
        response = phone.get(reverse("application_list"))

    assert len(response.context["page"].object_list) == rows


@pytest.mark.parametrize("papers", [1, 3])
def test_the_pages_of_an_application_take_the_same_queries_for_one_and_three_papers(
    kapuas, phone, chair, django_assert_num_queries, papers
):
    application = ApplicationFactory(applicant=chair, sent=True)
    for number in range(papers - 1):
        ApplicationItemFactory(application=application, code=f"surat-{number}", paper=True, state=ItemState.GIVEN)

    for client, name, queries in (
        (phone, "application_detail", 6),
        (phone, "application_send", 7),
        (kapuas, "verification_detail", 12),
    ):
        client.get(url(name, application))
        with django_assert_num_queries(queries):
            client.get(url(name, application))


def test_empty_lists_say_what_will_stand_there(kapuas, phone):
    assert "empty-title" in words(kapuas.get(reverse("verification_list")))
    assert reverse("application_new") in words(phone.get(reverse("application_list")))


def test_homes_learn_what_waits(officer, chair):
    waiting = ApplicationFactory(sent=True, applicant=chair)
    draft = ApplicationFactory(applicant=chair, started_at=AT)
    ApplicationFactory(applicant=chair, status="withdrawn", withdrawn_at=AT)
    province = RoleGrantFactory(province=True, region=ProvinceFactory()).user

    assert (applications_waiting_for(officer), applications_waiting_for(province)) == (1, 0)
    assert own_open_applications(chair) == [draft, waiting]
