from lms.registration.models.applications import Application
from lms.registration.models.items import ApplicationItem
from lms.registration.models.requirements import Requirement
from lms.registration.models.reviews import Review

__all__ = ["Application", "ApplicationItem", "Requirement", "Review"]
