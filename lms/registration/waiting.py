"""What the homes of people say of applications. One query each."""

from typing import Any

from lms.registration.enums import ApplicationStatus
from lms.registration.models import Application


def applications_waiting_for(user: Any) -> int:
    """How many wait for a decision of this officer's dinsos."""
    return Application.objects.decidable_by(user).filter(status=ApplicationStatus.SUBMITTED).count()


def own_open_applications(user: Any) -> list[Application]:
    """What the applicant goes on with: her drafts, what came back to her, and what is being examined."""
    return list(Application.objects.of(user).open().select_related("institution", "region"))
