"""An activity without certificate ends in statements of attendance: numbered, frozen, hers to open."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from lms.attendance.enums import PresenceState
from lms.cohorts.enums import ActivityKind, CohortStatus, SessionKind
from lms.cohorts.rules import Syllabus
from lms.completion.invariants import whoever_took_part_has_a_statement
from lms.completion.models import Verdict
from lms.completion.operations import close_cohort, issue_statements
from lms.completion.progress import progress_of
from lms.journal.operations import claim_next, deliver_claimed
from lms.letters.enums import BundleKind, LetterKind, LetterState, Numbering, NumberKind
from lms.letters.facts import Terms
from lms.letters.models import Letter, NumberBook
from lms.letters.operations import give_number, issue_letters, reissue_letter, void_letter
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.attendance import PresenceFactory
from tests.factories.cohorts import CohortFactory, SessionFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.journal import DeliveryFactory, EventFactory
from tests.factories.letters import LetterFactory
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db

AFTER = datetime(2026, 7, 24, 9, tzinfo=UTC)
WITHOUT_COURSE = {"course": None, "syllabus": Syllabus("", "", ()).to_data()}


def deliver_all():
    while claim := claim_next(at=timezone.now() + timedelta(seconds=1)):
        assert deliver_claimed(claim), claim.handler


@pytest.fixture
def briefing():
    """A public briefing without a course: two sessions of 90 minutes and a break, open, on its last day."""
    facts = {"kind": ActivityKind.SOCIALISATION, "title": "Sosialisasi UU 8/2016", **WITHOUT_COURSE}
    cohort = CohortFactory(opened=True, **facts)
    start = datetime(2026, 7, 24, 2, tzinfo=UTC)
    for number, kind in enumerate((SessionKind.CEREMONY, SessionKind.AGENDA, SessionKind.BREAK)):
        begins = start + timedelta(minutes=90 * number)
        line = {"starts_at": begins, "ends_at": begins + timedelta(minutes=90)}
        SessionFactory(cohort=cohort, kind=kind, module_code="", jp=0, title=f"Acara {number}", **line)
    return cohort


def participant(cohort, name, *states):
    """Seen, or not, in the sessions one after the other."""
    enrolment = EnrolmentFactory(cohort=cohort, accepted=True, membership__person__name=name)
    for session, state in zip(cohort.sessions.order_by("starts_at"), states, strict=False):
        PresenceFactory(enrolment=enrolment, session=session, state=state)
    return enrolment


HERE, AWAY = PresenceState.PRESENT, PresenceState.ABSENT


def closed(cohort):
    close_cohort(cohort, by=UserFactory(), at=AFTER)
    deliver_all()
    return list(Letter.objects.filter(kind=LetterKind.STATEMENT).order_by("entry__serial"))


def words_in(letter):
    with letter.document.open("rb") as file:
        return " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(file.read())).pages).split())


def test_whoever_was_seen_gets_a_numbered_statement_and_nobody_else(briefing):
    ani = participant(briefing, "Ani Contoh", HERE, HERE)
    budi = participant(briefing, "Budi Contoh", AWAY, HERE)
    participant(briefing, "Cici Contoh", AWAY, AWAY)
    participant(briefing, "Dodi Contoh")

    letters = closed(briefing)

    assert [(each.enrolment, each.state) for each in letters] == [(ani, "issued"), (budi, "issued")]
    book = NumberBook.objects.get(kind=NumberKind.STATEMENT)
    assert (book.office, book.year, book.last_serial) == (briefing.office, 2026, 2)
    assert [each.number for each in letters] == [book.number_of(serial, on=AFTER) for serial in (1, 2)]
    assert not Verdict.objects.exists()
    assert list(whoever_took_part_has_a_statement(at=AFTER)) == []


def test_a_statement_says_who_was_where_and_how_long_and_no_jp(briefing):
    ani = participant(briefing, "Ani Contoh", HERE, HERE)

    (letter,) = closed(briefing)

    words = words_in(letter)
    for said in (
        "SURAT KETERANGAN MENGIKUTI KEGIATAN",
        "Ani Contoh",
        ani.institution_name,
        briefing.title,
        letter.number,
    ):
        assert said in words
    assert "hadir pada 2 (dua) sesi selama 3 jam" in words
    assert "JP" not in words
    assert "jam pelajaran" not in words


def test_who_was_marked_in_two_parallel_classes_of_one_hour_sat_in_one(briefing):
    first = briefing.sessions.earliest("starts_at")
    briefing.sessions.filter(pk=first.pk).update(group="Kelas A")
    beside = SessionFactory(
        cohort=briefing,
        kind=SessionKind.AGENDA,
        module_code="",
        jp=0,
        group="Kelas B",
        starts_at=first.starts_at,
        ends_at=first.ends_at,
    )
    ani = participant(briefing, "Ani Contoh", HERE)
    PresenceFactory(enrolment=ani, session=beside, state=HERE)

    (letter,) = closed(briefing)

    assert "hadir pada 1 (satu) sesi selama 1 jam 30 menit" in words_in(letter)


def test_no_statement_is_waited_for_before_the_activity_is_closed(briefing):
    participant(briefing, "Ani Contoh", HERE)
    while_open = progress_of(briefing).total
    close_cohort(briefing, by=UserFactory(), at=AFTER)
    briefing.refresh_from_db()

    assert while_open == 0
    assert (progress_of(briefing).total, progress_of(briefing).done) == (1, 0)


def test_a_stuck_letter_of_another_kind_does_not_stop_the_waiting_for_statements(briefing):
    participant(briefing, "Ani Contoh", HERE)
    (statement,) = closed(briefing)
    invitation = LetterFactory(cohort=briefing)
    for letter in (invitation, statement):
        DeliveryFactory(event=EventFactory(subject_type="letters.letter", subject_id=letter.pk), dead=True)

    assert progress_of(briefing).stuck == 1


def test_numbering_twice_gives_no_second_statement(briefing):
    participant(briefing, "Ani Contoh", HERE)
    closed(briefing)

    assert issue_statements(briefing, at=AFTER) == []
    assert Letter.objects.count() == 1


def test_there_is_no_statement_before_closing_nor_beside_a_certificate(briefing):
    participant(briefing, "Ani Contoh", HERE)
    with pytest.raises(Refusal) as refusal:
        issue_statements(briefing, at=AFTER)
    bimtek = CohortFactory(closed=True)
    PresenceFactory(enrolment=EnrolmentFactory(cohort=bimtek, accepted=True))

    assert [reason.code for reason in refusal.value.reasons] == ["cohort_not_closed"]
    assert issue_statements(bimtek, at=AFTER) == []


def test_a_void_statement_is_not_missed_and_a_new_one_says_what_it_replaces(briefing):
    ani, budi = (participant(briefing, name, HERE) for name in ("Ani", "Budi"))
    first, second = closed(briefing)
    officer = UserFactory()

    void_letter(first, reason="Salah orang.", by=officer, at=AFTER)
    again = reissue_letter(second, by=officer, at=AFTER)
    deliver_all()

    again.refresh_from_db()
    assert (again.state, again.enrolment, again.frozen_facts.part.sessions) == (LetterState.ISSUED, budi, 1)
    assert f"menggantikan surat nomor {second.number}" in words_in(again)
    assert (progress_of(briefing).total, progress_of(briefing).done) == (1, 1)
    assert list(whoever_took_part_has_a_statement(at=AFTER)) == []
    assert ani.letters.in_force().count() == 0


def test_an_activity_closed_without_statements_is_found(briefing):
    enrolment = participant(briefing, "Ani", HERE)
    type(briefing).objects.filter(pk=briefing.pk).update(status=CohortStatus.CLOSED, closed_at=AFTER)

    (sentence,) = whoever_took_part_has_a_statement(at=AFTER)

    assert str(enrolment.pk) in sentence


def test_a_statement_whose_number_follows_is_not_offered_to_the_participant_before(login, briefing):
    ani, officer = participant(briefing, "Ani", HERE), UserFactory()
    type(ani.person).objects.filter(pk=ani.person_id).update(user=officer)
    (first,) = closed(briefing)
    void_letter(first, reason="Salah cetak.", by=officer, at=AFTER)
    (again,) = issue_letters(
        briefing, LetterKind.STATEMENT, terms=Terms(), numbering=Numbering.LATER, by=officer, at=AFTER
    )
    deliver_all()
    client, address = login(officer), reverse("letter_download", args=[again.pk])

    before = client.get(reverse("home")).content.decode()
    give_number(again, typed="", by=officer, at=AFTER)
    deliver_all()

    assert address not in before
    assert address in client.get(reverse("home")).content.decode()


def test_the_officer_closes_the_activity_on_a_page_and_finds_every_statement(login, briefing):
    participant(briefing, "Ani Contoh", HERE)
    participant(briefing, "Cici Contoh", AWAY)
    client = login(RoleGrantFactory(province=True).user)

    before = client.get(reverse("cohort_closing", args=[briefing.pk])).content.decode()
    client.post(reverse("cohort_close", args=[briefing.pk]), {"confirmed": "on", "once_key": uuid4()})
    deliver_all()
    after = client.get(reverse("closing_progress", args=[briefing.pk])).content.decode()
    board = client.get(reverse("letter_board", args=[briefing.pk])).content.decode()

    assert "Ani Contoh" in before
    assert "Cici Contoh" in before
    letter = Letter.objects.get()
    for page in (after, board):
        assert letter.number in page
        assert reverse("letter_download", args=[letter.pk]) in page
        assert "Cici Contoh" not in page
    assert BundleKind.STATEMENT.value in board
    assert client.get(reverse("letter_docx", args=[letter.pk])).status_code == 200


def test_a_participant_opens_hers_and_nobody_elses(login, briefing):
    ani, budi = UserFactory(), UserFactory()
    for name, user in (("Ani", ani), ("Budi", budi)):
        enrolment = participant(briefing, name, HERE)
        type(enrolment.person).objects.filter(pk=enrolment.person_id).update(user=user)
    hers, his = closed(briefing)
    client = login(ani)

    home = client.get(reverse("home")).content.decode()

    assert reverse("letter_download", args=[hers.pk]) in home
    document = client.get(reverse("letter_download", args=[hers.pk]))
    assert b"".join(document.streaming_content).startswith(b"%PDF")
    assert client.get(reverse("letter_download", args=[his.pk])).status_code == 404
    assert client.get(reverse("letter_list")).content.decode().count(reverse("letter_download", args=[hers.pk])) == 1
