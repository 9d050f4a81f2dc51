from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from certificates.enums import CertificateState
from lms.cohorts.enums import ActivityKind, CohortStatus
from lms.completion.enums import CompletionEvent, Result
from lms.completion.invariants import closing_judges_everybody
from lms.completion.models import Award, Verdict
from lms.completion.operations import close_cohort, number_certificates, revoke_award
from lms.completion.progress import progress_of
from lms.enrolment.enums import EnrolmentRole, EnrolmentStatus
from lms.journal.enums import DeliveryState
from lms.journal.invariants import violations
from lms.journal.models import Delivery, Event
from lms.journal.operations import claim_next, deliver_claimed
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.assessment import AttemptFactory
from tests.factories.attendance import PresenceFactory
from tests.factories.cohorts import CohortFactory, SessionFactory
from tests.factories.completion import AwardFactory, VerdictFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db

AFTER = datetime(2026, 7, 24, 9, tzinfo=UTC)  # 16.00 WIB on the last day, half an hour after the last session


def cohort_with_session(**facts):
    cohort = CohortFactory(opened=True, **facts)
    session = SessionFactory(
        cohort=cohort,
        starts_at=datetime(2026, 7, 24, 6, tzinfo=UTC),
        ends_at=datetime(2026, 7, 24, 8, 30, tzinfo=UTC),
    )
    return cohort, session


def trainee(cohort, session, name, *, is_present=True, score=80):
    enrolment = EnrolmentFactory(cohort=cohort, accepted=True, membership__person__name=name)
    if is_present:
        PresenceFactory(enrolment=enrolment, session=session)
    if score is not None:
        AttemptFactory(enrolment=enrolment, submitted=True, score_percent=score)
    return enrolment


def deliver_all():
    """What the workers do: until nothing is due."""
    count = 0
    while claim := claim_next(at=timezone.now() + timedelta(seconds=1)):
        assert deliver_claimed(claim)
        count += 1
    return count


def found_by_completion(at):
    """Names of broken invariants of this room and of the register, with the id they name."""
    ours = ("completion-", "certificate-")
    return {(v.invariant, v.sentence.split(" ")[1]) for v in violations(at=at) if v.invariant.startswith(ours)}


def test_closing_judges_everybody_who_was_accepted_and_nobody_else():
    cohort, session = cohort_with_session()
    passed = trainee(cohort, session, "Ani")
    unsure = trainee(cohort, session, "Budi", score=69)
    absent = trainee(cohort, session, "Cici", is_present=False)
    EnrolmentFactory(cohort=cohort, confirmed=True)
    officer = UserFactory()

    close_cohort(cohort, by=officer, at=AFTER)

    told = {v.enrolment_id: (v.result, v.planned_jp, v.attended_jp, v.score_percent) for v in Verdict.objects.all()}
    assert told == {
        passed.pk: (Result.PASSED, 3, 3, 80),
        unsure.pk: (Result.ATTENDED, 3, 3, 69),
        absent.pk: (Result.NOT_MET, 3, 0, 80),
    }
    cohort.refresh_from_db()
    assert (cohort.status, cohort.closed_at, cohort.closed_by) == (CohortStatus.CLOSED, AFTER, officer)
    assert Event.objects.get(name=CompletionEvent.CLOSED).by_id == officer.pk


def test_a_verdict_keeps_its_reasons_as_data_and_says_them_in_words():
    cohort, session = cohort_with_session()
    trainee(cohort, session, "Ani", is_present=False, score=None)

    close_cohort(cohort, by=UserFactory(), at=AFTER)

    verdict = Verdict.objects.get()
    assert verdict.reasons == [
        {"code": "attendance_low", "values": {"attended": 0, "planned": 3, "minimum": 80}},
        {"code": "test_missing", "values": {}},
    ]
    assert [reason.code for reason in verdict.reasons_in_words()] == ["attendance_low", "test_missing"]


def test_the_best_of_several_attempts_counts():
    cohort, session = cohort_with_session()
    enrolment = trainee(cohort, session, "Ani", score=90)
    AttemptFactory(enrolment=enrolment, submitted=True, score_percent=10)
    AttemptFactory(enrolment=enrolment)

    close_cohort(cohort, by=UserFactory(), at=AFTER)

    assert Verdict.objects.get().score_percent == 90


def test_a_second_closing_is_refused_and_changes_nothing():
    cohort, session = cohort_with_session()
    trainee(cohort, session, "Ani")
    close_cohort(cohort, by=UserFactory(), at=AFTER)

    with pytest.raises(Refusal) as refusal:
        close_cohort(cohort, by=UserFactory(), at=AFTER)

    assert [reason.code for reason in refusal.value.reasons] == ["already_closed"]
    assert (Verdict.objects.count(), Event.objects.filter(name=CompletionEvent.CLOSED).count()) == (1, 1)


