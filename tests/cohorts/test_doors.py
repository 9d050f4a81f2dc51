"""The pages for planning, papers, people and changes: the happy way, the refusal, the stranger, twice."""

import io
import uuid
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest
from django.urls import reverse

from lms.cohorts.enums import ActivityKind, CohortStatus, Delivery
from lms.cohorts.models import Cohort, CommitteeMember, Partner
from lms.cohorts.papers import draw_terms, printable, terms_facts
from lms.cohorts.timetables import BIMTEK_LKS_3_DAYS
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    CohortFactory,
    CohortTrainerFactory,
    CommitteeMemberFactory,
    PartnerFactory,
    QuotaFactory,
    SessionFactory,
    SessionTrainerFactory,
    TermsOfReferenceFactory,
    ready_cohort,
    ready_course,
)
from tests.factories.organisations import OfficeFactory, ProvinceFactory, RoleGrantFactory
from tests.naughty import NAUGHTY, encodable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]


@pytest.fixture
def planner(login):
    client = login(RoleGrantFactory(province=True, user__language="en").user)
    client.cookies["pilar-language"] = "en"
    return client


def key(**more):
    return {"once_key": str(uuid.uuid4()), **more}


def words(response):
    return response.content.decode()


def sample(office, **more):
    return key(
        office=office.pk, sample=BIMTEK_LKS_3_DAYS.key, title="Bimtek LKS", starts_on="2026-07-22", nominate_until="",
        venue="Aula", city="Palangka Raya", zone="Asia/Jakarta", seats_per_region="2", **more,
    )  # fmt: skip


def test_a_whole_bimtek_is_planned_on_one_page_and_once(planner):
    body = sample(OfficeFactory(), course=ready_course().pk)

    answers = [planner.post(reverse("cohort_sample"), body) for _time in range(2)]

    cohort = Cohort.objects.get()
    assert [answer.url for answer in answers] == [reverse("cohort_detail", args=[cohort.pk])] * 2
    assert (cohort.sessions.count(), cohort.nominate_until) == (21, date(2026, 7, 15))


def test_a_sample_that_does_not_fit_the_course_says_which_modules(planner):
    response = planner.post(reverse("cohort_sample"), sample(OfficeFactory(), course=ready_course({"K1": 135}).pk))

    assert "The timetable has lessons of module L1, which the course does not have." in words(response)
    assert not Cohort.objects.exists()


def test_an_earlier_cohort_is_planned_once_more(planner):
    source = CohortFactory(opened=True)
    SessionFactory(cohort=source)
    CohortTrainerFactory(cohort=source)
    body = key(title="Tahun depan", starts_on="2027-03-02", nominate_until="")

    response = planner.post(reverse("cohort_repeat", args=[source.pk]), body, follow=True)

    assert Cohort.objects.get(title="Tahun depan").sessions.count() == 1
    assert "1 trainers of the earlier cohort are no trainers in your area now" in words(response)


def test_an_online_activity_needs_no_venue(planner):
    plan = key(
        office=OfficeFactory().pk, course=ready_course().pk, title="Mandiri", kind="training", delivery="self_paced",
        joins_freely="on", venue="", city="Palangka Raya", zone="Asia/Jakarta", starts_on="2026-07-22",
        ends_on="2026-12-22", nominate_until="2026-12-01", seats_per_region="0",
    )  # fmt: skip

    response = planner.post(reverse("cohort_new"), plan, follow=True)

    cohort = Cohort.objects.get()
    assert (cohort.kind, cohort.delivery, cohort.venue) == (ActivityKind.TRAINING, Delivery.SELF_PACED, "Ruang daring")
    assert "Everything is ready. Opening fixes the JP" in words(response)
    planner.post(reverse("cohort_open", args=[cohort.pk]), key())
    assert Cohort.objects.get().status == CohortStatus.OPEN


def test_a_draft_is_corrected_on_its_page(planner):
    cohort = CohortFactory()
    page = planner.get(reverse("cohort_edit", args=[cohort.pk]))
    body = {name: value for name, value in page.context["form"].initial.items() if value not in (None, False)}

    planner.post(reverse("cohort_edit", args=[cohort.pk]), key(**{**body, "title": "Judul benar"}))

    assert Cohort.objects.get().title == "Judul benar"


