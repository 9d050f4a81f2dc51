import uuid
from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from lms.cohorts.models import Quota
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory, SessionFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    ProvinceFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]


@pytest.fixture
def cohort():
    """Open, with two seats for Kapuas."""
    return QuotaFactory().cohort


@pytest.fixture
def institution():
    """A registered LKS of Kapuas."""
    return RegistrationPaperFactory().institution


@pytest.fixture
def admin(login, institution):
    return login(RoleGrantFactory(institution_admin=True, institution=institution).user)


@pytest.fixture
def kapuas(login):
    return login(RoleGrantFactory().user)


@pytest.fixture
def province(login):
    return login(RoleGrantFactory(province=True).user)


def nomination(*members, **more):
    return {"once_key": str(uuid.uuid4()), "members": [str(member.pk) for member in members], **more}


def words(response):
    return response.content.decode()


def status_of(enrolment):
    return Enrolment.objects.get(pk=enrolment.pk).status


def test_two_members_are_nominated_confirmed_and_accepted(admin, kapuas, province, cohort, institution):
    members = [MembershipFactory(institution=institution) for _number in range(2)]

    sent = admin.post(reverse("nominate", args=[cohort.pk]), nomination(*members))
    assert sent.url == reverse("nominate", args=[cohort.pk])
    for enrolment in Enrolment.objects.all():
        assert kapuas.post(reverse("enrolment_confirm", args=[enrolment.pk])).url == reverse("nomination_list")
    accepted = province.post(reverse("accept_confirmed", args=[cohort.pk]))

    assert accepted.url == reverse("participant_list", args=[cohort.pk])
    assert list(Enrolment.objects.values_list("status", flat=True)) == ["accepted", "accepted"]
    assert Quota.objects.get().taken == 2


def test_the_page_of_an_institution_shows_who_may_go_and_why_others_may_not(admin, cohort, institution):
    free = MembershipFactory(institution=institution)
    taken = EnrolmentFactory(cohort=cohort, membership=MembershipFactory(institution=institution)).membership
    foreign = MembershipFactory()

    response = admin.get(reverse("nominate", args=[cohort.pk]))

    rows = {row.member: [reason.code for reason in row.reasons] for row in response.context["rows"]}
    assert rows == {free: [], taken: ["nominated_already"]}
    assert [enrolment.membership for enrolment in response.context["sent"]] == [taken]
    assert f'value="{free.pk}"' in words(response)
    assert f'value="{taken.pk}"' not in words(response)
    assert foreign.person.name not in words(response)


def test_a_refused_nomination_names_the_person_and_keeps_the_others_ticked(admin, cohort, institution):
    good = MembershipFactory(institution=institution)
    late = EnrolmentFactory(cohort=cohort, membership=MembershipFactory(institution=institution)).membership

    response = admin.post(reverse("nominate", args=[cohort.pk]), nomination(good, late))

    assert late.person.name in str(response.context["form"].non_field_errors())
    assert [row.member for row in response.context["rows"] if row.is_chosen] == [good, late]
    assert Enrolment.objects.count() == 1


def test_members_of_another_institution_are_no_choice(admin, cohort):
    foreign = RegistrationPaperFactory().institution
    member = MembershipFactory(institution=foreign)

    response = admin.post(reverse("nominate", args=[cohort.pk]), nomination(member))

    assert list(response.context["form"].errors) == ["members"]
    assert not Enrolment.objects.exists()


def test_a_nomination_sent_twice_is_one_nomination(admin, cohort, institution):
    body = nomination(MembershipFactory(institution=institution))

    first, second = (admin.post(reverse("nominate", args=[cohort.pk]), body) for _time in range(2))

    assert (first.url, Enrolment.objects.count()) == (second.url, 1)


def test_after_the_last_day_the_page_says_so_and_offers_no_form(admin, institution):
    cohort = QuotaFactory(
        cohort=CohortFactory(opened=True, nominate_until=datetime(2026, 6, 9, tzinfo=UTC).date())
    ).cohort
    member = MembershipFactory(institution=institution)

    page = admin.get(reverse("nominate", args=[cohort.pk]))
    response = admin.post(reverse("nominate", args=[cohort.pk]), nomination(member))

    assert [reason.code for reason in page.context["closed"]] == ["nominations_ended"]
    assert "once_key" not in words(page)
    assert (response.status_code, Enrolment.objects.count()) == (200, 0)


