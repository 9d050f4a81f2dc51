from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.numbering import Particulars, format_number
from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.letters.enums import (
    IN_FORCE,
    OF_LETTERS,
    BundleForm,
    BundleKind,
    EntryState,
    LetterKind,
    LetterState,
    NumberKind,
)
from lms.letters.facts import LetterFacts
from lms.organisations.access import scope_of
from lms.organisations.models import Institution, Office, Region


class NumberBook(models.Model):
    """The book of one office, kind and year: how its numbers are written, and the last serial given under lock."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="number_books")
    kind = models.CharField(_("kind"), max_length=12, choices=NumberKind)
    year = models.PositiveIntegerField(_("year"))
    pattern = models.CharField(_("pattern"), max_length=120)
    classification = models.CharField(_("archive code"), max_length=30, blank=True)
    subject = models.CharField(_("subject"), max_length=30, blank=True)
    last_serial = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-year", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "year"], name="letters_numberbook_once"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2999)), name="letters_numberbook_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.kind} {self.year}: {self.last_serial}"

    def number_of(self, serial, *, on, participant: int = 0) -> str:
        particulars = Particulars(str(self.classification), str(self.subject), participant)
        return format_number(
            str(self.pattern), serial=serial, unit=str(self.office.unit_code), on=on, particulars=particulars
        )


class NumberEntry(models.Model):
    """One line of a book. It is never deleted and its number never given again, also when it is void.

    ``after`` names the line before: a chain, so that the database itself refuses to take one out of the middle or to
    leave one out. Only a number from another book (``typed``) has no serial, until the counter comes to it.
    """

    book = models.ForeignKey(NumberBook, on_delete=models.PROTECT, related_name="entries")
    serial = models.PositiveIntegerField(null=True)
    after = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    number = models.CharField(_("number"), max_length=120)
    state = models.CharField(max_length=8, choices=EntryState)
    issued_on = models.DateField(_("date"))
    note = models.CharField(_("what for"), max_length=150, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(_("reason"), max_length=300, blank=True)
    void_at = models.DateTimeField(null=True)
    void_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["book", "serial", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["book", "number"],
                name="letters_numberentry_number_once",
                violation_error_message=_("This number stands in the book already."),
            ),
            models.UniqueConstraint(fields=["book", "serial"], name="letters_numberentry_serial_once"),
            models.CheckConstraint(
                condition=Q(serial__isnull=True, after__isnull=True, state__in=[EntryState.TYPED, EntryState.VOID])
                | Q(serial__isnull=False, serial=1, after__isnull=True)
                | Q(serial__isnull=False, serial__gt=1, after__isnull=False),
                name="letters_numberentry_follows_another",
            ),
            models.CheckConstraint(
                condition=(Q(state=EntryState.VOID, void_at__isnull=False) & ~Q(void_reason=""))
                | (~Q(state=EntryState.VOID) & Q(void_at__isnull=True, void_by__isnull=True, void_reason="")),
                name="letters_numberentry_void_has_a_reason",
                violation_error_message=_("Say why the number is void."),
            ),
            models.CheckConstraint(condition=~Q(number=""), name="letters_numberentry_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.number


class LetterQuerySet(models.QuerySet["Letter"]):
    def in_force(self):
        return self.filter(state__in=IN_FORCE)

    def of_office(self, user):
        """For who plans the cohorts of the office that sends."""
        return self.filter(cohort__in=Cohort.objects.planned_by(user))

    def sent_to(self, user):
        """Numbered letters: to her kabupaten or kota, for its people, for people of her institution, for herself."""
        people = Enrolment.objects
        enrolments = people.of(user) | people.nominated_from(user) | people.confirmable_by(user)
        to_area = scope_of(user).region_filter(Permission.CONFIRM_NOMINATION, "region__code")
        addressed = to_area | Q(enrolment__in=enrolments.values("pk"))
        numbered = Q(entry__isnull=False) | ~Q(typed_number="")
        return self.filter(addressed, numbered).exclude(document="")

    def managed_by(self, user):
        """For who may number, replace and end them: the sender alone, be it the organiser or somebody else."""
        scope = scope_of(user)
        organiser = Q(office__isnull=True, institution__isnull=True, cohort__in=Cohort.objects.planned_by(user))
        office = Q(office__region__in=scope.areas(Permission.CONFIRM_NOMINATION))
        return self.filter(organiser | office | Q(institution__in=scope.institution_ids()))

    def visible_to(self, user):
        own = self.of_office(user) | self.sent_to(user) | self.managed_by(user)
        return self.filter(pk__in=own.values("pk"))


class Letter(models.Model):
    """One letter: frozen facts first (``intended``), then its stored bytes (``issued``).

    Sent by the organiser; an assignment letter perhaps by the dinsos of the participant (``office``) or by her own
    ``institution``, which keeps no book here and types its number. Without a number it is one whose number follows.
    What changes later makes a new letter that ``replaces`` this one; nobody rewrites what was sent.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(_("kind"), max_length=12, choices=LetterKind)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="letters")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    typed_number = models.CharField(max_length=120, blank=True)  # from the agenda book of the institution
    facts = models.JSONField()  # facts.LetterFacts as data
    entry = models.OneToOneField(NumberEntry, on_delete=models.PROTECT, null=True, related_name="letter")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.INTENDED)
    issued_on = models.DateField(_("date"))
    document = models.FileField(upload_to="letters/", max_length=200, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    stored_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "region"],
                condition=Q(kind="invitation", state__in=["intended", "issued"]),
                name="letters_letter_one_invitation_in_force",
                violation_error_message=_("This kabupaten or kota is invited already."),
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(kind="assignment", state__in=["intended", "issued"]),
                name="letters_letter_one_assignment_in_force",
                violation_error_message=_("This participant has an assignment letter already."),
            ),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(kind="confirmation", state__in=["intended", "issued"]),
                name="letters_letter_one_confirmation_in_force",
                violation_error_message=_("The participants of this cohort are confirmed already."),
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(kind="statement", state__in=["intended", "issued"]),
                name="letters_letter_one_statement_in_force",
                violation_error_message=_("This participant has a statement of attendance already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="invitation", region__isnull=False, enrolment__isnull=True)
                | Q(kind__in=["assignment", "statement"], region__isnull=True, enrolment__isnull=False)
                | Q(kind="confirmation", region__isnull=True, enrolment__isnull=True),
                name="letters_letter_names_its_addressee",
            ),
            models.CheckConstraint(
                condition=Q(office__isnull=True, institution__isnull=True, typed_number="")
                | Q(kind="assignment", office__isnull=False, institution__isnull=True, typed_number="")
                | Q(kind="assignment", office__isnull=True, institution__isnull=False, entry__isnull=True),
                name="letters_letter_has_one_sender",
            ),
            models.CheckConstraint(
                condition=(~Q(document="") & ~Q(document_sha256="") & Q(stored_at__isnull=False))
                | (Q(document="", document_sha256="", stored_at__isnull=True) & ~Q(state="issued")),
                name="letters_letter_issued_has_bytes",
            ),
            models.CheckConstraint(
                condition=(Q(state="void") & ~Q(void_reason="")) | (~Q(state="void") & Q(void_reason="")),
                name="letters_letter_void_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def number(self) -> str:
        """Fetch with ``select_related("entry")``."""
        return self.entry.number if self.entry else self.typed_number

    @property
    def is_of_organiser(self) -> bool:
        return self.office_id is None and self.institution_id is None

    @property
    def sender_name(self) -> str:
        return str((self.institution or self.book_office).name)

    @property
    def book_office(self) -> Office:
        """In whose book its number stands, and whose date it bears."""
        return self.office or self.cohort.office

    @property
    def frozen_facts(self) -> LetterFacts:
        return LetterFacts.from_data(self.facts)

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE

    @property
    def addressee(self) -> str:
        """Whom it concerns, as it says itself."""
        if self.kind == LetterKind.INVITATION:
            return self.facts["addressee"]
        return "" if self.kind == LetterKind.CONFIRMATION else self.facts["people"][0]["name"]


class Badge(models.Model):
    """The ticket of a participant: what the QR code on her badge and desk name says.

    Random and opaque: 128 bits, no name, no NIK. It opens nothing by itself; whoever records attendance scans it.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="badge")
    code = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.enrolment_id}"


class Bundle(models.Model):
    """Papers made together to be printed. Drawn from what is known when the worker comes to it; forgotten in a month.

    Not sent, not numbered, never shown to anybody but the office: made anew whenever asked.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="bundles")
    kind = models.CharField(max_length=12, choices=BundleKind)
    form = models.CharField(max_length=4, choices=BundleForm)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    document = models.FileField(upload_to="letters/", max_length=200, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    sheets = models.PositiveIntegerField(default=0)  # letters or people inside
    made_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(form=BundleForm.PDF) | Q(kind__in=OF_LETTERS),
                name="letters_bundle_only_letters_come_apart",
                violation_error_message=_("These papers come as one PDF."),
            ),
            models.CheckConstraint(
                condition=Q(document="", document_sha256="", made_at__isnull=True)
                | (~Q(document="") & ~Q(document_sha256="") & Q(made_at__isnull=False)),
                name="letters_bundle_made_has_bytes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.form} {self.pk}"
