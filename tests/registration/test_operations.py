from datetime import date, timedelta

import pytest

from lms.journal.models import Event
from lms.organisations.access import scope_of
from lms.organisations.enums import InstitutionStatus, Position
from lms.organisations.models import Institution, Membership, Person, RoleGrant
from lms.organisations.operations.regions import load_kinds
from lms.refusal import Refusal
from lms.registration.clocks import countdown, countdowns
from lms.registration.enums import ApplicationStatus, Fact, ItemState
from lms.registration.models import Application, Requirement, Review
from lms.registration.operations import (
    accept_item,
    answer_review,
    approve_application,
    ask_reviewer,
    change_identity,
    change_place,
    choose_area,
    choose_seat,
    give_answer,
    give_file,
    load_requirements,
    name_people,
    reject_application,
    return_item,
    send_back,
    start_application,
    submit_application,
    withdraw_application,
)
from lms.registration.operations.reviewing import review_with, token_of
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    DistrictFactory,
    HolidayFactory,
    KindFactory,
    OfficeFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
    StoredFileFactory,
)
from tests.factories.registration import (
    SENT_AT,
    ApplicationFactory,
    ApplicationItemFactory,
    RequirementFactory,
    ReviewFactory,
)
from tests.registration.conftest import AT, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def requirements():
    load_kinds()
    load_requirements()


def refused(operation, *args, **kwargs):
    with pytest.raises(Refusal) as refusal:
        operation(*args, **kwargs)
    return [reason.code for reason in refusal.value.reasons]


def events(subject):
    return list(
        Event.objects.filter(subject_id=str(subject.pk), name__startswith="application.").values_list("name", flat=True)
    )


def fact(application, code):
    return application.items.get(code=code)


def states(application):
    return {item.code: item.state for item in application.items.all()}


@pytest.fixture
def chair():
    return UserFactory(name="Rina Contoh")


def started(by, **more):
    details = {"name": "LKS Kasih", "kind": KindFactory(), "region": RegencyFactory(), "is_legal_entity": False, **more}
    return start_application(**details, by=by, at=AT)


# --- the draft ---------------------------------------------------------------


def test_whoever_begins_has_a_draft_and_the_register_has_nothing_yet(chair):
    application = started(chair)

    assert (application.status, application.applicant, application.level) == ("draft", chair, "")
    assert application.institution.status == InstitutionStatus.APPLYING
    assert application.institution.number is None
    assert states(application) == {"identity": "given", "place": "missing", "people": "missing"}
    assert list(Institution.objects.in_register()) == []
    assert events(application) == ["application.started"]


def test_a_sixth_open_application_of_one_person_is_refused(chair):
    for _number in range(5):
        ApplicationFactory(applicant=chair)

    assert refused(started, chair) == ["too_many_open"]
    assert Application.objects.count() == 5


def test_the_work_area_names_the_office_and_asks_for_its_papers(chair, requirements):
    application = started(chair, is_legal_entity=True)

    choose_area(application, work_area=[RegencyFactory()], version=1, by=chair, at=AT)

    application.refresh_from_db()
    assert (application.level, application.region_id, application.institution.level) == ("regency", "62.03", "regency")
    assert [item.code for item in application.items.all()][3:] == [
        "akta-pendirian",
        "lks-ad-art",
        "sk-kemenkum",
        "susunan-pengurus",
        "surat-domisili",
        "program-kerja",
        "lks-npwp",
        "lks-rekening",
        "lks-penerima-manfaat",
        "lks-staf",
        "lks-laporan",
    ]


def test_work_in_several_regencies_goes_to_the_province_with_a_recommendation(chair, requirements):
    application = started(chair)
    area = [RegencyFactory(), RegencyFactory(code="62.71", name="Kota Palangka Raya")]

    choose_area(application, work_area=area, version=1, by=chair, at=AT)

    application.refresh_from_db()
    assert (application.level, application.region_id) == ("province", "62")
    assert {"rekomendasi-dinsos", "berita-acara-pendirian"} <= states(application).keys()
    assert not {"akta-pendirian", "sk-kemenkum"} & states(application).keys()
    assert set(application.institution.work_area.all()) == set(area)