def test_a_session_is_moved_and_a_cohort_held_elsewhere(planner):
    session = SessionFactory(cohort__opened=True)
    body = key(day="2026-07-23", starts="08.00", ends="10.15", room="Aula 2", link="")

    moved = planner.post(reverse("session_move", args=[session.cohort_id, session.pk]), body, follow=True)
    planner.post(reverse("place_change", args=[session.cohort_id]), key(venue="Hotel", city="Kapuas"))

    session.refresh_from_db()
    assert (session.starts_at, session.sequence) == (datetime(2026, 7, 23, 1, tzinfo=UTC), 2)  # once each
    assert "The session is moved." in words(moved)
    assert (Cohort.objects.get().venue, Cohort.objects.get().city) == ("Hotel", "Kapuas")


def test_a_move_that_changes_the_jp_is_refused_on_the_form(planner):
    session = SessionFactory(cohort__opened=True)
    body = key(day="2026-07-23", starts="08.00", ends="09.30", room="", link="")

    response = planner.post(reverse("session_move", args=[session.cohort_id, session.pk]), body)

    assert "carries 3 JP. Keep its length" in words(response)


def test_an_open_cohort_is_cancelled_and_says_why(planner):
    cohort = QuotaFactory().cohort
    url = reverse("cohort_cancel", args=[cohort.pk])

    refused = planner.post(url, key(why="ya"))
    done = planner.post(url, key(why="Aula terendam banjir."), follow=True)

    assert "Say why, in a few words." in words(refused)
    assert "The reason: Aula terendam banjir." in words(done)
    assert planner.get(url).status_code == 404


def test_a_committee_and_partners_are_kept_on_their_pages(planner):
    cohort = CohortFactory()
    member = key(role="chair", name="Ibu Ketua", decree_number="188/1", decree_on="2026-06-01")
    undated = key(role="member", name="Bapak", decree_number="", decree_on="2026-06-01")

    for _time in range(2):
        planner.post(reverse("committee", args=[cohort.pk]), member)
    refused = planner.post(reverse("committee", args=[cohort.pk]), undated)
    planner.post(reverse("partner_list", args=[cohort.pk]), key(name="Universitas", sort="university"))

    assert [one.name for one in CommitteeMember.objects.all()] == ["Ibu Ketua"]
    assert "A decree with a date has a number too." in words(refused)
    planner.post(reverse("committee_remove", args=[cohort.pk, CommitteeMember.objects.get().pk]))
    planner.post(reverse("partner_remove", args=[cohort.pk, Partner.objects.get().pk]))
    assert (CommitteeMember.objects.count(), Partner.objects.count()) == (0, 0)


def test_a_member_of_the_committee_is_joined_to_an_account_that_is_proved_alone(planner):
    cohort, colleague = CohortFactory(), UserFactory(email="sri@contoh.id")
    UserFactory(email="palsu@contoh.id", confirmed_at=None)
    UserFactory(email="pergi@contoh.id", is_active=False)

    for email in ("palsu@contoh.id", "pergi@contoh.id", "Sri@contoh.id"):
        member = key(role="chair", name="Ibu Ketua", decree_number="", decree_on="", email=email)
        planner.post(reverse("committee", args=[cohort.pk]), member)

    assert [each.user for each in cohort.committee.all()] == [colleague]


def test_people_of_another_cohort_are_not_taken_off(planner):
    cohort, member, partner = CohortFactory(), CommitteeMemberFactory(), PartnerFactory()

    answers = [
        planner.post(reverse("committee_remove", args=[cohort.pk, member.pk])).status_code,
        planner.post(reverse("partner_remove", args=[cohort.pk, partner.pk])).status_code,
        planner.get(reverse("session_move", args=[cohort.pk, SessionFactory().pk])).status_code,
    ]

    assert (answers, CommitteeMember.objects.count(), Partner.objects.count()) == ([404] * 3, 1, 1)


@pytest.mark.parametrize(
    ("name", "make", "queries"), [("committee", CommitteeMemberFactory, 6), ("partner_list", PartnerFactory, 6)]
)
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_queries_for_one_and_three(planner, django_assert_num_queries, name, make, queries, rows):
    cohort = CohortFactory()
    for _number in range(rows):
        make(cohort=cohort)
    url = reverse(name, args=[cohort.pk])
    planner.get(url)

    with django_assert_num_queries(queries):
        planner.get(url)