def test_closing_says_everything_that_stands_against_it_at_once():
    cohort = CohortFactory()

    with pytest.raises(Refusal) as refusal:
        close_cohort(cohort, by=UserFactory(), at=datetime(2026, 7, 23, 9, tzinfo=UTC))

    assert [reason.code for reason in refusal.value.reasons] == ["not_open", "not_over", "nobody_accepted"]


@pytest.mark.parametrize(("zone", "is_refused"), [("Asia/Jakarta", True), ("Asia/Makassar", False)])
def test_the_last_day_ends_where_the_cohort_meets(zone, is_refused):
    """16.30 UTC is still the 24th in WIB and already the 25th in WITA; there is no session whose end would count."""
    cohort = CohortFactory(opened=True, zone=zone)
    enrolment = EnrolmentFactory(cohort=cohort, accepted=True)
    at = datetime(2026, 7, 24, 16, 30, tzinfo=UTC)

    if is_refused:
        with pytest.raises(Refusal):
            close_cohort(cohort, by=UserFactory(), at=at)
    else:
        close_cohort(cohort, by=UserFactory(), at=at)

    assert Verdict.objects.filter(enrolment=enrolment).exists() is not is_refused


def test_closing_is_refused_while_a_certificate_could_not_be_printed():
    cohort, session = cohort_with_session()
    trainee(cohort, session, "漢字")

    with pytest.raises(Refusal) as refusal:
        close_cohort(cohort, by=UserFactory(), at=AFTER)

    assert [reason.code for reason in refusal.value.reasons] == ["cannot_print"]
    assert "漢字" in str(refusal.value.reasons[0])
    assert not Verdict.objects.exists()


def test_judging_takes_as_many_queries_for_one_as_for_three(django_assert_num_queries):
    first, session_of_first = cohort_with_session()
    trainee(first, session_of_first, "Ani")
    second, session_of_second = cohort_with_session()
    for name in ("Ani", "Budi", "Cici"):
        trainee(second, session_of_second, name)
    officer = UserFactory()

    for cohort in (first, second):
        with django_assert_num_queries(17):
            close_cohort(cohort, by=officer, at=AFTER)


def test_numbers_follow_the_alphabet_without_a_gap_and_the_documents_come_after():
    cohort, session = cohort_with_session()
    for name in ("cici", "Ani", "Budi", "Dodi"):
        trainee(cohort, session, name, score=50 if name == "Budi" else 80)
    close_cohort(cohort, by=UserFactory(), at=AFTER)
    assert progress_of(cohort).total == 3

    deliver_all()

    issued = [
        (award.certificate.frozen_facts.holder_name, award.certificate.number, award.certificate.issued_on)
        for award in Award.objects.order_by("certificate__serial")
    ]
    assert issued == [
        ("Ani", "001/BIMTEK-LKS/DINSOS-62/VII/2026", date(2026, 7, 24)),
        ("cici", "002/BIMTEK-LKS/DINSOS-62/VII/2026", date(2026, 7, 24)),
        ("Dodi", "003/BIMTEK-LKS/DINSOS-62/VII/2026", date(2026, 7, 24)),
    ]
    assert set(Award.objects.values_list("certificate__state", flat=True)) == {CertificateState.ISSUED}
    progress = progress_of(cohort)
    assert (progress.total, progress.done, progress.stuck, progress.is_finished) == (3, 3, 0, True)
    assert Event.objects.filter(name=CompletionEvent.AWARD_ISSUED).count() == 3
    assert found_by_completion(timezone.now()) == set()


def test_the_document_says_what_was_frozen():
    cohort, session = cohort_with_session()
    enrolment = trainee(cohort, session, "Ani Lestari, S.Sos.")
    close_cohort(cohort, by=UserFactory(), at=AFTER)
    enrolment.person.name = "Nama Lain"
    enrolment.person.save()

    deliver_all()

    certificate = Award.objects.get().certificate
    with certificate.document.open("rb") as file:
        pages = PdfReader(BytesIO(file.read())).pages
        text = " ".join(page.extract_text() for page in pages)
    assert (len(pages), "Ani Lestari, S.Sos." in text, certificate.number in text) == (2, True, True)


def test_numbering_twice_numbers_nobody_twice():
    cohort, session = cohort_with_session()
    trainee(cohort, session, "Ani")
    close_cohort(cohort, by=UserFactory(), at=AFTER)
    cohort.refresh_from_db()

    number_certificates(cohort, at=AFTER)
    number_certificates(cohort, at=AFTER)

    assert Award.objects.count() == 1
    assert Event.objects.filter(name=CompletionEvent.AWARD_INTENDED).count() == 1