def test_a_karang_taruna_brings_the_decree_of_its_village_head(chair, requirements):
    kind = KindFactory(code="PSKS-05", slug="karang-taruna", name_id="Karang Taruna", name_en="Karang Taruna")
    application = started(chair, kind=kind)

    choose_area(application, work_area=[RegencyFactory()], version=1, by=chair, at=AT)

    assert "kt-sk-pengurus" in states(application)
    assert not any(code.startswith("lks-") for code in states(application))


def test_an_area_across_provinces_is_refused(chair):
    application = started(chair)
    area = [RegencyFactory(), RegencyFactory(code="63.01", name="Kabupaten Tanah Laut")]

    assert refused(choose_area, application, work_area=area, version=1, by=chair, at=AT) == ["several_provinces"]
    assert not application.institution.work_area.exists()


def test_another_kind_asks_for_other_papers_and_keeps_what_was_given(chair, requirements):
    application = started(chair)
    choose_area(application, work_area=[RegencyFactory()], version=1, by=chair, at=AT)
    give_file(application.items.get(code="program-kerja"), file=pdf(), version=1, by=chair, at=AT)
    give_file(application.items.get(code="lks-npwp"), file=pdf(), version=1, by=chair, at=AT)
    wksbm = KindFactory(code="PSKS-08", slug="wksbm", name_id="WKSBM", name_en="WKSBM")

    identity = fact(application, Fact.IDENTITY)
    change_identity(identity, name="WKSBM Kasih", kind=wksbm, is_legal_entity=False, version=1, by=chair, at=AT)

    assert states(application)["program-kerja"] == ItemState.GIVEN
    assert "wksbm-jejaring" in states(application)
    assert "lks-npwp" not in states(application)
    assert Institution.objects.get(pk=application.institution_id).name == "WKSBM Kasih"


def test_another_seat_asks_for_address_and_area_anew(chair):
    application = ApplicationFactory(applicant=chair, complete=True)
    there = RegencyFactory(code="62.71", name="Kota Palangka Raya")

    choose_seat(application, region=there, version=1, by=chair, at=AT)

    application.refresh_from_db()
    assert (application.level, application.region, application.institution.region) == ("", None, there)
    assert states(application)["place"] == ItemState.MISSING
    assert not application.institution.work_area.exists()


def test_the_applicants_person_is_made_once_and_bound_to_her_account(chair):
    first, second = ApplicationFactory(applicant=chair), ApplicationFactory(applicant=chair)
    person = {"name": "Rina Contoh, S.Sos.", "sex": "female", "phone": "+6281234567890"}
    answers = {"position": Position.CHAIR, "chair_name": ""}

    name_people(fact(first, Fact.PEOPLE), person=person, version=1, by=chair, at=AT, **answers)
    other = {"position": Position.SECRETARY, "chair_name": "Budi Contoh"}
    name_people(fact(second, Fact.PEOPLE), person={"phone": "+6281200000009"}, version=1, by=chair, at=AT, **other)

    bound = Person.objects.get()
    assert (bound.user, bound.name, bound.phone) == (chair, "Rina Contoh, S.Sos.", "+6281200000009")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.position, first.chair_name) == ("chair", "Rina Contoh, S.Sos.")
    assert (second.position, second.chair_name) == ("secretary", "Budi Contoh")


def test_an_answer_saved_twice_is_one_answer_and_another_window_is_refused(chair):
    application = ApplicationFactory(applicant=chair)
    item = ApplicationItemFactory(application=application, code="lks-staf")

    give_answer(item, answer="4 perempuan, 3 laki-laki", version=1, by=chair, at=AT)
    give_answer(item, answer="4 perempuan, 3 laki-laki", version=1, by=chair, at=AT)

    assert refused(give_answer, item, answer="5 perempuan", version=1, by=chair, at=AT) == ["stale"]
    item.refresh_from_db()
    assert (item.answer, item.version, item.state) == ("4 perempuan, 3 laki-laki", 2, ItemState.GIVEN)
    assert events(application) == ["application.item_given"]