def test_a_trainer_and_a_room_taken_elsewhere_are_told_in_words(planner):
    user = RoleGrantFactory(trainer=True, user__name="Budi Santoso").user
    cohort = CohortFactory(title="Milik kami")
    other = CohortFactory(
        opened=True, title="Angkatan lain", office=OfficeFactory(region=ProvinceFactory(code="63", name="Kalsel"))
    )
    hidden = CohortFactory(title="Rahasia", office=other.office)
    for held in (cohort, other, hidden):
        session = SessionFactory(cohort=held, title="Kebijakan", room="Aula A" if held == cohort else "AULA  a")
        SessionTrainerFactory(session=session, trainer=CohortTrainerFactory(cohort=held, user=user))

    page = words(planner.get(reverse("cohort_detail", args=[cohort.pk])))

    assert "Budi Santoso teaches “Kebijakan” and has a session of Angkatan lain at the same time." in page
    assert "The room Aula A is used for “Kebijakan” and by Angkatan lain at the same time." in page
    assert "session of another activity at the same time" in page
    assert "Rahasia" not in page


def test_a_meeting_link_is_shown_to_who_plans_and_not_to_who_nominates(planner, login):
    cohort = QuotaFactory().cohort
    SessionFactory(cohort=cohort, link="https://meet.contoh.id/masuk")
    url = reverse("cohort_detail", args=[cohort.pk])

    assert "https://meet.contoh.id/masuk" in words(planner.get(url))
    assert "https://meet.contoh.id/masuk" not in words(login(RoleGrantFactory().user).get(url))


def test_sessions_that_only_touch_do_not_clash(planner):
    session = SessionFactory(cohort=CohortFactory(), room="Aula")
    SessionFactory(
        cohort=CohortFactory(), room="Aula", starts_at=session.ends_at, ends_at=session.ends_at + timedelta(hours=1)
    )

    assert "at the same time" not in words(planner.get(reverse("cohort_detail", args=[session.cohort_id])))


def test_terms_are_written_and_come_as_an_archival_pdf(planner):
    cohort = ready_cohort()
    CommitteeMemberFactory(cohort=cohort, name="Hj. " + "Kusumaningtyas " * 4)
    url = reverse("cohort_terms", args=[cohort.pk])

    planner.post(
        url, key(background="Baris satu\n\nBaris dua", budget_year="2026", funding="apbd", activity_code="1.06.02")
    )
    pdf = planner.get(reverse("cohort_terms_pdf", args=[cohort.pk]))

    facts = terms_facts(Cohort.objects.get(), on=date(2026, 6, 10))
    assert facts["background"] == ["Baris satu", "Baris dua"]
    assert (facts["modules_jp"], len(facts["days"])) == ("24", 3)
    assert ("Sumber dana", "APBD") in facts["identity"]
    paper = pypdf.PdfReader(io.BytesIO(pdf.content))
    assert paper.root_object["/Lang"] == "id-ID"
    assert "1.06.02" in "".join(page.extract_text() for page in paper.pages)
    assert (pdf["Content-Type"], pdf["X-Content-Type-Options"]) == ("application/pdf", "nosniff")


def test_an_empty_plan_and_naughty_words_are_drawn(planner):
    empty = CohortFactory(kind=ActivityKind.COORDINATION)
    terms = TermsOfReferenceFactory(background="#set page() $x$ *a* <b> @c \\ 😀 中 ع " * 20, purpose="a" * 5_000)

    for cohort in (empty, terms.cohort):
        assert draw_terms(terms_facts(cohort, on=date(2026, 6, 10))).startswith(b"%PDF")


def test_signs_no_font_can_draw_become_question_marks_and_endless_words_are_cut():
    assert printable({"a": ["Ibu 😀 é", ("中",)], "n": 3}) == {"a": ["Ibu ? é", ["?"]], "n": 3}
    assert printable("a" * 90) == f"{'a' * 40} {'a' * 40} {'a' * 10}"


@pytest.mark.parametrize("field", ["background", "budget_year", "funding", "activity_code"])
def test_naughty_terms_never_break_the_form(planner, field):
    cohort = CohortFactory()
    for text in NAUGHTY:
        response = planner.post(reverse("cohort_terms", args=[cohort.pk]), key(**{field: encodable(text)}))
        assert response.status_code in {200, 302}, (field, text)


OWN = ("cohort_repeat", "cohort_terms", "cohort_terms_pdf", "committee", "partner_list", "place_change", "cohort_edit")


@pytest.mark.parametrize("name", OWN)
def test_foreign_cohorts_are_not_found_and_others_may_not(login, name):
    south = RoleGrantFactory(province=True, region=ProvinceFactory(code="63", name="Kalimantan Selatan")).user
    cohort = CohortFactory()

    assert login(south).get(reverse(name, args=[cohort.pk])).status_code == 404
    assert login(UserFactory()).get(reverse(name, args=[cohort.pk])).status_code == 403
