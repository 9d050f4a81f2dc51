from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ExportEvent(TextChoices):
    INSTITUTIONS = "institutions.exported"


class InstitutionStatus(TextChoices):
    """What a list of institutions can be narrowed to; the values are read in addresses."""

    REGISTERED = "terdaftar", _("Registered")
    CERTIFIED = "tersertifikasi", _("Certified")
    UNCERTIFIED = "belum", _("Not certified yet")
    TRAINED = "terlatih", _("With trained people")


class Home(TextChoices):
    """Whose home page it is, the most senior first; the values are read in addresses."""

    OFFICER = "dinsos", _("Officer")
    INSTITUTION = "lembaga", _("Institution admin")
    TRAINER = "narasumber", _("Trainer")
    SET_UP = "pengelola", _("Superuser")
    TRAINEE = "peserta", _("Participant")


class NextStep(TextChoices):
    """What is next for a trainee, the most urgent first."""

    OFFER = "offer", _("Take the seat offered to you")
    CHECK_IN = "check_in", _("Check in to the session")
    LESSON = "lesson", _("Go on with the lesson")
    TEST = "test", _("Take the post-test")
    CERTIFICATE = "certificate", _("See the certificate")
    CERTIFICATE_COMING = "certificate_coming", _("The certificate is being made")
    CLOSING = "closing", _("Wait for the result")
    DECISION = "decision", _("Wait for a place")
    RESERVE = "reserve", _("Wait on the reserve list")
    RESULT = "result", _("See the result")