def test_an_institution_withdraws_its_own_nomination(admin, cohort, institution):
    enrolment = EnrolmentFactory(cohort=cohort, membership=MembershipFactory(institution=institution))

    admin.post(reverse("enrolment_withdraw", args=[enrolment.pk]))

    assert status_of(enrolment) == EnrolmentStatus.WITHDRAWN


def test_the_inbox_shows_what_waits_first_cohort_by_cohort(kapuas, cohort):
    later = QuotaFactory(cohort=CohortFactory(opened=True)).cohort
    done = EnrolmentFactory(cohort=cohort, confirmed=True)
    first, second = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=later)
    EnrolmentFactory(membership__institution__region=RegencyFactory(code="62.71", name="Kota Palangka Raya"))

    response = kapuas.get(reverse("nomination_list"))

    groups = [(group.cohort, group.is_waiting, list(group.enrolments)) for group in response.context["inbox"]]
    assert groups == [(cohort, True, [first]), (later, True, [second]), (cohort, False, [done])]


def test_a_second_press_on_confirm_is_told_so(kapuas, cohort):
    enrolment = EnrolmentFactory(cohort=cohort)
    kapuas.post(reverse("enrolment_confirm", args=[enrolment.pk]))

    response = kapuas.post(reverse("enrolment_confirm", args=[enrolment.pk]), follow=True)

    assert [message.level_tag for message in response.context["messages"]][-1] in {"error", "danger"}
    assert status_of(enrolment) == EnrolmentStatus.CONFIRMED


def test_the_regency_declines_with_a_reason_the_institution_reads(kapuas, admin, cohort, institution):
    enrolment = EnrolmentFactory(cohort=cohort, membership=MembershipFactory(institution=institution))

    kapuas.post(reverse("enrolment_decline", args=[enrolment.pk]), {"why": "Berkas belum lengkap"})

    assert status_of(enrolment) == EnrolmentStatus.DECLINED
    assert "Berkas belum lengkap" in words(admin.get(reverse("nominate", args=[cohort.pk])))


def test_the_province_accepts_one_and_may_decline_her_again(province, cohort):
    enrolment = EnrolmentFactory(cohort=cohort, confirmed=True)

    province.post(reverse("enrolment_accept", args=[enrolment.pk]))
    assert (status_of(enrolment), Quota.objects.get().taken) == (EnrolmentStatus.ACCEPTED, 1)

    response = province.post(reverse("participant_decline", args=[enrolment.pk]), {"why": "Berhalangan"})
    assert response.url == reverse("participant_list", args=[cohort.pk])
    assert (status_of(enrolment), Quota.objects.get().taken) == (EnrolmentStatus.DECLINED, 0)


def test_accepting_all_says_who_was_refused_and_why(province, cohort):
    people = [
        EnrolmentFactory(cohort=cohort, confirmed=True, confirmed_at=datetime(2026, 6, day, tzinfo=UTC))
        for day in (1, 2, 3)
    ]

    response = province.post(reverse("accept_confirmed", args=[cohort.pk]), follow=True)

    said = [str(message) for message in response.context["messages"]]
    assert len(said) == 2
    assert people[2].person_name in said[1]
    assert Quota.objects.get().taken == 2


def test_the_province_sees_seats_and_people_by_region(province, cohort):
    city = RegencyFactory(code="62.71", name="Kota Palangka Raya")
    QuotaFactory(cohort=cohort, region=city, taken=2)
    waiting = EnrolmentFactory(cohort=cohort, confirmed=True)
    there = EnrolmentFactory(cohort=cohort, membership__institution__region=city)

    rows = province.get(reverse("participant_list", args=[cohort.pk])).context["rows"]

    people = [[card.enrolment for card in row.cards] for row in rows]
    assert [(row.quota.region_id, row.is_full) for row in rows] == [("62.03", False), ("62.71", True)]
    assert people == [[waiting], [there]]


