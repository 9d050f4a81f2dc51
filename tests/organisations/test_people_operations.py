"""People: what the operations keep, and every constraint of Person."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.journal.models import Event
from lms.organisations.models import Person
from lms.organisations.operations.people import (
    MOST_ASSISTED,
    add_assisted,
    add_new_person,
    add_person,
    change_person,
    confirm_nik,
    enter_nik,
    masked_nik,
    nik_doubts,
    nik_version,
    open_nik,
    people_like,
    remove_nik,
    set_nik,
    view_nik,
)
from lms.organisations.rules.people import core_of_name, is_minor, masked_email, masked_phone, reasons_against_why
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    DistrictFactory,
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
TODAY = date(2026, 3, 2)
NIK = "6203055207900011"  # of a woman born on 12 July 1990 in Selat
WHY = "Mencocokkan dengan KTP di loket."


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


@pytest.mark.parametrize(
    ("birth_on", "answer"),
    [
        (None, False),
        (date(2008, 3, 2), False),  # 18 today
        (date(2008, 3, 3), True),
        (date(2026, 3, 2), True),
        (date(1950, 1, 1), False),
        (date(2008, 2, 29), False),
    ],
)
def test_a_child_is_somebody_under_eighteen(birth_on, answer):
    assert is_minor(birth_on, on=TODAY) is answer


@pytest.mark.parametrize(
    ("phone", "masked"), [("+6281234567890", "0812******90"), ("", ""), ("+62536123456", "0536****56")]
)
def test_a_phone_is_shown_masked(phone, masked):
    assert masked_phone(phone) == masked


@pytest.mark.parametrize(("email", "masked"), [("noor@contoh.id", "n***@contoh.id"), ("", "")])
def test_an_e_mail_address_is_shown_masked(email, masked):
    assert masked_email(email) == masked


def test_titles_spaces_and_case_do_not_make_another_name():
    assert core_of_name("Siti  NORHALIMAH, S.Pd.") == core_of_name("siti norhalimah") == "sitinorhalimah"


@pytest.mark.parametrize(
    ("why", "found"),
    [
        (WHY, []),
        ("perlu", ["why_length"]),
        ("x" * 201, ["why_length"]),
        ("untuk orang 6203 0552 0790 0011", ["why_number"]),
        ("hubungi dia di 0812-3456-7890", ["why_number"]),
    ],
)
def test_a_reason_is_a_sentence_without_numbers_of_people(why, found):
    assert [reason.code for reason in reasons_against_why(why)] == found


def test_a_person_without_phone_and_e_mail_can_exist():
    person = add_person(name="Warga Desa", sex="female", by=None, at=AT)

    assert (person.phone, person.email, person.user) == ("", "", None)
    assert Event.objects.get().name == "person.added"


def test_the_journal_keeps_the_names_of_changed_fields_and_no_value():
    person = PersonFactory(name="Warga", phone="+6281200000009")

    changed = change_person(person, name="Warga Baru", phone="+6281200000008", sex="female", by=None, at=AT)

    assert changed == ["name", "phone"]
    assert Event.objects.get().data == {"fields": ["name", "phone"]}


def test_nothing_changed_is_no_event():
    person = PersonFactory(name="Warga")

    assert change_person(person, name="Warga", by=None, at=AT) == []
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"nik_sealed": "x:y"}, "organisations_person_nik_sealed_and_found_together"),
        ({"nik_lookup": "ab"}, "organisations_person_nik_sealed_and_found_together"),
        ({"nik_confirmed_at": AT}, "organisations_person_nik_confirmed_by_somebody"),
        ({"phone": "0812"}, "organisations_person_phone_is_e164"),
        ({"phone": "+081234567890"}, "organisations_person_phone_is_e164"),
    ],
)
def test_the_database_keeps_the_law_of_a_person(fields, name):
    person = PersonFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**fields)


def test_a_person_is_merged_into_another_and_then_has_no_account():
    person, other = PersonFactory(), PersonFactory()
    name = "organisations_person_merged_into_another_without_account"

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(merged_into=person)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(merged_into=other, user=UserFactory())
    Person.objects.filter(pk=person.pk).update(merged_into=other)

    assert list(Person.objects.living()) == [other]


@pytest.mark.parametrize("field", ["uuid", "code"])
def test_the_keys_of_a_person_are_given_once(field):
    first, second = PersonFactory(), PersonFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})


def test_an_account_belongs_to_one_person():
    user = UserFactory()
    PersonFactory(user=user)

    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFactory(user=user)


# --- companions --------------------------------------------------------------


def test_a_present_member_enters_somebody_she_assists():
    companion = MembershipFactory(person__user=UserFactory()).person

    person = add_assisted(companion, name="Nenek Contoh", sex="female", by=companion.user, on=TODAY, at=AT)

    assert (person.companion, person.is_assisted) == (companion, True)
    assert person.region == companion.memberships.get().institution.region  # so that a dinsos sees her
    assert list(Person.objects.visible_to(companion.user)) == [person, companion]


def test_a_former_member_assists_nobody_new():
    companion = MembershipFactory(person__user=UserFactory(), ends_on=date(2026, 3, 1)).person

    with pytest.raises(Refusal) as refusal:
        add_assisted(companion, name="Nenek", sex="female", by=companion.user, on=TODAY, at=AT)

    assert codes(refusal) == ["companion_no_member"]
    assert Person.objects.count() == 1


def test_a_companion_assists_no_crowd():
    companion = MembershipFactory(person__user=UserFactory()).person
    PersonFactory.create_batch(MOST_ASSISTED, companion=companion)

    with pytest.raises(Refusal) as refusal:
        add_assisted(companion, name="Nenek", sex="female", by=companion.user, on=TODAY, at=AT)

    assert codes(refusal) == ["companion_has_many"]


# --- who is alike ------------------------------------------------------------


def test_people_alike_are_found_by_nik_phone_or_name_with_birth_date_in_sight_only():
    officer = RoleGrantFactory().user
    kapuas, foreign = RegencyFactory(), RegencyFactory(code="63.01", name="Kabupaten Tanah Laut")
    by_nik = PersonFactory(name="A", region=kapuas)
    set_nik(by_nik, nik=NIK, is_confirmed=False, by=officer, at=AT)
    by_phone = PersonFactory(name="B", region=kapuas, phone="+6281200000009")
    by_name = PersonFactory(name="Siti Norhalimah, S.Pd.", region=kapuas, birth_on=date(1990, 7, 12))
    PersonFactory(name="Siti Norhalimah", region=kapuas, birth_on=date(1980, 1, 1))
    PersonFactory(name="Siti Norhalimah", region=foreign, birth_on=date(1990, 7, 12))

    found = people_like(officer, name="siti norhalimah", birth_on=date(1990, 7, 12), phone="+6281200000009", nik=NIK)

    assert found == [by_nik, by_phone, by_name]


def test_a_name_alone_finds_whoever_has_no_other_birth_date():
    officer = RoleGrantFactory().user
    person = PersonFactory(name="Arbain Saputra", region=RegencyFactory())

    assert people_like(officer, name="ARBAIN SAPUTRA", birth_on=None, phone="", nik="") == [person]
    assert people_like(officer, name="Arbain Saputra", birth_on=date(1990, 1, 1), phone="", nik="") == [person]
    assert people_like(officer, name="Arbain", birth_on=None, phone="", nik="") == []


# --- the NIK -----------------------------------------------------------------


@pytest.fixture
def officer():
    return RoleGrantFactory().user


@pytest.fixture
def person():
    DistrictFactory()
    return PersonFactory(region=RegencyFactory(), birth_on=date(1990, 7, 12))


def enter(person, officer, **more):
    return enter_nik(person, **{"nik": NIK, "is_keeper": True, "saw_card": False, "by": officer, "at": AT, **more})


def test_a_nik_is_sealed_and_shown_masked(person, officer):
    assert enter(person, officer) == ()

    person.refresh_from_db()
    assert masked_nik(person) == "6203********0011"
    assert open_nik(person) == NIK
    assert NIK not in person.nik_sealed
    assert person.nik_confirmed_at is None
    assert Event.objects.get().data == {"is_confirmed": False}


def test_an_officer_who_saw_the_ktp_confirms_at_once_when_nothing_is_doubtful(person, officer):
    enter(person, officer, saw_card=True)

    person.refresh_from_db()
    assert (person.nik_confirmed_by, person.nik_confirmed_at) == (officer, AT)


def test_a_doubt_is_shown_before_it_is_confirmed(person, officer):
    change_person(person, birth_on=date(1991, 1, 1), by=officer, at=AT)

    doubts = enter(person, officer, saw_card=True)

    person.refresh_from_db()
    assert [reason.code for reason in doubts] == ["nik_birth_differs"]
    assert [reason.code for reason in nik_doubts(person)] == ["nik_birth_differs"]
    assert person.nik_confirmed_at is None
    confirm_nik(person, version=nik_version(person), by=officer, at=AT)
    person.refresh_from_db()
    assert person.nik_confirmed_by == officer


def test_an_institution_enters_a_nik_and_does_not_confirm_it(person, officer):
    enter(person, officer, is_keeper=False, saw_card=True)

    person.refresh_from_db()
    assert (bool(person.nik_sealed), person.nik_confirmed_at) == (True, None)


def test_an_institution_does_not_replace_what_an_officer_confirmed(person, officer):
    enter(person, officer, saw_card=True)

    with pytest.raises(Refusal) as refusal:
        enter(person, officer, is_keeper=False, nik="6203055207900012")

    person.refresh_from_db()
    assert codes(refusal) == ["nik_kept"]
    assert open_nik(person) == NIK


def test_a_replaced_nik_is_not_confirmed_any_more(person, officer):
    enter(person, officer, saw_card=True)

    enter(person, officer, nik="6203055207900012")

    person.refresh_from_db()
    assert person.nik_confirmed_at is None


def test_the_version_of_another_nik_confirms_nothing(person, officer):
    enter(person, officer)
    person.refresh_from_db()
    before = nik_version(person)
    enter(person, officer, nik="6203055207900012")

    with pytest.raises(Refusal) as refusal:
        confirm_nik(person, version=before, by=officer, at=AT)

    assert codes(refusal) == ["nik_changed"]


def test_nobody_confirms_her_own_nik(person, officer):
    Person.objects.filter(pk=person.pk).update(user=officer)
    enter(person, officer, saw_card=True)
    person.refresh_from_db()
    assert person.nik_confirmed_at is None

    with pytest.raises(Refusal) as refusal:
        confirm_nik(person, version=nik_version(person), by=officer, at=AT)

    assert codes(refusal) == ["nik_own"]


def test_a_nik_is_held_once_and_an_institution_learns_nothing(person, officer):
    enter(person, officer)
    other = PersonFactory(region=person.region)

    with pytest.raises(Refusal) as seen:
        enter(other, officer)
    with pytest.raises(Refusal) as hidden:
        enter(other, officer, is_keeper=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(
            nik_sealed="x", nik_lookup=Person.objects.get(pk=person.pk).nik_lookup
        )

    assert (codes(seen), codes(hidden)) == (["nik_taken"], ["nik_ask"])
    assert str(hidden.value.reasons[0]) == "This NIK cannot be entered here. Ask your dinsos."


def test_a_new_person_with_the_nik_of_another_does_not_enter_the_register(person, officer):
    enter(person, officer)

    with pytest.raises(Refusal):
        add_new_person(name="Lain", sex="male", nik=NIK, by=officer, at=AT)

    assert Person.objects.count() == 1


def test_the_nik_of_somebody_else_is_taken_off(person, officer):
    enter(person, officer, saw_card=True)
    person.refresh_from_db()

    remove_nik(person, by=officer, at=AT)

    person.refresh_from_db()
    assert (person.nik_sealed, person.nik_lookup, person.nik_confirmed_at) == ("", None, None)
    with pytest.raises(Refusal):
        remove_nik(person, by=officer, at=AT)


def test_opening_a_nik_is_an_entry_with_its_reason(person, officer):
    enter(person, officer)
    person.refresh_from_db()

    assert view_nik(person, why=WHY, by=officer, at=AT) == NIK

    event = Event.objects.get(name="person.nik_viewed")
    assert (event.subject_id, event.by_id, event.data) == (str(person.pk), officer.pk, {"reason": WHY})


def test_a_nik_without_a_reason_stays_closed(person, officer):
    enter(person, officer)
    person.refresh_from_db()

    with pytest.raises(Refusal):
        view_nik(person, why="", by=officer, at=AT)

    assert not Event.objects.filter(name="person.nik_viewed").exists()


def test_an_officer_opens_thirty_niks_an_hour(person, officer):
    enter(person, officer)
    person.refresh_from_db()
    for minute in range(30):
        view_nik(person, why=WHY, by=officer, at=AT + timedelta(minutes=minute))

    with pytest.raises(Refusal) as refusal:
        view_nik(person, why=WHY, by=officer, at=AT + timedelta(minutes=59))
    other = view_nik(person, why=WHY, by=UserFactory(), at=AT + timedelta(minutes=59))
    later = view_nik(person, why=WHY, by=officer, at=AT + timedelta(minutes=61))

    assert codes(refusal) == ["nik_views"]
    assert (other, later) == (NIK, NIK)


def test_whose_nik_one_keeps_lives_or_is_a_member_today_in_ones_area():
    kapuas, foreign = RegencyFactory(), RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    officer = RoleGrantFactory(region=kapuas).user
    lives = PersonFactory(name="A", region=kapuas)
    member = MembershipFactory(person__name="B", institution__region=kapuas).person
    MembershipFactory(institution__region=kapuas, ends_on=date(2026, 3, 1))
    PersonFactory(region=foreign)
    admin = RoleGrantFactory(institution_admin=True, institution=InstitutionFactory(region=kapuas)).user

    assert list(Person.objects.kept_by(officer, on=TODAY)) == [lives, member]
    assert list(Person.objects.kept_by(admin, on=TODAY)) == []
