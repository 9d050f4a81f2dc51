from datetime import date, timedelta

import pytest

from lms.exchange.enums import ImportStatus
from lms.journal.models import Event
from lms.organisations.models import Membership
from lms.organisations.operations import add_member
from lms.refusal import Refusal
from tests.exchange.sheets import AT, bring_in, counts, errors, undo, upload
from tests.factories.organisations import InstitutionFactory, MembershipFactory, PersonFactory, RegencyFactory

HEADER = ("Kode", "Nomor Registrasi Lembaga", "Jabatan", "Mulai", "Selesai", "Keanggotaan Utama", "No. SK")
LATER = AT + timedelta(days=1)


@pytest.fixture
def lks(land):
    return InstitutionFactory(number="LKS-1")


@pytest.fixture
def siti(land):
    return PersonFactory(name="Siti Contoh", region=land["kapuas"])


def row(person, number="LKS-1", position="Anggota", starts="01/01/2024", ends="", primary="", decree=""):
    return (getattr(person, "code", person), number, position, starts, ends, primary, decree)


def replayed(day):
    """Who belonged on ``day``, told by the journal alone."""
    states = {}
    for event in Event.objects.filter(name__startswith="membership.").order_by("pk"):
        if event.name == "membership.removed":
            del states[event.subject_id]
        else:
            states[event.subject_id] = event.data
    return sorted(
        (state["person"], state["institution"], state["position"])
        for state in states.values()
        if state["starts_on"] <= day.isoformat() and (state["ends_on"] or "9999") >= day.isoformat()
    )


def on(day):
    return sorted(Membership.objects.on(day).values_list("person", "institution", "position"))


def test_a_membership_begins_with_its_event(officer, lks, siti):
    done = bring_in(officer, "memberships", HEADER, row(siti, position="Ketua", decree="SK/7"))

    made = Membership.objects.get()
    assert (made.person, made.institution, made.position) == (siti, lks, "chair")
    assert (made.starts_on, made.ends_on, made.decree_number) == (date(2024, 1, 1), None, "SK/7")
    assert Event.objects.get(name="membership.started").data == {**made.state(), "import": done.pk}


def test_the_same_sheet_again_changes_nothing(officer, lks, siti):
    sheet = (
        HEADER,
        row(siti, position="Ketua", starts="01/01/2020", ends="31/12/2023"),
        row(siti, position="Ketua", starts="01/01/2024", primary="Ya"),
        row(siti, position=""),
    )
    bring_in(officer, "memberships", *sheet)

    assert counts(upload(officer, "memberships", *sheet)) == (0, 0, 3, 0)


def test_ending_one_and_beginning_the_next_in_one_sheet(officer, lks, siti):
    MembershipFactory(person=siti, institution=lks, position="chair", is_primary=True)

    done = bring_in(
        officer, "memberships", HEADER,
        row(siti, position="Ketua", ends="31/12/2025"),
        row(siti, position="Ketua", starts="01/01/2026", primary="Ya"),
    )  # fmt: skip

    assert counts(done) == (1, 1, 0, 0)
    assert [event.name for event in Event.objects.filter(name__startswith="membership.").order_by("pk")] == [
        "membership.started",
        "membership.ended",
    ]
    assert Membership.objects.get(ends_on=None).is_primary


def test_a_main_membership_moves_from_one_to_the_other(officer, lks, siti):
    MembershipFactory(person=siti, institution=lks, is_primary=True)
    MembershipFactory(person=siti, institution=lks, position="chair")

    bring_in(officer, "memberships", HEADER, row(siti, primary="Tidak"), row(siti, position="Ketua", primary="Ya"))

    assert list(Membership.objects.order_by("pk").values_list("is_primary", flat=True)) == [False, True]


def test_a_position_is_held_once_at_a_time(officer, lks, siti):
    MembershipFactory(person=siti, institution=lks, position="chair")

    checked = upload(officer, "memberships", HEADER, row(siti, position="Ketua", starts="01/01/2026"))

    assert errors(checked) == [(2, "D (Mulai)", "position_taken")]
    assert checked.findings.get(kind="error").values == {"day": "2024-01-01"}


def test_rows_of_one_sheet_may_not_hold_a_position_twice_either(officer, lks, siti):
    checked = upload(
        officer, "memberships", HEADER, row(siti, position="Ketua"), row(siti, position="Ketua", starts="2026-01-01")
    )

    assert errors(checked) == [(3, "D (Mulai)", "position_taken")]