def test_a_file_sent_twice_is_one_file_and_a_stale_window_is_refused(chair):
    item = ApplicationItemFactory(application__applicant=chair, needs_file=True)

    give_file(item, file=pdf(), version=1, by=chair, at=AT)
    first = item.file
    give_file(item, file=pdf(), version=1, by=chair, at=AT)

    assert refused(give_file, item, file=pdf(contents=b"%PDF-1.7 lain"), version=1, by=chair, at=AT) == ["stale"]
    item.refresh_from_db()
    assert (item.file, item.version) == (first, 2)


def test_a_number_of_an_account_is_refused_as_an_answer(chair):
    item = ApplicationItemFactory(application__applicant=chair, code="lks-rekening")

    codes = refused(give_answer, item, answer="BRI 0123-01-004567-50-1", version=1, by=chair, at=AT)

    assert codes == ["long_number"]
    item.refresh_from_db()
    assert (item.state, item.answer) == (ItemState.MISSING, "")


def test_a_place_saved_in_a_second_window_is_refused_with_words(chair):
    application = ApplicationFactory(applicant=chair)
    item = fact(application, Fact.PLACE)
    place = {"district": DistrictFactory(), "village": "Selat Hilir", "address": "Jl. Contoh 1", "rt_rw": ""}

    change_place(item, version=1, by=chair, at=AT, **place)

    assert refused(change_place, item, version=1, by=chair, at=AT, **{**place, "address": "Jl. Lain"}) == ["stale"]
    assert Institution.objects.get().address == "Jl. Contoh 1"


# --- sending and the clock ---------------------------------------------------


def test_a_complete_draft_is_sent_and_the_clock_runs_over_weekend_and_holiday():
    application = ApplicationFactory(complete=True)
    HolidayFactory(day=date(2026, 6, 16))
    HolidayFactory(day=date(2026, 6, 15), region=RegencyFactory(code="62.71", name="Kota Palangka Raya"))

    submit_application(application, version=1, by=application.applicant, at=AT)

    application.refresh_from_db()
    assert (application.status, application.submitted_at) == (ApplicationStatus.SUBMITTED, AT)
    assert (application.runs_from, application.due_on) == (date(2026, 6, 10), date(2026, 6, 18))
    assert countdown(application, at=AT).days_left == 5
    assert [row.days_left for row in countdowns([application], at=AT)] == [5]


def test_the_day_is_that_of_the_responsible_office():
    """16:30 UTC is still the tenth in WIB, and already the eleventh in WIT."""
    wib = ApplicationFactory(complete=True)
    jayapura = RegencyFactory(code="91.03", name="Kabupaten Jayapura", zone="Asia/Jayapura")
    wit = ApplicationFactory(complete=True, institution__region=jayapura)
    at = AT.replace(hour=16, minute=30)

    for application in (wib, wit):
        submit_application(application, version=1, by=application.applicant, at=at)

    assert (wib.runs_from, wit.runs_from) == (date(2026, 6, 10), date(2026, 6, 11))


def test_an_incomplete_draft_is_refused_with_every_gap():
    application = ApplicationFactory()

    codes = refused(submit_application, application, version=1, by=application.applicant, at=AT)

    assert codes == ["no_area", "item_missing", "item_missing"]
    assert Application.objects.get().status == ApplicationStatus.DRAFT


def test_what_changed_in_another_window_is_looked_at_before_sending():
    application = ApplicationFactory(complete=True)
    ApplicationItemFactory(application=application, code="lks-staf", is_required=False)
    item = application.items.get(code="lks-staf")
    give_answer(item, answer="7 orang", version=1, by=application.applicant, at=AT)

    assert refused(submit_application, application, version=1, by=application.applicant, at=AT) == ["stale"]


