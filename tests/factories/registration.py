from datetime import UTC, date, datetime

import factory

from lms.organisations.enums import InstitutionStatus, Level, Position
from lms.registration.enums import ApplicationStatus, Fact, ItemState
from lms.registration.models import Application, ApplicationItem, Requirement, Review
from lms.registration.operations.reviewing import hash_of
from tests.factories.accounts import UserFactory
from tests.factories.organisations import InstitutionFactory, PersonFactory, StoredFileFactory

SENT_AT = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)  # a Wednesday, 09.00 WIB


class RequirementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Requirement
        django_get_or_create = ("code",)

    code = "susunan-pengurus"
    label_id = "Susunan pengurus"
    label_en = "List of the board"


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A draft of which nothing but the name is filled in; traits for what the office has. Its items come along."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    class Params:
        complete = factory.Trait(
            level=Level.REGENCY,
            region=factory.SelfAttribute("institution.region"),
            position=Position.CHAIR,
            chair_name="Ketua Contoh",
        )
        sent = factory.Trait(
            complete=True,
            status=ApplicationStatus.SUBMITTED,
            submitted_at=SENT_AT,
            term_days=5,
            runs_from=date(2026, 6, 10),
            due_on=date(2026, 6, 17),
        )
        returned = factory.Trait(
            complete=True, status=ApplicationStatus.RETURNED, submitted_at=SENT_AT, term_days=5, used_days=2
        )

    institution = factory.SubFactory(InstitutionFactory, status=InstitutionStatus.APPLYING, number=None)
    applicant = factory.SubFactory(UserFactory)
    started_at = datetime(2026, 6, 9, 2, 0, tzinfo=UTC)

    @factory.post_generation
    def items(self, create, extracted, **kwargs):
        """The facts, filled in where the application is complete; a paper too then, and the applicant's person."""
        state = ItemState.GIVEN if self.level else ItemState.MISSING
        for place, fact in enumerate(Fact):
            known = ItemState.GIVEN if fact == Fact.IDENTITY else state
            ApplicationItemFactory(application=self, code=fact, place=place, state=known, label_id="", label_en="")
        if self.level:
            self.institution.work_area.set([self.institution.region])
            PersonFactory(user=self.applicant, name=f"Pemohon {self.applicant_id}", phone="+6281234567890")
            ApplicationItemFactory(application=self, paper=True, state=ItemState.GIVEN)


class ApplicationItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApplicationItem

    class Params:
        paper = factory.Trait(needs_file=True, file=factory.SubFactory(StoredFileFactory))

    application = factory.SubFactory(ApplicationFactory)
    code = "susunan-pengurus"
    place = 30
    label_id = "Susunan pengurus"
    label_en = "List of the board"


class ReviewFactory(factory.django.DjangoModelFactory):
    """``token`` is the secret of the link."""

    class Meta:
        model = Review

    class Params:
        token = "a" * 40

    application = factory.SubFactory(ApplicationFactory, sent=True)
    name = "Camat Contoh"
    contact = "camat@contoh.id"
    question = "Apakah lembaga ini aktif di wilayah Anda?"
    seed = "0" * 32
    token_hash = factory.LazyAttribute(lambda o: hash_of(o.token))
    asked_by = factory.SubFactory(UserFactory)
    asked_at = SENT_AT
    expires_at = datetime(2026, 6, 17, 2, 0, tzinfo=UTC)