def test_one_main_membership_only(officer, lks, siti):
    checked = upload(officer, "memberships", HEADER, row(siti, primary="Ya"), row(siti, position="Ketua", primary="Ya"))

    assert errors(checked) == [(3, "F (Keanggotaan Utama)", "primary_taken")]


def test_a_membership_does_not_end_before_it_starts(officer, lks, siti):
    checked = upload(officer, "memberships", HEADER, row(siti, ends="31/12/2023"))

    assert errors(checked) == [(2, "E (Selesai)", "ends_before_start")]


def test_the_same_membership_twice_is_an_error_of_the_second(officer, lks, siti):
    checked = upload(officer, "memberships", HEADER, row(siti), row(siti))

    assert errors(checked) == [(3, "D (Mulai)", "same_as_row")]


def test_unknown_and_foreign_people_and_institutions_are_refused_in_the_same_words(officer, lks, siti):
    foreign = PersonFactory(region=RegencyFactory(code="63.03", name="Kabupaten Banjar"))
    InstitutionFactory(number="BJR-1", region=foreign.region)

    checked = upload(
        officer, "memberships", HEADER,
        row(foreign), row("P222222222"), row(siti, number="BJR-1"), row(siti, number="TIDAK-ADA"), row(""),
    )  # fmt: skip

    assert errors(checked) == [
        (2, "A (Kode)", "person_unknown"),
        (3, "A (Kode)", "person_unknown"),
        (4, "B (Nomor Registrasi Lembaga)", "institution_unknown"),
        (5, "B (Nomor Registrasi Lembaga)", "institution_unknown"),
        (6, "A (Kode)", "code_or_nik_needed"),
    ]


def test_the_journal_tells_the_members_of_any_day(officer, lks, siti):
    budi = PersonFactory(region_id="62.03")
    add_member(lks, budi, starts_on=date(2023, 1, 1), by=officer, at=AT)
    bring_in(
        officer, "memberships", HEADER,
        row(siti, starts="01/06/2022", ends="31/12/2023"),
        row(siti, starts="01/02/2024", position="Ketua"),
        row(budi, starts="01/01/2023", ends="01/03/2024"),
    )  # fmt: skip

    for day in (
        date(2022, 5, 31),
        date(2022, 6, 1),
        date(2023, 6, 1),
        date(2024, 1, 15),
        date(2024, 3, 1),
        date(2026, 1, 1),
    ):
        assert replayed(day) == on(day)


def test_undoing_takes_all_back_and_the_journal_knows(officer, lks, siti):
    open_one = add_member(lks, siti, starts_on=date(2024, 1, 1), position="chair", by=officer, at=AT)
    done = bring_in(
        officer, "memberships", HEADER,
        row(siti, position="Ketua", ends="31/12/2025"),
        row(siti, position="Ketua", starts="01/01/2026"),
    )  # fmt: skip

    undone = undo(done, at=LATER)

    assert undone.status == ImportStatus.UNDONE
    assert list(Membership.objects.values_list("pk", "ends_on")) == [(open_one.pk, None)]
    assert replayed(date(2026, 6, 1)) == on(date(2026, 6, 1)) == [(siti.pk, lks.pk, "chair")]


def test_undoing_is_refused_when_the_position_was_given_again_meanwhile(officer, lks, siti):
    add_member(lks, siti, starts_on=date(2024, 1, 1), position="chair", by=officer, at=AT)
    done = bring_in(officer, "memberships", HEADER, row(siti, position="Ketua", ends="31/12/2025"))
    MembershipFactory(person=siti, institution=lks, position="chair", starts_on=date(2026, 1, 1))

    with pytest.raises(Refusal, match="one_open_per_position"):
        undo(done, at=LATER)

    done.refresh_from_db()
    assert done.status == ImportStatus.DONE
    assert Membership.objects.get(starts_on=date(2024, 1, 1)).ends_on == date(2025, 12, 31)


def test_the_number_of_a_merged_institution_leads_to_the_remaining_one(officer, lks, siti):
    InstitutionFactory(number="LKS-2", merged_into=lks)

    bring_in(officer, "memberships", HEADER, row(siti, number="LKS-2"))

    assert Membership.objects.get().institution == lks
