"""Letters: frozen, numbered in one go, drawn in the background, replaced and never rewritten."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from certificates.storing import keep_bytes
from lms.journal.models import Event
from lms.letters import tasks
from lms.letters.boards import kind_rows
from lms.letters.enums import BundleForm, BundleKind, EntryState, LetterKind, LetterState, Numbering, kinds_of
from lms.letters.facts import LetterFacts, Terms
from lms.letters.invariants import (
    every_letter_gets_its_document,
    letters_and_their_numbers_agree,
    numbers_are_unique_and_without_gap,
)
from lms.letters.models import Badge, Bundle, Letter, NumberEntry
from lms.letters.operations import (
    ask_bundle,
    forget_bundles,
    give_number,
    hand_over_letters,
    issue_letters,
    keep_letter,
    reissue_letter,
    replace_outdated,
    reserve_numbers,
    void_letter,
)
from lms.refusal import Refusal
from tests.factories.cohorts import CohortFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.letters import AT, PDF, BadgeFactory, BundleFactory, LetterFactory

pytestmark = pytest.mark.django_db

TERMS = Terms("Segera", "Ibu Contoh, 0536 123", ("Gubernur",))


def issue(cohort, by, kind=LetterKind.INVITATION, numbering=Numbering.NEXT):
    return issue_letters(cohort, kind, terms=TERMS, numbering=numbering, by=by, at=AT)


def codes_of(refusal):
    return [reason.code for reason in refusal.value.reasons]


def bytes_of(row):
    with row.document.open("rb") as file:
        return file.read()


def faults():
    checks = (numbers_are_unique_and_without_gap, letters_and_their_numbers_agree, every_letter_gets_its_document)
    return [fault for check in checks for fault in check(at=AT)]


def move(cohort, **changes):
    """What the room of cohorts does, without its events."""
    for name, value in changes.items():
        setattr(cohort, name, value)
    cohort.save(update_fields=list(changes))


# --- issuing ----------------------------------------------------------------------


def test_each_kabupaten_and_kota_with_seats_is_invited_under_a_number(cohort, by):
    letters = issue(cohort, by)

    assert [letter.region_id for letter in letters] == ["62.03", "62.71"]
    assert [letter.number[:3] for letter in letters] == ["001", "002"]
    assert [letter.frozen_facts.addressee for letter in letters] == [
        "Kepala Dinas Sosial Kabupaten Kapuas",
        "Kepala Dinas Sosial Kota Palangka Raya",
    ]
    assert letters[0].frozen_facts.terms == TERMS
    assert faults() == []


def test_letters_are_drawn_in_the_background(cohort, by, deliver_all):
    letter, _other = issue(cohort, by)
    assert letter.state == LetterState.INTENDED

    assert deliver_all() == 2

    letter.refresh_from_db()
    assert letter.state == LetterState.ISSUED
    assert bytes_of(letter).startswith(b"%PDF-")
    assert faults() == []


def test_each_accepted_participant_is_sent(cohort, people, by):
    EnrolmentFactory(cohort=cohort, confirmed=True)

    letters = issue(cohort, by, LetterKind.ASSIGNMENT)

    assert [letter.enrolment for letter in letters] == people
    assert [letter.addressee for letter in letters] == ["Ani", "Budi"]


def test_the_list_of_participants_is_one_letter(cohort, people, by):
    (letter,) = issue(cohort, by, LetterKind.CONFIRMATION)

    assert [person.name for person in letter.frozen_facts.people] == ["Ani", "Budi"]


def test_issuing_twice_makes_nothing_twice(cohort, by):
    issue(cohort, by)

    with pytest.raises(Refusal) as refusal:
        issue(cohort, by)

    assert codes_of(refusal) == ["all_issued"]
    assert (Letter.objects.count(), NumberEntry.objects.count()) == (2, 2)


def test_whoever_comes_later_gets_the_next_numbers(cohort, people, by):
    issue(cohort, by, LetterKind.ASSIGNMENT)
    late = EnrolmentFactory(cohort=cohort, accepted=True)

    (letter,) = issue(cohort, by, LetterKind.ASSIGNMENT)

    assert (letter.enrolment, letter.number[:3]) == (late, "003")


@pytest.mark.parametrize(("kind", "code"), [("invitation", "no_seats"), ("assignment", "nobody_accepted")])
def test_without_addressees_nothing_is_issued(by, kind, code):
    with pytest.raises(Refusal) as refusal:
        issue(CohortFactory(opened=True), by, LetterKind(kind))

    assert codes_of(refusal) == [code]


def test_a_draft_sends_no_letters(by):
    with pytest.raises(Refusal) as refusal:
        issue(CohortFactory(), by)

    assert codes_of(refusal) == ["cohort_draft"]


def test_reserved_numbers_are_used_in_their_order(cohort, by):
    reserve_numbers(cohort.office, LetterKind.INVITATION, count=3, note="Undangan", by=by, at=AT)

    letters = issue(cohort, by, numbering=Numbering.RESERVED)

    assert [letter.entry.serial for letter in letters] == [1, 2]
    assert list(NumberEntry.objects.values_list("state", flat=True)) == ["issued", "issued", "reserved"]
    assert faults() == []


def test_too_few_reserved_numbers_issue_nothing(cohort, by):
    reserve_numbers(cohort.office, LetterKind.INVITATION, count=1, note="Undangan", by=by, at=AT)

    with pytest.raises(Refusal) as refusal:
        issue(cohort, by, numbering=Numbering.RESERVED)

    assert codes_of(refusal) == ["none_reserved"]
    assert not Letter.objects.exists()
    assert NumberEntry.objects.get().state == EntryState.RESERVED


# --- a number that follows ------------------------------------------------------------


def test_a_letter_may_be_drawn_before_it_has_a_number(cohort, by, deliver_all):
    letter, _other = issue(cohort, by, numbering=Numbering.LATER)
    deliver_all()
    letter.refresh_from_db()
    before = letter.document_sha256

    give_number(letter, typed="400.9/12/2026", by=by, at=AT)
    deliver_all()

    letter.refresh_from_db()
    assert (letter.number, letter.state, letter.entry.state) == ("400.9/12/2026", LetterState.ISSUED, EntryState.TYPED)
    assert letter.document_sha256 != before
    assert faults() == []


def test_the_number_that_follows_may_be_the_next_of_the_book(cohort, by):
    letter, _other = issue(cohort, by, numbering=Numbering.LATER)

    give_number(letter, typed="", by=by, at=AT)

    assert letter.number.startswith("001/")


def test_a_letter_gets_one_number_only(cohort, by):
    letter, _other = issue(cohort, by)

    with pytest.raises(Refusal) as refusal:
        give_number(letter, typed="7/2026", by=by, at=AT)

    assert codes_of(refusal) == ["has_number"]


def test_bytes_drawn_before_the_number_came_are_not_kept(cohort, by):
    letter, _other = issue(cohort, by, numbering=Numbering.LATER)
    file = keep_bytes(PDF, folder="letters", suffix=".pdf")
    give_number(letter, typed="7/2026", by=by, at=AT)

    keep_letter(letter, file, number="", at=AT)

    letter.refresh_from_db()
    assert (letter.state, letter.document.name) == (LetterState.INTENDED, "")


def test_the_first_kept_document_stays(cohort, by):
    letter, _other = issue(cohort, by)
    first, second = (
        keep_bytes(PDF, folder="letters", suffix=".pdf"),
        keep_bytes(PDF + b" lagi", folder="letters", suffix=".pdf"),
    )

    for file in (first, second):
        keep_letter(letter, file, number=letter.number, at=AT)

    letter.refresh_from_db()
    assert letter.document.name == first.name
    assert Event.objects.filter(name="letter.issued").count() == 1


# --- void --------------------------------------------------------------------------------


def test_a_void_letter_makes_its_number_void(cohort, by):
    letter, _other = issue(cohort, by)

    void_letter(letter, reason="Salah alamat.", by=by, at=AT)

    letter.refresh_from_db()
    assert (letter.state, letter.entry.state, letter.entry.void_reason) == ("void", "void", "Salah alamat.")
    (again,) = issue(cohort, by)
    assert (again.region, again.number[:3]) == (letter.region, "003")
    assert faults() == []


def test_voiding_a_letter_wants_a_reason_and_happens_once(cohort, by):
    letter, _other = issue(cohort, by)

    with pytest.raises(Refusal) as refusal:
        void_letter(letter, reason="", by=by, at=AT)
    assert codes_of(refusal) == ["reason_needed"]
    void_letter(letter, reason="Salah alamat.", by=by, at=AT)
    with pytest.raises(Refusal) as refusal:
        void_letter(letter, reason="Lagi.", by=by, at=AT)
    assert codes_of(refusal) == ["letter_ended"]


def test_whoever_withdraws_loses_her_assignment_letter(cohort, people, by):
    ani, budi = issue(cohort, by, LetterKind.ASSIGNMENT)
    event = Event(name="enrolment.withdrawn", subject_id=str(people[0].pk), at=AT)

    for _time in range(2):
        tasks.end_after_withdrawal(event)

    ani.refresh_from_db()
    budi.refresh_from_db()
    assert (ani.state, budi.state) == (LetterState.VOID, LetterState.INTENDED)


# --- what changes later ------------------------------------------------------------------


def test_a_change_makes_new_letters_that_name_the_old_and_leaves_these_alone(cohort, by, deliver_all):
    old, _other = issue(cohort, by)
    deliver_all()
    old.refresh_from_db()
    said, bytes_before = old.facts, old.document_sha256

    move(cohort, venue="Hotel Contoh")
    made = replace_outdated(cohort, at=AT)

    old.refresh_from_db()
    new = old.replaced_by
    assert new in made
    assert (old.state, old.facts, old.document_sha256) == (LetterState.REPLACED, said, bytes_before)
    assert old.entry.state == EntryState.ISSUED
    assert (new.number[:3], new.frozen_facts.occasion.venue) == ("003", "Hotel Contoh")
    assert new.frozen_facts.replaces == f"nomor {old.number} tanggal 1 Juli 2026"
    assert new.frozen_facts.terms == TERMS
    assert faults() == []


def test_what_says_the_same_is_not_replaced(cohort, by):
    issue(cohort, by)
    move(cohort, venue="Hotel Contoh")
    replace_outdated(cohort, at=AT)

    assert replace_outdated(cohort, at=AT) == []
    assert NumberEntry.objects.count() == 4


def test_moving_a_session_replaces_what_it_changes(cohort, by):
    issue(cohort, by)
    move(cohort, venue="Hotel Contoh")

    for handler in (tasks.replace_after_change_of_place, tasks.replace_after_move):
        handler(Event(name="cohort.place_changed", subject_id=str(cohort.pk), at=AT))

    assert Letter.objects.filter(state=LetterState.REPLACED).count() == 2


def test_a_letter_whose_number_was_typed_in_is_replaced_by_one_whose_number_follows(cohort, by):
    letter, _other = issue(cohort, by, numbering=Numbering.LATER)
    give_number(letter, typed="7/2026", by=by, at=AT)
    move(cohort, venue="Hotel Contoh")

    replace_outdated(cohort, at=AT)

    letter.refresh_from_db()
    assert letter.replaced_by.entry is None


def test_a_successor_gets_a_letter_that_replaces_hers(cohort, people, by):
    ani, _budi = issue(cohort, by, LetterKind.ASSIGNMENT)
    successor = EnrolmentFactory(cohort=cohort, accepted=True, membership__person__name="Citra")

    for _time in range(2):
        hand_over_letters(people[0], successor, at=AT)

    ani.refresh_from_db()
    assert (ani.state, ani.replaced_by.addressee, ani.replaced_by.enrolment) == ("replaced", "Citra", successor)


def test_a_replacement_reaches_the_letter_and_the_list(cohort, people, by):
    issue(cohort, by, LetterKind.ASSIGNMENT)
    issue(cohort, by, LetterKind.CONFIRMATION)
    successor = EnrolmentFactory(cohort=cohort, accepted=True, membership__person__name="Citra")
    event = Event(name="enrolment.replaced", subject_id=str(people[0].pk), data={"by": successor.pk}, at=AT)

    for _time in range(2):
        tasks.hand_over_after_replacement(event)

    new = Letter.objects.filter(replaces__isnull=False).order_by("kind")
    assert [letter.kind for letter in new] == ["assignment", "confirmation"]
    assert faults() == []


def test_a_replacement_whose_successor_left_leaves_no_letter_of_who_is_gone(cohort, people, by):
    ani, _budi = issue(cohort, by, LetterKind.ASSIGNMENT)
    successor = EnrolmentFactory(cohort=cohort, confirmed=True)  # taken back before the worker came
    event = Event(name="enrolment.replaced", subject_id=str(people[0].pk), data={"by": successor.pk}, at=AT)

    tasks.hand_over_after_replacement(event)

    ani.refresh_from_db()
    assert (ani.state, ani.entry.state) == (LetterState.VOID, EntryState.VOID)
    assert faults() == []


# --- the activity is called off -----------------------------------------------------------


def cancelled(cohort, by, why="Anggaran ditunda."):
    """What the room of cohorts does, without its event."""
    move(cohort, status="cancelled", cancelled_at=AT, cancelled_by=by, cancelled_why=why)
    return Event(name="cohort.cancelled", subject_id=str(cohort.pk), by_id=by.pk, at=AT)


def test_letters_of_a_cancelled_cohort_are_void_with_the_reason_and_their_numbers_stay(cohort, people, by):
    for kind in kinds_of(gives_certificate=True):
        issue(cohort, by, kind)
    foreign = LetterFactory(assignment=True, issued=True)
    event = cancelled(cohort, by, "Anggaran\n ditunda.")

    for _time in range(2):
        tasks.end_after_cancelling(event)

    letters = Letter.objects.filter(cohort=cohort)
    assert {(each.state, each.void_reason) for each in letters} == {("void", "Kegiatan dibatalkan: Anggaran ditunda.")}
    entries = NumberEntry.objects.filter(letter__in=letters)
    assert list(entries.values_list("state", "void_by")) == [("void", by.pk)] * 5
    assert Event.objects.filter(name="letter.voided").count() == 5
    foreign.refresh_from_db()
    assert foreign.is_in_force
    assert faults() == []


def test_a_long_reason_is_cut_for_the_book(cohort, by):
    letter, _other = issue(cohort, by)

    tasks.end_after_cancelling(cancelled(cohort, by, "a" * 500))

    letter.refresh_from_db()
    assert (len(letter.void_reason), letter.void_reason[-1]) == (300, "…")


def test_a_late_event_of_a_cancelled_cohort_takes_no_number(cohort, people, by):
    issue(cohort, by)
    (assignment, _other) = issue(cohort, by, LetterKind.ASSIGNMENT)
    cancelled(cohort, by)
    move(cohort, venue="Hotel Contoh")

    assert replace_outdated(cohort, at=AT) == []
    with pytest.raises(Refusal) as refusal:
        reissue_letter(assignment, by=by, at=AT)
    assert codes_of(refusal) == ["cohort_cancelled"]
    tasks.end_after_withdrawal(Event(name="enrolment.withdrawn", subject_id=str(people[0].pk), at=AT))
    assignment.refresh_from_db()
    assert assignment.void_reason == "Kegiatan dibatalkan: Anggaran ditunda."
    assert NumberEntry.objects.count() == 4


def test_the_office_has_a_letter_made_anew(cohort, by):
    old, _other = issue(cohort, by)

    new = reissue_letter(old, by=by, at=AT)

    assert (new.replaces, new.made_by, new.number[:3]) == (old, by, "003")
    with pytest.raises(Refusal) as refusal:
        reissue_letter(old, by=by, at=AT)
    assert codes_of(refusal) == ["letter_ended"]


def test_a_letter_to_nobody_is_not_made_anew(cohort, by):
    letter, _other = issue(cohort, by)
    cohort.quotas.filter(region=letter.region).delete()

    with pytest.raises(Refusal) as refusal:
        reissue_letter(letter, by=by, at=AT)

    assert codes_of(refusal) == ["no_addressee"]


def test_the_board_says_what_is_missing_and_what_is_old(cohort, people, by):
    issue(cohort, by)
    issue(cohort, by, LetterKind.CONFIRMATION)
    EnrolmentFactory(cohort=cohort, accepted=True)

    invitations, assignments, confirmation = kind_rows(cohort)

    assert (len(invitations.letters), invitations.missing, invitations.outdated) == (2, 0, ())
    assert (len(assignments.letters), assignments.missing) == (0, 3)
    assert len(confirmation.outdated) == 1


def test_facts_survive_the_way_through_the_database(cohort, people, by):
    (letter,) = issue(cohort, by, LetterKind.CONFIRMATION)
    letter.refresh_from_db()

    facts = letter.frozen_facts

    assert LetterFacts.from_data(facts.to_data()) == facts
    assert facts.says_the_same(replace(facts, terms=Terms(), replaces="x"))
    assert not facts.says_the_same(replace(facts, seats=9))


# --- papers to print -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [BundleKind.BADGES, BundleKind.DESK_NAMES, BundleKind.BIODATA])
def test_papers_for_the_day_of_arrival_are_made_in_the_background(cohort, people, by, deliver_all, kind):
    bundle = ask_bundle(cohort, kind, BundleForm.PDF, by=by, at=AT)

    deliver_all()

    bundle.refresh_from_db()
    assert bytes_of(bundle).startswith(b"%PDF-")
    assert (bundle.sheets, bundle.made_at is not None) == (2, True)


@pytest.mark.parametrize("name", ["Ani \U0001f600", "محمد", "A" * 150])
def test_a_sign_no_font_has_stops_no_letter_and_nobody_elses_badge(cohort, people, by, deliver_all, name):
    EnrolmentFactory(cohort=cohort, accepted=True, membership__person__name=name)
    issue(cohort, by, LetterKind.ASSIGNMENT)
    bundles = [
        ask_bundle(cohort, kind, BundleForm.PDF, by=by, at=AT) for kind in (BundleKind.BADGES, BundleKind.BIODATA)
    ]

    deliver_all()

    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.ISSUED}
    for bundle in bundles:
        bundle.refresh_from_db()
        assert bundle.sheets == 3


def test_badges_give_each_participant_one_ticket_for_good(cohort, people, by):
    for kind in (BundleKind.BADGES, BundleKind.DESK_NAMES, BundleKind.BADGES):
        ask_bundle(cohort, kind, BundleForm.PDF, by=by, at=AT)

    codes = list(Badge.objects.order_by("enrolment").values_list("enrolment", "code"))
    assert [enrolment for enrolment, _code in codes] == [each.pk for each in people]
    assert all(len(code) == 32 for _enrolment, code in codes)
    assert len({code for _enrolment, code in codes}) == 2


def test_nothing_is_printed_without_people_or_letters(cohort, by):
    for kind, code in ((BundleKind.BADGES, "nobody_accepted"), (BundleKind.INVITATION, "no_letters")):
        with pytest.raises(Refusal) as refusal:
            ask_bundle(cohort, kind, BundleForm.PDF, by=by, at=AT)

        assert codes_of(refusal) == [code]


def test_badges_do_not_come_apart(cohort, people, by):
    with pytest.raises(Refusal) as refusal:
        ask_bundle(cohort, BundleKind.BADGES, BundleForm.ZIP, by=by, at=AT)

    assert codes_of(refusal) == ["letters_bundle_only_letters_come_apart"]


def test_bundles_are_forgotten_after_a_month_and_letters_are_not(cohort):
    letter = LetterFactory(issued=True, cohort=cohort)
    bundle = BundleFactory(made=True, cohort=cohort)  # the same bytes: one file

    assert forget_bundles(at=AT) == 0
    assert forget_bundles(at=AT.replace(month=9)) == 1

    assert not Bundle.objects.filter(pk=bundle.pk).exists()
    assert letter.document.storage.exists(letter.document.name)


# --- the database keeps it ------------------------------------------------------------------


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()
    return True


def test_there_is_one_letter_in_force_for_each_addressee(cohort):
    for letter in (
        LetterFactory(cohort=cohort),
        LetterFactory(assignment=True),
        LetterFactory(cohort=cohort, confirmation=True),
    ):
        letter.pk, letter.entry = None, None
        assert refused(lambda letter=letter: letter.save(force_insert=True))


def test_a_letter_names_the_addressee_of_its_kind(cohort):
    letter = LetterFactory(cohort=cohort)

    assert refused(lambda: Letter.objects.filter(pk=letter.pk).update(region=None))
    assert refused(lambda: Letter.objects.filter(pk=letter.pk).update(kind="confirmation"))


def test_an_issued_letter_has_bytes_and_a_void_one_a_reason(cohort):
    letter = LetterFactory(cohort=cohort)
    row = Letter.objects.filter(pk=letter.pk)

    assert refused(lambda: row.update(state="issued"))
    assert refused(lambda: row.update(document_sha256="x"))
    assert refused(lambda: row.update(state="void"))
    assert refused(lambda: row.update(void_reason="x"))


def test_a_number_is_on_one_letter_and_a_letter_replaces_one():
    first, second = LetterFactory(issued=True), LetterFactory(assignment=True)

    assert refused(lambda: Letter.objects.filter(pk=second.pk).update(entry=first.entry))
    Letter.objects.filter(pk=first.pk).update(replaces=second)
    assert refused(lambda: Letter.objects.create(**_row(second) | {"replaces": second}))


def _row(letter):
    return {
        "cohort": letter.cohort,
        "kind": "confirmation",
        "facts": letter.facts,
        "issued_on": letter.issued_on,
        "made_at": AT,
    }


def test_a_ticket_belongs_to_one_participant():
    badge = BadgeFactory()

    assert refused(lambda: BadgeFactory(code=badge.code))
    assert refused(lambda: BadgeFactory(enrolment=badge.enrolment))


def test_a_bundle_that_is_made_has_bytes():
    bundle = BundleFactory()

    assert refused(lambda: Bundle.objects.filter(pk=bundle.pk).update(document="x"))
    assert refused(lambda: Bundle.objects.filter(pk=bundle.pk).update(form="zip"))
