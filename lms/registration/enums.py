from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ApplicationStatus(TextChoices):
    DRAFT = "draft", _("Not sent yet")
    SUBMITTED = "submitted", _("Being examined")
    RETURNED = "returned", _("Returned for mending")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Turned down")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = (ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED)
DECIDED = (ApplicationStatus.APPROVED, ApplicationStatus.REJECTED)
EDITABLE = (ApplicationStatus.DRAFT, ApplicationStatus.RETURNED)


class ItemState(TextChoices):
    MISSING = "missing", _("Not filled in yet")
    GIVEN = "given", _("Filled in")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("To be mended")
    MENDED = "mended", _("Mended")  # done again, and not sent again yet


FILLED = (ItemState.GIVEN, ItemState.ACCEPTED, ItemState.MENDED)


class Fact(TextChoices):
    """The items of every application that are no papers: what the institution says of itself."""

    IDENTITY = "identity", _("Name and kind")
    PLACE = "place", _("Address")
    PEOPLE = "people", _("Chair and applicant")


class LegalForm(TextChoices):
    """Of which institutions a paper is asked."""

    BOTH = "both", _("Of every institution")
    LEGAL_ENTITY = "yes", _("Of legal entities")
    NO_LEGAL_ENTITY = "no", _("Of those that are no legal entity")


class Reach(TextChoices):
    """How far the work of an institution goes, which says who registers it."""

    REGENCY = "regency", _("In one kabupaten or kota")
    PROVINCE = "province", _("In several kabupaten or kota of one province")
    NATION = "nation", _("In several provinces")


class Opinion(TextChoices):
    AGREE = "agree", _("I recommend that this institution be registered")
    DISAGREE = "disagree", _("I do not recommend it")
    NOTE = "note", _("I only leave a note")


class RequirementEvent(StrEnum):
    ADDED = "requirement.added"
    CHANGED = "requirement.changed"
    SWITCHED_OFF = "requirement.switched_off"
    SWITCHED_ON = "requirement.switched_on"


class ApplicationEvent(StrEnum):
    STARTED = "application.started"
    CHANGED = "application.changed"
    ITEM_GIVEN = "application.item_given"
    SUBMITTED = "application.submitted"
    ITEM_ACCEPTED = "application.item_accepted"
    ITEM_RETURNED = "application.item_returned"
    SENT_BACK = "application.sent_back"
    APPROVED = "application.approved"
    REJECTED = "application.rejected"
    WITHDRAWN = "application.withdrawn"
    REVIEW_ASKED = "application.review_asked"
    REVIEW_ANSWERED = "application.review_answered"
