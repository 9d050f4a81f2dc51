"""Mental coaching, then skills, then KUBE: each opens when the one before is passed, or by a reason that is kept."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from lms.enrolment.eligibility import gates_against, gates_against_oneself
from lms.enrolment.enums import EnrolmentRole
from lms.enrolment.models import Enrolment
from lms.enrolment.operations import nominate_members, send_members, send_through_gate
from lms.enrolment.rules.gates import Gate, reasons_against_gate_why, reasons_against_gates
from lms.journal.models import Event
from lms.organisations.models import Membership
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.certificates import CertificateFactory, RevocationFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.completion import AwardFactory, VerdictFactory
from tests.factories.content import CoursePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import (
    MembershipFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
)

AT = datetime(2026, 6, 10, 2, tzinfo=UTC)
ON = date(2026, 6, 10)
WHY = "Membawa sertifikat BBPPKS tahun 2024, sudah dilihat."

in_june = pytest.mark.usefixtures("june")


def course_after(*before, title):
    course = CoursePageFactory(title=title)
    course.prerequisites = [
        course.prerequisites.model(course=each, sort_order=order) for order, each in enumerate(before)
    ]
    course.save()
    return course


@pytest.fixture
def path():
    """The three courses of the path, in their order."""
    mental = CoursePageFactory(title="Pembinaan Mental")
    skills = course_after(mental, title="Keterampilan")
    return mental, skills, course_after(skills, title="KUBE")


@pytest.fixture
def member():
    return MembershipFactory(institution=RegistrationPaperFactory().institution)


def cohort_of(course, **more):
    return QuotaFactory(cohort=CohortFactory(opened=True, course=course, **more)).cohort


def passed(member, course, **more):
    enrolment = EnrolmentFactory(cohort=CohortFactory(opened=True, course=course), membership=member, accepted=True)
    return VerdictFactory(enrolment=enrolment, **more)


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


# --- the rule --------------------------------------------------------------------------------------------------------


def test_the_sentence_names_the_course_and_its_nearest_cohort():
    gate = Gate(7, "Pembinaan Mental", "Pembinaan Mental Agustus", date(2026, 8, 3))

    with translation.override("en"):
        own, named = reasons_against_gates([gate], ()), reasons_against_gates([gate], (), person_name="Siti")

        assert [str(reason) for reason in own] == [
            "You need to have passed Pembinaan Mental. Nearest cohort: Pembinaan Mental Agustus, 3 August 2026."
        ]
        assert [str(reason) for reason in named] == [
            "Siti needs to have passed Pembinaan Mental. Nearest cohort: Pembinaan Mental Agustus, 3 August 2026."
        ]


def test_without_an_open_cohort_the_sentence_says_so():
    with translation.override("en"):
        [reason] = reasons_against_gates([Gate(7, "Pembinaan Mental")], ())

        assert str(reason) == "You need to have passed Pembinaan Mental. No cohort of it is open now."


def test_only_what_is_not_passed_stands_in_the_way():
    gates = [Gate(7, "A"), Gate(8, "B")]

    assert [dict(reason.values)["course"] for reason in reasons_against_gates(gates, {7})] == ["B"]
    assert reasons_against_gates(gates, {7, 8}) == ()


@pytest.mark.parametrize(("why", "found"), [("", 1), ("oke", 1), (WHY, 0), ("x" * 301, 1)])
def test_an_override_is_a_sentence(why, found):
    assert len(reasons_against_gate_why(why)) == found


# --- the path --------------------------------------------------------------------------------------------------------


@in_june
@pytest.mark.django_db
def test_the_path_opens_step_by_step(path, member):
    mental, skills, kube = (cohort_of(course) for course in path)

    def closed():
        return [bool(gates_against(cohort, [member.person], on=ON)) for cohort in (mental, skills, kube)]

    assert closed() == [False, True, True]
    passed(member, path[0])
    assert closed() == [False, False, True]
    passed(member, path[1])
    assert closed() == [False, False, False]


@in_june
@pytest.mark.django_db
def test_the_nearest_open_cohort_is_named(path, member):
    cohort_of(path[0], title="Terlewat", nominate_until=date(2026, 6, 9))
    cohort_of(path[0], title="Kemudian", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 2))
    nearest = cohort_of(path[0], title="Terdekat", starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 5))

    [reason] = gates_against_oneself(cohort_of(path[1]), member.person, on=ON)

    assert dict(reason.values)["cohort"] == nearest.title
    with translation.override("id"):
        assert str(dict(reason.values)["day"]) == "3 Agustus 2026"


@in_june
@pytest.mark.django_db
def test_a_verdict_of_failure_opens_nothing(path, member):
    passed(member, path[0], result="not_passed", reasons=[{"code": "attendance_low", "values": {}}])

    assert gates_against(cohort_of(path[1]), [member.person], on=ON)


@in_june
@pytest.mark.django_db
def test_a_revoked_certificate_closes_the_gate_again(path, member):
    verdict = passed(member, path[0])
    award = AwardFactory(verdict=verdict, certificate=CertificateFactory(issued=True))
    assert not gates_against(cohort_of(path[1]), [member.person], on=ON)

    RevocationFactory(certificate=award.certificate)

    assert gates_against(cohort_of(path[1]), [member.person], on=ON)


@in_june
@pytest.mark.django_db
def test_somebody_without_a_row_in_the_register_has_passed_nothing(path):
    assert [reason.code for reason in gates_against_oneself(cohort_of(path[1]), None, on=ON)] == ["gate_closed"]
    assert gates_against_oneself(cohort_of(path[0]), None, on=ON) == ()


@in_june
@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 3])
def test_gates_are_read_in_three_queries(path, people, django_assert_num_queries):
    cohort = cohort_of(path[1])
    members = [MembershipFactory() for _number in range(people)]

    with django_assert_num_queries(3):
        gates_against(cohort, [member.person for member in members], on=ON)


# --- nominating ------------------------------------------------------------------------------------------------------


@in_june
@pytest.mark.django_db
def test_nobody_is_nominated_past_a_closed_gate(path, member):
    cohort = cohort_of(path[1])
    ready = MembershipFactory(institution=member.institution)
    passed(ready, path[0])

    with pytest.raises(Refusal) as refusal:
        nominate_members(cohort, [ready, member], by=UserFactory(), at=AT)

    assert codes(refusal) == ["gate_closed"]
    assert not cohort.enrolments.exists()
    assert [row.person for row in nominate_members(cohort, [ready], by=UserFactory(), at=AT)] == [ready.person]


@in_june
@pytest.mark.django_db
def test_a_companion_passes_no_gate(path, member):
    cohort = cohort_of(path[1])

    [enrolment] = nominate_members(cohort, [member], by=UserFactory(), at=AT, role=EnrolmentRole.COMPANION)

    assert enrolment.role == "companion"


@in_june
@pytest.mark.django_db
def test_an_officer_lets_somebody_through_and_her_reason_is_kept(path, member):
    cohort, officer = cohort_of(path[1]), RoleGrantFactory().user

    enrolment = send_through_gate(cohort, member, why=WHY, by=officer, at=AT)

    kept = Enrolment.objects.get()
    assert (kept, kept.status, kept.gate_why, kept.gate_by) == (enrolment, "confirmed", WHY, officer)
    names = list(Event.objects.filter(subject_type="enrolment.enrolment").order_by("pk").values_list("name", flat=True))
    assert names == ["enrolment.nominated", "enrolment.confirmed", "enrolment.gate_overridden"]
    assert WHY not in str(list(Event.objects.values_list("data", flat=True)))


@in_june
@pytest.mark.django_db
def test_an_open_gate_needs_no_reason_and_keeps_none(path, member):
    enrolment = send_through_gate(cohort_of(path[0]), member, why=WHY, by=RoleGrantFactory().user, at=AT)

    assert (enrolment.gate_why, enrolment.gate_by) == ("", None)


@in_june
@pytest.mark.django_db
def test_without_a_reason_the_gate_stays_closed(path, member):
    with pytest.raises(Refusal) as refusal:
        send_through_gate(cohort_of(path[1]), member, why=" ", by=RoleGrantFactory().user, at=AT)

    assert codes(refusal) == ["gate_why_missing"]


@in_june
@pytest.mark.django_db
def test_an_officer_does_not_send_herself(path, member):
    officer = RoleGrantFactory().user
    member.person.user = officer
    member.person.save()

    for send in (
        lambda: send_members(cohort_of(path[0]), [member], by=officer, at=AT),
        lambda: send_through_gate(cohort_of(path[1]), member, why=WHY, by=officer, at=AT),
    ):
        with pytest.raises(Refusal) as refusal:
            send()
        assert codes(refusal) == ["own_nomination"]


# --- the page of a kabupaten or kota ---------------------------------------------------------------------------------


@pytest.fixture
def kapuas(login):
    return login(RoleGrantFactory().user)


@in_june
@pytest.mark.django_db
def test_an_officer_sends_members_of_several_institutions_and_confirms_them_at_once(kapuas, path):
    cohort = cohort_of(path[0])
    members = [MembershipFactory(institution=RegistrationPaperFactory().institution) for _number in range(2)]
    body = {"once_key": str(uuid.uuid4()), "members": [str(member.pk) for member in members]}
    url = reverse("enrolment_send", args=[cohort.pk])

    first, second = (kapuas.post(url, body) for _time in range(2))

    assert (first.url, second.url) == (url, url)
    rows = Enrolment.objects.order_by("pk")
    assert [(row.membership, row.status) for row in rows] == [(member, "confirmed") for member in members]


@in_june
@pytest.mark.django_db
def test_the_page_shows_reasons_beside_each_and_a_way_past_a_closed_gate(kapuas, path):
    cohort = cohort_of(path[1])
    institution = RegistrationPaperFactory().institution
    ready, gated = (MembershipFactory(institution=institution) for _number in range(2))
    unregistered = MembershipFactory()
    passed(ready, path[0])

    response = kapuas.get(reverse("enrolment_send", args=[cohort.pk]))

    found = {row.member: [reason.code for reason in row.against] for row in response.context["rows"]}
    assert found == {ready: [], gated: ["gate_closed"], unregistered: ["institution_unregistered", "gate_closed"]}
    text = response.content.decode()
    assert reverse("enrolment_gate", args=[cohort.pk, gated.pk]) in text
    assert reverse("enrolment_gate", args=[cohort.pk, unregistered.pk]) not in text


@in_june
@pytest.mark.django_db
def test_the_way_past_a_gate_works_from_the_page_once(kapuas, path, member):
    cohort = cohort_of(path[1])
    url, body = reverse("enrolment_gate", args=[cohort.pk, member.pk]), {"once_key": str(uuid.uuid4()), "why": WHY}

    for _time in range(2):
        assert kapuas.post(url, body).status_code == 302

    assert Enrolment.objects.get(cohort=cohort).gate_why == WHY


@in_june
@pytest.mark.django_db
def test_members_are_found_by_name_and_institution(kapuas, path):
    cohort = cohort_of(path[0])
    siti = MembershipFactory(institution__name="LKS Kasih Ibu", person__name="Siti Aminah")
    MembershipFactory(institution__name="LKS Harapan", person__name="Budi")

    found = kapuas.get(reverse("enrolment_send", args=[cohort.pk]), {"cari": "siti kasih"})
    strange = kapuas.get(reverse("enrolment_send", args=[cohort.pk]), {"cari": "\x00"})

    assert [row.member for row in found.context["rows"]] == [siti]
    assert (strange.status_code, strange.context["rows"]) == (200, [])


@in_june
@pytest.mark.django_db
def test_people_of_another_area_are_no_choice(kapuas, path):
    cohort = cohort_of(path[0])
    elsewhere = RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    foreign = MembershipFactory(institution=RegistrationPaperFactory(institution__region=elsewhere).institution)
    body = {"once_key": str(uuid.uuid4()), "members": [str(foreign.pk), "x", "9" * 40]}

    listed = kapuas.get(reverse("enrolment_send", args=[cohort.pk]))
    sent = kapuas.post(reverse("enrolment_send", args=[cohort.pk]), body)
    gate = kapuas.post(reverse("enrolment_gate", args=[cohort.pk, foreign.pk]), body | {"why": WHY})

    assert listed.context["rows"] == []
    assert list(sent.context["form"].errors) == ["members"]
    assert gate.status_code == 404
    assert not Enrolment.objects.exists()


@in_june
@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 3])
def test_the_page_of_an_officer_asks_a_fixed_number_of_queries(kapuas, path, people, django_assert_num_queries):
    cohort = cohort_of(path[1])
    for _number in range(people):
        MembershipFactory(institution=RegistrationPaperFactory().institution)
    kapuas.get(reverse("enrolment_send", args=[cohort.pk]))

    with django_assert_num_queries(13):
        kapuas.get(reverse("enrolment_send", args=[cohort.pk]))


# --- what is kept ----------------------------------------------------------------------------------------------------


@in_june
@pytest.mark.django_db
def test_moving_renaming_and_ending_rewrites_no_enrolment(path, member):
    cohort = cohort_of(path[0])
    [enrolment] = nominate_members(cohort, [member], by=UserFactory(), at=AT)
    names = ("person_name", "institution_name", "institution_number", "kind_code", "kind_name", "position", "region_id")
    before = Enrolment.objects.values(*names).get(pk=enrolment.pk)
    other = RegistrationPaperFactory(institution__region=RegencyFactory(code="62.10", name="Gunung Mas")).institution

    member.institution.name, member.institution.region = "LKS Nama Baru", other.region
    member.institution.save()
    member.person.name = "Nama Baru"
    member.person.save()
    member.ends_on = ON
    member.save()
    MembershipFactory(person=member.person, institution=other, position="chair", starts_on=ON)

    assert Membership.objects.filter(person=member.person).count() == 2
    assert Enrolment.objects.values(*names).get(pk=enrolment.pk) == before
    assert before["institution_name"] != "LKS Nama Baru"
