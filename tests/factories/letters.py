from datetime import UTC, date, datetime

import factory

from certificates.storing import keep_bytes
from lms.letters.documents import assignment_facts, confirmation_facts, invitation_facts
from lms.letters.enums import BundleForm, BundleKind, EntryState, LetterKind, LetterState, NumberKind
from lms.letters.facts import Terms
from lms.letters.models import Badge, Bundle, Letter, NumberBook, NumberEntry
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import OfficeFactory

AT = datetime(2026, 7, 1, 3, tzinfo=UTC)
ON = date(2026, 7, 1)
PDF = b"%PDF-1.7 contoh"


class NumberBookFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NumberBook
        django_get_or_create = ("office", "kind", "year")

    office = factory.SubFactory(OfficeFactory)
    kind = NumberKind.INVITATION
    year = 2026
    pattern = "{seri:03}/{perihal}/{unit}/{bulan_romawi}/{tahun}"
    subject = "UND"


class NumberEntryFactory(factory.django.DjangoModelFactory):
    """A number typed in from another book, which needs no chain; real ones come from ``take_number``."""

    class Meta:
        model = NumberEntry

    class Params:
        void = factory.Trait(state=EntryState.VOID, void_reason="Salah ketik.", void_at=AT)

    book = factory.SubFactory(NumberBookFactory)
    number = factory.Sequence(lambda n: f"400.9/{n}/2026")
    state = EntryState.TYPED
    issued_on = ON
    made_at = AT


class LetterFactory(factory.django.DjangoModelFactory):
    """An invitation without number, being made. Traits: ``assignment``, ``confirmation``, ``numbered``, ``issued``."""

    class Meta:
        model = Letter

    class Params:
        assignment = factory.Trait(
            kind=LetterKind.ASSIGNMENT,
            region=None,
            enrolment=factory.SubFactory(EnrolmentFactory, accepted=True),
            cohort=factory.SelfAttribute("enrolment.cohort"),
        )
        confirmation = factory.Trait(kind=LetterKind.CONFIRMATION, region=None)
        numbered = factory.Trait(
            entry=factory.SubFactory(
                NumberEntryFactory,
                book__office=factory.SelfAttribute("...cohort.office"),
                book__kind=factory.SelfAttribute("...kind"),
            )
        )
        issued = factory.Trait(
            numbered=True,
            state=LetterState.ISSUED,
            stored_at=AT,
            document=factory.LazyFunction(lambda: keep_bytes(PDF, folder="letters", suffix=".pdf").name),
            document_sha256="0" * 64,
        )

    cohort = factory.SubFactory(CohortFactory, opened=True)
    kind = LetterKind.INVITATION
    region = factory.LazyAttribute(lambda o: (o.cohort.quotas.first() or QuotaFactory(cohort=o.cohort)).region)
    enrolment = None
    facts = factory.LazyAttribute(lambda o: facts_of(o).to_data())
    issued_on = ON
    made_at = AT
    made_by = factory.SubFactory(UserFactory)


def facts_of(letter):
    if letter.kind == LetterKind.INVITATION:
        return dict(invitation_facts(letter.cohort, Terms()))[letter.region]
    if letter.kind == LetterKind.ASSIGNMENT:
        return dict(assignment_facts(letter.cohort, Terms()))[letter.enrolment]
    return confirmation_facts(letter.cohort, Terms())


class BadgeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Badge

    enrolment = factory.SubFactory(EnrolmentFactory, accepted=True)
    code = factory.Sequence(lambda n: f"{n:032x}")
    made_at = AT


class BundleFactory(factory.django.DjangoModelFactory):
    """Asked for. Trait: ``made``."""

    class Meta:
        model = Bundle

    class Params:
        made = factory.Trait(
            document=factory.LazyFunction(lambda: keep_bytes(PDF, folder="letters", suffix=".pdf").name),
            document_sha256="0" * 64,
            sheets=1,
            made_at=AT,
        )

    cohort = factory.SubFactory(CohortFactory, opened=True)
    kind = BundleKind.BADGES
    form = BundleForm.PDF
    asked_at = AT
    asked_by = factory.SubFactory(UserFactory)
