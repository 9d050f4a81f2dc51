"""What the pages show: letters of a cohort gathered by kind, and a book of numbers with its certificates."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from lms.accounts.roles import Permission
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.journal.enums import DeliveryState
from lms.journal.models import Delivery
from lms.letters.documents import addressee_key, addressees, as_sent_by, key_of
from lms.letters.enums import (
    OF_LETTERS,
    BundleForm,
    BundleKind,
    EntryState,
    LetterKind,
    LetterState,
    NumberKind,
    kinds_of,
)
from lms.letters.facts import Terms
from lms.letters.models import Bundle, Letter, NumberBook, NumberEntry
from lms.letters.operations.issuing import issuing_facts
from lms.letters.operations.sending import without_assignment
from lms.letters.rules import reasons_against_issuing
from lms.organisations.access import scope_of
from lms.organisations.models import Membership, Office
from lms.refusal import Reason

CERTIFICATES = "certificate"  # the series of lms.completion, shown beside ours


@dataclass(frozen=True)
class KindRow:
    """One kind of letter in a cohort: what is there, what is missing, what says something old."""

    kind: LetterKind
    letters: tuple[Letter, ...]
    ended: tuple[Letter, ...]
    missing: int
    outdated: tuple[Letter, ...]
    reasons: tuple[Reason, ...]

    @property
    def issued(self) -> int:
        return sum(1 for letter in self.letters if letter.state == LetterState.ISSUED)

    @property
    def unnumbered(self) -> int:
        return sum(1 for letter in self.letters if not letter.number)

    @property
    def is_waiting(self) -> bool:
        return self.issued < len(self.letters)

    @property
    def is_bundled(self) -> bool:
        return str(self.kind) in OF_LETTERS and bool(self.letters)

    @property
    def outdated_ids(self) -> set[int]:
        return {letter.pk for letter in self.outdated}


@dataclass(frozen=True)
class PaperRow:
    """Papers that can be printed together, in each of their forms, with the newest file."""

    kind: BundleKind
    forms: tuple[tuple[BundleForm, Bundle | None], ...]


def kind_rows(cohort: Cohort) -> list[KindRow]:
    letters = (
        Letter.objects.filter(cohort=cohort)
        .select_related("entry", "replaces__entry", "office__region", "institution")
        .order_by("made_at", "pk")
    )
    found = list(letters)
    kinds = kinds_of(gives_certificate=cohort.gives_certificate)
    return [_kind_row(cohort, kind, [each for each in found if each.kind == kind]) for kind in kinds]


def _kind_row(cohort: Cohort, kind: LetterKind, letters: Sequence[Letter]) -> KindRow:
    wanted = addressees(cohort, kind, Terms())
    today = {key_of(keys): facts for facts, keys in wanted}
    held = [letter for letter in letters if letter.is_in_force]
    served = {addressee_key(letter) for letter in held}
    waiting = [(facts, keys) for facts, keys in wanted if key_of(keys) not in served]
    outdated = [
        letter
        for letter in held
        if (facts := today.get(addressee_key(letter))) is None
        or not as_sent_by(letter, facts).says_the_same(letter.frozen_facts)
    ]
    return KindRow(
        kind=kind,
        letters=tuple(held),
        ended=tuple(letter for letter in letters if not letter.is_in_force),
        missing=len(waiting),
        outdated=tuple(outdated),
        reasons=reasons_against_issuing(issuing_facts(cohort, kind, wanted, waiting)),
    )


def paper_rows(cohort: Cohort) -> list[PaperRow]:
    newest: dict[tuple[str, str], Bundle] = {}
    for bundle in Bundle.objects.filter(cohort=cohort).order_by("-asked_at", "-pk"):
        newest.setdefault((bundle.kind, bundle.form), bundle)
    return [
        PaperRow(kind, tuple((form, newest.get((kind, form))) for form in BundleForm if _comes_as(kind, form)))
        for kind in BundleKind
        if kind != BundleKind.STATEMENT or not cohort.gives_certificate
    ]


def _comes_as(kind: BundleKind, form: BundleForm) -> bool:
    return form == BundleForm.PDF or kind in OF_LETTERS


def given_up(cohort: Cohort) -> int:
    """Deliveries about letters and bundles of the cohort that were given up; an operator must look."""
    letters = Letter.objects.filter(cohort=cohort).values_list("pk", flat=True)
    bundles = Bundle.objects.filter(cohort=cohort).values_list("pk", flat=True)
    about = Q(event__subject_type="letters.letter", event__subject_id__in=[str(pk) for pk in letters])
    about |= Q(event__subject_type="letters.bundle", event__subject_id__in=[str(pk) for pk in bundles])
    return Delivery.objects.filter(about, state=DeliveryState.DEAD).count()


@dataclass(frozen=True)
class BookRow:
    """One book in the list of books, counted by what became of its numbers."""

    book: NumberBook
    counts: Counter[str]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def reserved(self) -> int:
        return self.counts[EntryState.RESERVED]

    @property
    def typed(self) -> int:
        return self.counts[EntryState.TYPED]

    @property
    def void(self) -> int:
        return self.counts[EntryState.VOID]


def book_rows(offices: QuerySet[Office]) -> list[BookRow]:
    books = list(NumberBook.objects.filter(office__in=offices).select_related("office"))
    counts: dict[int, Counter[str]] = {book.pk: Counter() for book in books}
    entries = NumberEntry.objects.filter(book__in=books).order_by().values_list("book", "state")
    for book, state, number in entries.annotate(Count("pk")):
        counts[book][state] = number
    return [BookRow(book, counts[book.pk]) for book in books]


def entries_of(office: Office, kind: str, year: int) -> QuerySet[Any]:
    """Newest first. Certificates have a series of their own, which is only read here."""
    if kind == CERTIFICATES:
        certificates = Certificate.objects.filter(series__unit=office.unit_code, series__kind=kind, series__year=year)
        return certificates.select_related("revocation").order_by("-serial")
    entries = NumberEntry.objects.filter(book__office=office, book__kind=NumberKind(kind), book__year=year)
    return entries.select_related("letter__cohort").order_by("-made_at", "-serial", "-pk")


@dataclass
class ToIssue:
    """Participants somebody may assign in the name of a dinsos or an institution, and the page where she does."""

    cohort: str
    sender: str
    url: str
    people: int = 0


def assignments_to_issue(user: Any) -> list[ToIssue]:
    """Of open cohorts, the next first. At most two queries; none for who sends nobody."""
    scope = scope_of(user)
    areas, institutions = scope.areas(Permission.CONFIRM_NOMINATION), scope.institution_ids()
    if not areas and not institutions:
        return []
    offices = {office.region_id: office for office in Office.objects.filter(region__in=areas)} if areas else {}
    members = Membership.objects.on(timezone.localdate()).filter(institution__in=institutions)
    own = Q(region__in=offices) | Q(membership__in=members)
    waiting = without_assignment(Enrolment.objects.accepted().filter(own, cohort__status=CohortStatus.OPEN))
    found: dict[str, ToIssue] = {}
    for each in waiting.select_related("cohort", "membership__institution").order_by(
        "cohort__starts_on", "cohort", "pk"
    ):
        senders = []
        if (office := offices.get(each.region_id or "")) is not None and office.pk != each.cohort.office_id:
            senders.append((office.name, reverse("assignment_of_office", args=[each.cohort_id, office.pk])))
        if each.membership and each.membership.institution_id in institutions:
            institution = each.membership.institution
            url = reverse("assignment_of_institution", args=[each.cohort_id, institution.pk])
            senders.append((institution.name, url))
        for name, url in senders:
            found.setdefault(url, ToIssue(each.cohort.title, name, url)).people += 1
    return list(found.values())