def test_sent_twice_it_is_sent_once():
    application = ApplicationFactory(complete=True)
    submit_application(application, version=1, by=application.applicant, at=AT)

    codes = refused(submit_application, application, version=1, by=application.applicant, at=AT)

    assert codes == ["step_not_allowed"]
    assert events(application) == ["application.submitted"]


def test_what_was_sent_cannot_be_changed():
    application = ApplicationFactory(sent=True)
    by, item = application.applicant, application.items.get(code="susunan-pengurus")

    assert refused(give_file, item, file=pdf(), version=1, by=by, at=AT) == ["locked"]
    identity = fact(application, Fact.IDENTITY)
    assert refused(change_identity, identity, name="Lain", version=1, by=by, at=AT) == ["locked"]
    area = [RegencyFactory(), RegencyFactory(code="62.71", name="Kota Palangka Raya")]
    assert refused(choose_area, application, work_area=area, version=1, by=by, at=AT) == ["outline_locked"]
    assert refused(choose_seat, application, region=area[1], version=1, by=by, at=AT) == ["outline_locked"]


# --- returning and mending ---------------------------------------------------


def test_one_part_comes_back_is_mended_and_the_clock_stands_meanwhile(officer):
    application = ApplicationFactory(sent=True)
    paper = application.items.get(code="susunan-pengurus")
    for item in application.items.exclude(pk=paper.pk):
        accept_item(item, version=1, by=officer, at=AT)
    friday, wednesday = AT + timedelta(days=2), AT + timedelta(days=7)

    return_item(paper, why="Foto buram", version=1, by=officer, at=friday)
    application.refresh_from_db()
    count = send_back(application, version=application.version, by=officer, at=friday)

    assert count == 1
    assert (application.status, application.used_days) == (ApplicationStatus.RETURNED, 2)
    assert (application.runs_from, application.due_on) == (None, None)
    assert countdown(application, at=wednesday).days_left is None

    by = application.applicant
    identity = fact(application, Fact.IDENTITY)
    assert refused(change_identity, identity, name="Lain", version=2, by=by, at=wednesday) == ["item_locked"]
    paper.refresh_from_db()
    give_file(paper, file=pdf(), version=paper.version, by=by, at=wednesday)
    assert paper.state == ItemState.MENDED
    application.refresh_from_db()
    submit_application(application, version=application.version, by=by, at=wednesday)

    assert (application.runs_from, application.due_on) == (date(2026, 6, 17), date(2026, 6, 22))  # three days left
    assert states(application) == {
        "identity": "accepted",
        "place": "accepted",
        "people": "accepted",
        "susunan-pengurus": "given",
    }
    paper.refresh_from_db()
    assert paper.reason == "Foto buram"  # the officer sees what she had asked for
    assert application.submitted_at == SENT_AT


def test_kind_and_form_are_settled_when_the_name_comes_back(officer):
    application = ApplicationFactory(returned=True)
    item = fact(application, Fact.IDENTITY)
    type(item).objects.filter(pk=item.pk).update(state=ItemState.RETURNED, reason="Nama tidak sama dengan akta")
    by = application.applicant

    codes = refused(change_identity, item, name="LKS Baru", is_legal_entity=True, version=1, by=by, at=AT)
    change_identity(item, name="LKS Baru", version=1, by=by, at=AT)

    assert codes == ["outline_locked"]
    institution = Institution.objects.get(pk=application.institution_id)
    assert (institution.name, institution.is_legal_entity) == ("LKS Baru", False)
    item.refresh_from_db()
    assert item.state == ItemState.MENDED


def test_nothing_is_sent_back_without_a_part_to_mend(officer):
    application = ApplicationFactory(sent=True)

    assert refused(send_back, application, version=1, by=officer, at=AT) == ["nothing_returned"]


