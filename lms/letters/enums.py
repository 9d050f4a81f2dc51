from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NumberKind(TextChoices):
    """Each kind of document has a run of numbers of its own. Source: domain reference 6."""

    INVITATION = "invitation", _("Invitations")
    ASSIGNMENT = "assignment", _("Assignment letters")
    CONFIRMATION = "confirmation", _("Confirmed participants")
    STATEMENT = "statement", _("Statements")


class EntryState(TextChoices):
    RESERVED = "reserved", pgettext_lazy("letter number", "Reserved")
    ISSUED = "issued", pgettext_lazy("letter number", "Given to a letter")
    TYPED = "typed", pgettext_lazy("letter number", "Typed in")
    VOID = "void", pgettext_lazy("letter number", "Void")


class LetterKind(TextChoices):
    """What an office sends out under a number. The values are those of NumberKind."""

    INVITATION = "invitation", _("Invitation")
    ASSIGNMENT = "assignment", _("Assignment letter")
    CONFIRMATION = "confirmation", _("List of confirmed participants")
    STATEMENT = "statement", _("Statement of attendance")


def kinds_of(*, gives_certificate: bool) -> tuple[LetterKind, ...]:
    """Where a certificate follows there is no statement."""
    return tuple(kind for kind in LetterKind if kind != LetterKind.STATEMENT or not gives_certificate)


class LetterState(TextChoices):
    INTENDED = "intended", pgettext_lazy("letter", "Being made")
    ISSUED = "issued", pgettext_lazy("letter", "Issued")
    REPLACED = "replaced", pgettext_lazy("letter", "Replaced")
    VOID = "void", pgettext_lazy("letter", "Void")


IN_FORCE = (LetterState.INTENDED, LetterState.ISSUED)


class Numbering(TextChoices):
    """Where the number of a new letter comes from."""

    NEXT = "next", _("The next number of the book")
    RESERVED = "reserved", _("The numbers reserved before")
    LATER = "later", _("None yet; the number follows")


class BundleKind(TextChoices):
    """What is printed together: the letters of a kind, or papers for the day of arrival."""

    INVITATION = "invitation", _("Invitations")
    ASSIGNMENT = "assignment", _("Assignment letters")
    STATEMENT = "statement", _("Statements of attendance")
    BADGES = "badges", _("Name badges")
    DESK_NAMES = "desk_names", _("Desk names")
    BIODATA = "biodata", _("Biodata forms")


class BundleForm(TextChoices):
    PDF = "pdf", _("One PDF with all")
    ZIP = "zip", _("One ZIP, a PDF for each")
    DOCX = "docx", _("One ZIP, a DOCX for each")


OF_LETTERS = (BundleKind.INVITATION, BundleKind.ASSIGNMENT, BundleKind.STATEMENT)


class LetterEvent(StrEnum):
    INTENDED = "letter.intended"
    ISSUED = "letter.issued"
    NUMBERED = "letter.numbered"
    REPLACED = "letter.replaced"
    VOIDED = "letter.voided"
    NUMBERS_RESERVED = "letter.numbers_reserved"
    NUMBER_TYPED = "letter.number_typed"
    NUMBER_VOIDED = "letter.number_voided"
    PATTERN_CHANGED = "letter.pattern_changed"
    BUNDLE_ASKED = "letter.bundle_asked"
    BUNDLE_MADE = "letter.bundle_made"