def test_foreign_objects_do_not_exist(login, admin, kapuas, cohort):
    elsewhere = RegencyFactory(code="62.71", name="Kota Palangka Raya")
    foreign = EnrolmentFactory(cohort=cohort, membership__institution__region=elsewhere)
    south = login(RoleGrantFactory(province=True, region=ProvinceFactory(code="63", name="Kalimantan Selatan")).user)
    closed_to_kapuas = QuotaFactory(region=elsewhere).cohort

    answers = [
        admin.get(reverse("nominate", args=[closed_to_kapuas.pk])),
        admin.post(reverse("nominate", args=[closed_to_kapuas.pk]), nomination()),
        admin.post(reverse("enrolment_withdraw", args=[foreign.pk])),
        kapuas.post(reverse("enrolment_confirm", args=[foreign.pk])),
        kapuas.post(reverse("enrolment_decline", args=[foreign.pk]), {"why": "x"}),
        south.get(reverse("participant_list", args=[cohort.pk])),
        south.post(reverse("enrolment_accept", args=[foreign.pk])),
        south.post(reverse("participant_decline", args=[foreign.pk]), {"why": "x"}),
        south.post(reverse("accept_confirmed", args=[cohort.pk])),
    ]

    assert [answer.status_code for answer in answers] == [404] * 9
    assert status_of(foreign) == EnrolmentStatus.NOMINATED


def test_the_wrong_role_is_refused(login, cohort):
    enrolment = EnrolmentFactory(cohort=cohort, confirmed=True)
    client = login(UserFactory())

    answers = [
        client.get(reverse("nominate", args=[cohort.pk])),
        client.get(reverse("nomination_list")),
        client.get(reverse("participant_list", args=[cohort.pk])),
        client.post(reverse("accept_confirmed", args=[cohort.pk])),
        *(
            client.post(reverse(name, args=[enrolment.pk]))
            for name in (
                "enrolment_withdraw",
                "enrolment_confirm",
                "enrolment_decline",
                "enrolment_accept",
                "participant_decline",
            )
        ),
    ]

    assert [answer.status_code for answer in answers] == [403] * 9