def test_a_part_is_returned_with_a_reason_or_not_at_all(officer):
    item = ApplicationFactory(sent=True).items.get(code="susunan-pengurus")

    assert refused(return_item, item, why=" ", version=1, by=officer, at=AT) == ["why_missing"]
    assert refused(return_item, item, why="a" * 501, version=1, by=officer, at=AT) == ["why_too_long"]


def test_an_officer_changes_her_mind_before_the_decision_but_not_on_what_she_has_not_seen(officer):
    item = ApplicationFactory(sent=True).items.get(code="susunan-pengurus")

    return_item(item, why="Foto buram", version=1, by=officer, at=AT)
    return_item(item, why="Foto buram", version=1, by=officer, at=AT)
    assert refused(accept_item, item, version=1, by=officer, at=AT) == ["stale"]
    accept_item(item, version=2, by=officer, at=AT)
    accept_item(item, version=2, by=officer, at=AT)

    item.refresh_from_db()
    assert (item.state, item.reason, item.version) == (ItemState.ACCEPTED, "", 3)
    assert events(item.application) == ["application.item_returned", "application.item_accepted"]


# --- deciding ----------------------------------------------------------------


def accepted(**traits):
    application = ApplicationFactory(sent=True, **traits)
    application.items.update(state=ItemState.ACCEPTED)
    return application


def test_an_approved_institution_is_in_the_register_with_paper_admin_and_member(officer):
    application = accepted()
    OfficeFactory(region=application.region, name="Dinas Sosial Kabupaten Kapuas", unit_code="DINSOS-KAPUAS")
    paper = {"number": "460/01/STP/2026", "issued_on": date(2026, 6, 11), "expires_on": date(2031, 6, 10)}

    approve_application(application, paper=paper, version=1, by=officer, at=AT)

    institution = Institution.objects.in_register().get()
    assert (institution.status, institution.number) == (InstitutionStatus.ACTIVE, "62.03/04/0001")
    assert (institution.verified_on, institution.verified_by) == (date(2026, 6, 10), officer)
    issued = institution.papers.get()
    assert (issued.number, issued.issuer, issued.state) == (
        "460/01/STP/2026",
        "Dinas Sosial Kabupaten Kapuas",
        "valid",
    )
    member = Membership.objects.get()
    assert (member.person.user, member.institution, member.position) == (application.applicant, institution, "chair")
    grant = RoleGrant.objects.get(role="institution_admin")
    assert (grant.user, grant.institution, grant.starts_on) == (application.applicant, institution, date(2026, 6, 10))
    assert application.status == ApplicationStatus.APPROVED
    assert (application.decided_by, application.decided_at) == (officer, AT)
    event = Event.objects.get(name="application.approved")
    assert event.data == {"due_on": "2026-06-17", "is_in_time": True}


def test_the_new_admin_reaches_her_institution_at_once_also_east_of_here():
    """At 16:30 UTC it is tomorrow in Jayapura; her role must not wait for tomorrow in Jakarta."""
    jayapura = RegencyFactory(code="91.03", name="Kabupaten Jayapura", zone="Asia/Jayapura")
    application = accepted(institution__region=jayapura)
    at = AT.replace(hour=16, minute=30)
    officer = RoleGrantFactory(region=jayapura).user

    approve_application(application, paper=None, version=1, by=officer, at=at)

    assert RoleGrant.objects.get(role="institution_admin").starts_on == date(2026, 6, 10)
    assert Membership.objects.get().starts_on == date(2026, 6, 11)
    assert scope_of(application.applicant).institution_ids() == (application.institution_id,)


def test_nothing_is_approved_while_a_required_part_is_not_accepted(officer):
    application = ApplicationFactory(sent=True)

    codes = refused(approve_application, application, paper=None, version=1, by=officer, at=AT)

    assert codes == ["item_not_accepted"] * 4
    assert not Institution.objects.in_register().exists()


