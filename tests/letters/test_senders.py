"""Assignment letters that the dinsos of the participants or their own institution sends: each for its own people."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lms.enrolment.models import Enrolment
from lms.letters.enums import LetterKind, LetterState, Numbering
from lms.letters.facts import Terms
from lms.letters.models import Letter, NumberBook
from lms.letters.operations import (
    end_letters_of,
    give_number,
    hand_over_letters,
    issue_from_institution,
    issue_from_office,
    issue_letters,
    reissue_letter,
    replace_outdated,
)
from lms.refusal import Refusal
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.letters import AT
from tests.factories.organisations import InstitutionFactory, OfficeFactory, RegencyFactory, RoleGrantFactory
from tests.letters.test_views import post

pytestmark = pytest.mark.django_db

OFFERED = {"numbering": "next", "nature": "Biasa", "copies": ""}
SIGNED = {"number": "07/LKS-HB/VII/2026", "signatory_title": "Ketua", "signatory_name": "Hj. Aminah"}


@pytest.fixture
def kapuas():
    return OfficeFactory(
        region=RegencyFactory(),
        name="Dinas Sosial Kabupaten Kapuas",
        unit_code="DINSOS-KAPUAS",
        city="Kuala Kapuas",
        signatory_title="Kepala Dinas Sosial Kabupaten Kapuas",
    )


@pytest.fixture
def institution(kapuas):
    return InstitutionFactory(name="LKS Harapan Bersama", region=kapuas.region, address="Jalan Pemuda 5")


@pytest.fixture
def ani(cohort, institution):
    return EnrolmentFactory(
        cohort=cohort, accepted=True, membership__institution=institution, membership__person__name="Ani"
    )


@pytest.fixture
def stranger(cohort):
    """A participant of another kota and institution."""
    region = RegencyFactory(code="62.71", name="Kota Palangka Raya")
    lks = InstitutionFactory(region=region)
    return EnrolmentFactory(cohort=cohort, accepted=True, membership__institution=lks, membership__person__name="Budi")


def refused(refusal):
    return [reason.code for reason in refusal.value.reasons]


def test_a_dinsos_assigns_its_people_alone_from_its_own_book_and_head(login, cohort, kapuas, ani, stranger):
    officer = RoleGrantFactory(region=kapuas.region).user

    answer = post(login(officer), "assignment_of_office", cohort.pk, kapuas.pk, **OFFERED)

    letter = Letter.objects.select_related("entry__book").get()
    assert answer.status_code == 302
    assert (letter.enrolment, letter.office, letter.entry.book.office) == (ani, kapuas, kapuas)
    assert letter.frozen_facts.head.office_name == "Dinas Sosial Kabupaten Kapuas"
    assert letter.frozen_facts.head.city == "Kuala Kapuas"
    assert not NumberBook.objects.filter(office=cohort.office).exists()


def test_the_head_of_an_institution_assigns_a_member_under_a_typed_number(login, cohort, institution, ani, stranger):
    admin = RoleGrantFactory(institution_admin=True, institution=institution).user
    client = login(admin)

    post(client, "assignment_of_institution", cohort.pk, institution.pk, enrolment=stranger.pk, **SIGNED)
    assert not Letter.objects.exists()
    post(client, "assignment_of_institution", cohort.pk, institution.pk, enrolment=ani.pk, **SIGNED)

    letter = Letter.objects.get()
    head = letter.frozen_facts.head
    assert (letter.institution, letter.number, letter.entry) == (institution, "07/LKS-HB/VII/2026", None)
    assert (head.government, head.office_name) == ("", "LKS Harapan Bersama")
    assert (head.city, head.signatory_title, head.signatory_name) == (
        "Kuala Kapuas",
        "Ketua LKS Harapan Bersama",
        "Hj. Aminah",
    )
    assert not NumberBook.objects.exists()


def test_an_institution_assigns_nobody_who_has_left_it(login, cohort, institution, ani, by):
    type(ani.membership).objects.filter(pk=ani.membership_id).update(ends_on=AT.date() - timedelta(days=1))
    client = login(RoleGrantFactory(institution_admin=True, institution=institution).user)

    with pytest.raises(Refusal) as left:
        issue_from_institution(ani, institution, number="7", signer=("Ketua", "Aminah"), by=by, at=AT)
    page = client.get(reverse("assignment_of_institution", args=[cohort.pk, institution.pk]))
    post(client, "assignment_of_institution", cohort.pk, institution.pk, enrolment=ani.pk, **SIGNED)

    assert refused(left) == ["nobody_accepted"]
    assert page.context["waiting"] == client.get(reverse("letter_list")).context["to_issue"] == []
    assert not Letter.objects.exists()


def test_one_assignment_letter_is_enough_whoever_sends_it(cohort, kapuas, institution, ani, by):
    issue_from_office(cohort, kapuas, terms=Terms(), numbering=Numbering.NEXT, by=by, at=AT)

    with pytest.raises(Refusal) as again:
        issue_from_institution(ani, institution, number="7", signer=("Ketua", "Aminah"), by=by, at=AT)
    with pytest.raises(Refusal) as organiser:
        issue_letters(cohort, LetterKind.ASSIGNMENT, terms=Terms(), numbering=Numbering.NEXT, by=by, at=AT)

    assert (refused(again), refused(organiser)) == (["all_issued"], ["all_issued"])


def test_each_sender_manages_its_own_letters_alone(login, cohort, officer, kapuas, institution, ani, by):
    (letter,) = issue_from_office(cohort, kapuas, terms=Terms(), numbering=Numbering.NEXT, by=by, at=AT)
    admin = RoleGrantFactory(institution_admin=True, institution=institution).user
    sender = RoleGrantFactory(region=kapuas.region).user
    other = RoleGrantFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")).user

    statuses = [
        login(user).get(reverse("letter_void", args=[letter.pk])).status_code
        for user in (sender, officer, admin, other)
    ]
    board = login(officer).get(reverse("letter_board", args=[cohort.pk])).content.decode()

    assert statuses == [200, 404, 404, 404]
    assert "Dinas Sosial Kabupaten Kapuas" in board
    assert reverse("letter_void", args=[letter.pk]) not in board
    assert list(Letter.objects.visible_to(other)) == []


def test_what_can_be_issued_stands_on_the_page_of_letters(login, cohort, kapuas, institution, ani, stranger):
    admin = RoleGrantFactory(institution_admin=True, institution=institution).user
    sender = RoleGrantFactory(region=kapuas.region).user

    found = [
        [(each.url, each.people) for each in login(user).get(reverse("letter_list")).context["to_issue"]]
        for user in (admin, sender, ani.person.user or RoleGrantFactory(trainer=True).user)
    ]

    assert found == [
        [(reverse("assignment_of_institution", args=[cohort.pk, institution.pk]), 1)],
        [(reverse("assignment_of_office", args=[cohort.pk, kapuas.pk]), 1)],
        [],
    ]


def test_a_move_makes_the_letter_anew_under_the_same_head(cohort, kapuas, institution, ani, by):
    issue_from_office(cohort, kapuas, terms=Terms(), numbering=Numbering.NEXT, by=by, at=AT)
    assert replace_outdated(cohort, at=AT) == []

    cohort.venue = "Hotel Aquarius"
    cohort.save()
    (anew,) = replace_outdated(cohort, at=AT)

    assert anew.frozen_facts.head.office_name == "Dinas Sosial Kabupaten Kapuas"
    assert (anew.office, anew.entry.book.office) == (kapuas, kapuas)


def test_a_letter_of_an_institution_made_anew_waits_for_a_number_of_its_book(cohort, institution, ani, by):
    letter = issue_from_institution(ani, institution, number="7", signer=("Ketua", "Aminah"), by=by, at=AT)

    anew = reissue_letter(letter, by=by, at=AT)
    with pytest.raises(Refusal) as refusal:
        give_number(anew, typed="", by=by, at=AT)
    give_number(anew, typed=" 8 /LKS", by=by, at=AT)

    anew.refresh_from_db()
    assert anew.frozen_facts.head.signatory_name == "Aminah"
    assert refused(refusal) != []
    assert (anew.number, anew.entry) == ("8 /LKS", None)


def test_a_dinsos_assigns_no_successor_from_elsewhere(cohort, kapuas, ani, stranger, by):
    (letter,) = issue_from_office(cohort, kapuas, terms=Terms(), numbering=Numbering.NEXT, by=by, at=AT)

    hand_over_letters(ani, stranger, at=AT)
    end_letters_of(ani, at=AT)

    letter.refresh_from_db()
    assert letter.state == LetterState.VOID
    assert Letter.objects.count() == 1
    assert Enrolment.objects.count() == 2