def test_work_that_was_given_up_is_told():
    cohort, session = cohort_with_session()
    trainee(cohort, session, "Ani")
    close_cohort(cohort, by=UserFactory(), at=AFTER)
    Delivery.objects.update(state=DeliveryState.DEAD)

    progress = progress_of(cohort)

    assert (progress.total, progress.done, progress.stuck) == (1, 0, 1)


def test_a_revoked_award_is_no_longer_in_force_and_is_journalled():
    award = AwardFactory(issued=True)
    officer = UserFactory()

    revoke_award(award, reason="Salah nama.", by=officer, at=AFTER)

    assert list(Award.objects.in_force()) == []
    assert list(Verdict.objects.passed()) == []
    event = Event.objects.get(name=CompletionEvent.AWARD_REVOKED)
    assert (event.subject_id, event.by_id) == (str(award.pk), officer.pk)


def test_an_award_is_revoked_once():
    award = AwardFactory(revoked=True)

    with pytest.raises(Refusal) as refusal:
        revoke_award(award, reason="Lagi.", by=UserFactory(), at=AFTER)

    assert [reason.code for reason in refusal.value.reasons] == ["already_revoked"]
    assert not Event.objects.filter(name=CompletionEvent.AWARD_REVOKED).exists()


def test_the_date_of_revocation_is_that_of_the_cohort():
    award = AwardFactory(issued=True, verdict__enrolment__cohort__zone="Asia/Jayapura")

    revoke_award(award, reason="Salah nama.", by=UserFactory(), at=datetime(2026, 7, 25, 16, 30, tzinfo=UTC))

    award.certificate.refresh_from_db()
    assert award.certificate.revocation.revoked_on == date(2026, 7, 26)


def test_nobody_attends_more_than_was_planned():
    with pytest.raises(IntegrityError, match="completion_verdict_jp_within_plan"), transaction.atomic():
        VerdictFactory(planned_jp=3, attended_jp=4)


def test_an_enrolment_has_one_verdict_and_a_verdict_one_award():
    award = AwardFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        VerdictFactory(enrolment=award.verdict.enrolment)
    with pytest.raises(IntegrityError), transaction.atomic():
        AwardFactory(verdict=award.verdict)


def test_invariants_name_what_is_missing_after_closing():
    unjudged = EnrolmentFactory(accepted=True, cohort=CohortFactory(closed=True))
    without_award = VerdictFactory()
    without_document = AwardFactory()

    assert found_by_completion(AFTER) == {
        ("completion-verdicts", str(unjudged.pk)),
        ("completion-awards", str(without_award.pk)),
        ("completion-documents", str(without_document.pk)),
    }


def test_a_member_of_two_institutions_is_certified_as_sent():
    membership = MembershipFactory(position="chair")
    MembershipFactory(person=membership.person)
    cohort, session = cohort_with_session()
    enrolment = EnrolmentFactory(cohort=cohort, accepted=True, membership=membership)
    PresenceFactory(enrolment=enrolment, session=session)
    AttemptFactory(enrolment=enrolment, submitted=True)
    close_cohort(cohort, by=UserFactory(), at=AFTER)

    deliver_all()

    facts = Award.objects.get().certificate.frozen_facts
    assert (facts.position, facts.institution_name) == ("Ketua", membership.institution.name)


def test_a_companion_is_not_judged_and_an_activity_without_certificate_judges_nobody():
    cohort, session = cohort_with_session()
    judged = trainee(cohort, session, "Ayu")
    seen = {"accepted": True, "status": EnrolmentStatus.PRESENT, "present_at": AFTER}
    companion = EnrolmentFactory(cohort=cohort, role=EnrolmentRole.COMPANION, **seen)
    briefing, _its_session = cohort_with_session(kind=ActivityKind.SOCIALISATION)
    guest = EnrolmentFactory(cohort=briefing, **seen)

    for each in (cohort, briefing):
        close_cohort(each, by=UserFactory(), at=AFTER)
    deliver_all()

    assert [verdict.enrolment for verdict in Verdict.objects.all()] == [judged]
    assert Award.objects.count() == 1
    for enrolment in (judged, companion, guest):
        enrolment.refresh_from_db()
        assert enrolment.status == EnrolmentStatus.COMPLETED
    assert list(closing_judges_everybody(at=AFTER)) == []


def test_who_never_came_has_not_completed():
    cohort, session = cohort_with_session()
    absent = trainee(cohort, session, "Ayu", is_present=False)

    close_cohort(cohort, by=UserFactory(), at=AFTER)

    absent.refresh_from_db()
    assert absent.status == EnrolmentStatus.ACCEPTED
    assert absent.verdict.result != Result.PASSED