def test_a_refused_paper_leaves_nothing_behind(officer):
    application = accepted()
    paper = {"number": "1", "issued_on": date(2026, 6, 11), "expires_on": date(2026, 6, 1)}

    codes = refused(approve_application, application, paper=paper, version=1, by=officer, at=AT)

    assert codes == ["organisations_registrationpaper_issued_before_it_expires"]
    assert Application.objects.get().status == ApplicationStatus.SUBMITTED
    assert not Institution.objects.in_register().exists()
    assert not RoleGrant.objects.filter(role="institution_admin").exists()


def test_nobody_decides_on_her_own_application(officer):
    application = accepted(applicant=officer)
    item = application.items.get(code="susunan-pengurus")

    for codes in (
        refused(approve_application, application, paper=None, version=1, by=officer, at=AT),
        refused(reject_application, application, why="x", version=1, by=officer, at=AT),
        refused(accept_item, item, version=1, by=officer, at=AT),
        refused(return_item, item, why="x", version=1, by=officer, at=AT),
    ):
        assert codes == ["own_application"]
    assert "own_application" in refused(send_back, application, version=1, by=officer, at=AT)


def test_the_second_of_two_officers_is_refused_plainly(officer):
    application = accepted()
    seen_by_another = Application.objects.get()
    approve_application(application, paper=None, version=1, by=officer, at=AT)

    codes = refused(reject_application, seen_by_another, why="Tidak lengkap", version=1, by=UserFactory(), at=AT)

    assert codes == ["step_not_allowed"]
    assert Application.objects.get().status == ApplicationStatus.APPROVED


def test_an_officer_does_not_decide_on_what_changed_since_she_looked(officer):
    application = ApplicationFactory(sent=True)
    accept_item(application.items.get(code="susunan-pengurus"), version=1, by=officer, at=AT)

    assert refused(reject_application, application, why="x", version=1, by=officer, at=AT) == ["stale"]


def test_an_application_is_turned_down_with_a_reason_and_never_was_in_the_register(officer):
    application = ApplicationFactory(sent=True)

    assert refused(reject_application, application, why=" ", version=1, by=officer, at=AT) == ["why_missing"]
    reject_application(application, why="Lembaga tidak ada di alamat itu.", version=1, by=officer, at=AT)

    application.refresh_from_db()
    assert (application.status, application.reason) == ("rejected", "Lembaga tidak ada di alamat itu.")
    assert application.institution.status == InstitutionStatus.REJECTED
    assert not Institution.objects.in_register().exists()


def test_the_applicant_who_mends_while_the_officer_turns_it_down_is_told_so(officer):
    application = ApplicationFactory(returned=True)
    item = application.items.get(code="susunan-pengurus")
    type(item).objects.filter(pk=item.pk).update(state=ItemState.RETURNED, reason="Foto buram")
    item.refresh_from_db()
    reject_application(Application.objects.get(), why="Tidak ada kabar", version=1, by=officer, at=AT)

    assert refused(give_file, item, file=pdf(), version=1, by=application.applicant, at=AT) == ["locked"]


@pytest.mark.parametrize("trait", ["complete", "sent", "returned"])
def test_an_applicant_withdraws_as_long_as_nothing_is_decided(trait):
    application = ApplicationFactory(**{trait: True})

    for _time in range(2):
        withdraw_application(application, by=application.applicant, at=AT)

    application.refresh_from_db()
    assert (application.status, application.withdrawn_at) == ("withdrawn", AT)
    assert application.institution.status == InstitutionStatus.REJECTED
    assert events(application) == ["application.withdrawn"]


def test_what_is_decided_cannot_be_withdrawn(officer):
    application = accepted()
    approve_application(application, paper=None, version=1, by=officer, at=AT)

    assert refused(withdraw_application, application, by=application.applicant, at=AT) == ["step_not_allowed"]


# --- somebody outside --------------------------------------------------------


def asked(application, officer, **more):
    details = {"name": "Camat Selat", "contact": "camat@contoh.id", "question": "Aktifkah?", "items": [], **more}
    return ask_reviewer(application, **details, by=officer, at=AT)