def test_an_institution_may_not_confirm_and_a_regency_may_not_accept(admin, kapuas, cohort, institution):
    enrolment = EnrolmentFactory(cohort=cohort, membership=MembershipFactory(institution=institution))

    assert admin.post(reverse("enrolment_confirm", args=[enrolment.pk])).status_code == 403
    assert kapuas.post(reverse("enrolment_accept", args=[enrolment.pk])).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_takes_the_same_queries_for_one_and_three(kapuas, django_assert_num_queries, rows):
    for _number in range(rows):
        EnrolmentFactory()
    url = reverse("nomination_list")
    kapuas.get(url)

    with django_assert_num_queries(6):
        response = kapuas.get(url)

    assert len(response.context["page"].object_list) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_participants_take_the_same_queries_for_one_and_three(province, django_assert_num_queries, rows):
    cohort = CohortFactory(opened=True)
    for number in range(rows):
        region = RegencyFactory(code=f"62.1{number}", name=f"Kabupaten {number}")
        QuotaFactory(cohort=cohort, region=region)
        EnrolmentFactory(cohort=cohort, membership__institution__region=region)
    url = reverse("participant_list", args=[cohort.pk])
    province.get(url)

    with django_assert_num_queries(10):
        response = province.get(url)

    assert len(response.context["rows"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_members_take_the_same_queries_for_one_and_three(
    admin, cohort, institution, django_assert_num_queries, rows
):
    for _number in range(rows):
        MembershipFactory(institution=institution)
        EnrolmentFactory(cohort=cohort, membership=MembershipFactory(institution=institution))
    url = reverse("nominate", args=[cohort.pk])
    admin.get(url)

    with django_assert_num_queries(10):
        response = admin.get(url)

    assert len(response.context["sent"]) == rows


def test_empty_lists_say_what_will_stand_there(admin, kapuas, province, cohort):
    draft = CohortFactory()

    for client, url in (
        (admin, reverse("nominate", args=[cohort.pk])),
        (kapuas, reverse("nomination_list")),
        (province, reverse("participant_list", args=[draft.pk])),
    ):
        assert "empty-title" in words(client.get(url))


def test_a_nominee_of_an_inactive_institution_sees_the_reason(login, cohort):
    resting = InstitutionFactory(status="inactive")
    MembershipFactory(institution=resting)
    client = login(RoleGrantFactory(institution_admin=True, institution=resting).user)

    (row,) = client.get(reverse("nominate", args=[cohort.pk])).context["rows"]

    assert [reason.code for reason in row.reasons] == ["institution_inactive", "institution_unregistered"]


def test_a_long_list_of_participants_comes_in_pages(province, cohort):
    institution = InstitutionFactory()
    people = [EnrolmentFactory(cohort=cohort, membership__institution=institution) for _number in range(50)]
    last = EnrolmentFactory(cohort=cohort, confirmed=True, person_name="Zulkifli", membership__institution=institution)
    url = reverse("participant_list", args=[cohort.pk])

    shown = [
        [card.enrolment for row in province.get(url, {"page": page}).context["rows"] for card in row.cards]
        for page in (1, 2)
    ]
    back = province.post(reverse("enrolment_accept", args=[last.pk]) + "?page=2")

    assert ([len(page) for page in shown], shown[0][0]) == ([50, 1], last)
    assert {one.pk for page in shown for one in page} == {one.pk for one in (*people, last)}
    assert back.url == url + "?page=2"


def test_of_many_refused_ten_reasons_are_said_and_the_others_counted(province, cohort):
    institution = InstitutionFactory()
    for _number in range(14):
        EnrolmentFactory(cohort=cohort, confirmed=True, membership__institution=institution)

    response = province.post(reverse("accept_confirmed", args=[cohort.pk]), follow=True)

    assert len(list(response.context["messages"])) == 12
    assert Quota.objects.get().taken == 2


@pytest.mark.parametrize(("number", "keys"), [(2, 1), (1, 0)])
def test_who_want_to_stay_together_share_a_key(admin, cohort, institution, number, keys):
    members = MembershipFactory.create_batch(number, institution=institution)

    admin.post(reverse("nominate", args=[cohort.pk]), nomination(*members, together="on"))

    parties = list(Enrolment.objects.values_list("party", flat=True))
    assert (len(parties), len(set(parties)), len(set(parties) - {""})) == (number, 1, keys)


def test_a_regency_sends_people_who_stay_together_or_each_alone(kapuas, cohort, institution):
    url = reverse("enrolment_send", args=[cohort.pk])
    for body in ({"together": "on"}, {}):
        kapuas.post(url, nomination(*MembershipFactory.create_batch(2, institution=institution), **body))

    parties = list(Enrolment.objects.order_by("pk").values_list("party", flat=True))
    assert (len(parties), len(set(parties[:2])), bool(parties[0]), parties[2:]) == (4, 1, True, ["", ""])


def test_an_institution_does_not_take_back_what_a_member_asked_for_herself(admin, cohort, institution):
    enrolment = EnrolmentFactory(cohort=cohort, way="application", membership__institution=institution)

    assert admin.post(reverse("enrolment_withdraw", args=[enrolment.pk])).status_code == 404
    assert reverse("enrolment_withdraw", args=[enrolment.pk]) not in words(
        admin.get(reverse("nominate", args=[cohort.pk]))
    )
    assert status_of(enrolment) == EnrolmentStatus.NOMINATED


def test_who_is_present_is_offered_for_no_decline(kapuas, cohort):
    enrolment = EnrolmentFactory(
        cohort=cohort, accepted=True, status="present", present_at=datetime(2026, 6, 10, tzinfo=UTC)
    )

    assert reverse("enrolment_decline", args=[enrolment.pk]) not in words(kapuas.get(reverse("nomination_list")))


@pytest.mark.parametrize(
    ("status", "tone"),
    [
        ("nominated", "info"),
        ("reserve", "warn"),
        ("offered", "warn"),
        ("accepted", "ok"),
        ("present", "ok"),
        ("completed", "ok"),
        ("declined", "danger"),
        ("replaced", "neutral"),
    ],
)
def test_a_status_has_its_tone(status, tone):
    assert f"tag-{tone}" in render_to_string("enrolment/status.html", {"enrolment": Enrolment(status=status)})


def test_an_officer_sees_who_takes_part_in_something_else_at_the_same_hours(province, cohort):
    here = EnrolmentFactory(cohort=cohort, confirmed=True)
    SessionFactory(cohort=cohort)
    other = SessionFactory(cohort__title="Pelatihan lain").cohort
    EnrolmentFactory(cohort=other, membership=here.membership, accepted=True)
    EnrolmentFactory(cohort=cohort, confirmed=True)

    response = province.get(reverse("participant_list", args=[cohort.pk]))

    [row] = response.context["rows"]
    assert {card.enrolment.pk: card.elsewhere for card in row.cards}[here.pk] == "Pelatihan lain"
    assert response.content.decode().count("Pelatihan lain") == 1