def test_a_reviewer_gets_a_link_of_which_only_a_hash_is_kept(officer):
    application = ApplicationFactory(sent=True)
    paper = application.items.get(code="susunan-pengurus")
    foreign = ApplicationFactory(sent=True).items.get(code="susunan-pengurus")

    review = asked(application, officer, items=[paper, foreign])

    token = token_of(review)
    assert len(token) == 40
    assert token not in str(Review.objects.values().get())
    assert list(review.items.all()) == [paper]
    assert review.expires_at == AT + timedelta(days=7)
    assert review_with(token, at=AT) == review
    assert review_with("b" * 40, at=AT) is None


def test_an_opinion_is_given_once_and_in_time(officer):
    review = ReviewFactory()
    late = review.expires_at + timedelta(seconds=1)

    assert refused(answer_review, review, opinion="agree", note="", at=late) == ["review_over"]
    answer_review(review, opinion="disagree", note="Tidak dikenal", at=AT)
    assert refused(answer_review, review, opinion="agree", note="", at=AT) == ["review_over"]

    review.refresh_from_db()
    assert (review.opinion, review.note, review.answered_at) == ("disagree", "Tidak dikenal", AT)
    assert review_with("a" * 40, at=AT) is None


@pytest.mark.parametrize("ending", ["decided", "officer_gone", "expired"])
def test_a_link_ends_with_the_decision_the_officer_and_the_time(ending):
    review = ReviewFactory()
    at = AT
    if ending == "decided":
        withdraw_application(review.application, by=review.application.applicant, at=AT)
    elif ending == "officer_gone":
        review.asked_by.is_active = False
        review.asked_by.save(update_fields=["is_active"])
    else:
        at = review.expires_at

    assert review_with("a" * 40, at=at) is None


def test_nobody_is_asked_about_what_is_decided(officer):
    application = accepted()
    approve_application(application, paper=None, version=1, by=officer, at=AT)

    assert refused(asked, application, officer) == ["step_not_allowed"]


def test_a_changed_secret_key_shows_no_wrong_link(officer, settings):
    review = asked(ApplicationFactory(sent=True), officer)
    settings.SECRET_KEY = "another-key-of-this-installation"

    assert token_of(review) is None


# --- what is asked for -------------------------------------------------------


def test_requirements_load_once_and_what_an_office_changed_stays():
    load_kinds()
    first = load_requirements()
    row = Requirement.objects.get(code="lks-laporan")
    row.label_id, row.is_active = "Laporan tiga tahun", False
    row.save()

    second = load_requirements()

    assert (first.total, first.changed, second.total, second.changed) == (23, 23, 23, 0)
    assert Requirement.objects.get(code="lks-laporan").label_id == "Laporan tiga tahun"


def test_a_requirement_that_is_switched_off_is_not_asked_for(chair):
    RequirementFactory()
    RequirementFactory(code="akta", label_id="Akta", is_active=False)
    application = started(chair)

    choose_area(application, work_area=[RegencyFactory()], version=1, by=chair, at=AT)

    assert set(states(application)) == {"identity", "place", "people", "susunan-pengurus"}


def test_a_stored_file_of_an_item_is_what_was_sent(chair):
    item = ApplicationItemFactory(application__applicant=chair, needs_file=True)

    give_file(item, file=pdf("Susunan Pengurus.pdf"), version=1, by=chair, at=AT)

    assert (item.file.original_name, item.file.media_type) == ("Susunan Pengurus.pdf", "application/pdf")
    assert StoredFileFactory._meta.model.objects.count() == 1


def test_a_person_known_already_keeps_her_name(chair):
    PersonFactory(user=chair, name="Rina Lama", phone="")
    application = ApplicationFactory(applicant=chair)

    answers = {"position": Position.CHAIR, "chair_name": "Diabaikan"}
    name_people(
        fact(application, Fact.PEOPLE), person={"phone": "+6281200000009"}, version=1, by=chair, at=AT, **answers
    )

    application.refresh_from_db()
    assert (application.chair_name, Person.objects.get().phone) == ("Rina Lama", "+6281200000009")
