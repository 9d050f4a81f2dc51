from celery import shared_task
from django.utils import timezone

from lms.duplicates.operations.finding import PEOPLE
from lms.duplicates.operations.forgetting import forget_values_of_erased
from lms.duplicates.operations.institution_finding import INSTITUTIONS
from lms.duplicates.operations.looking import look_through

SECONDS = 15  # at a time for each, so that an installation with one worker goes on with its other work


@shared_task
def look_for_duplicates() -> None:
    """Every ten minutes: go on with the nightly look through the register, or rest until the next."""
    for search in (PEOPLE, INSTITUTIONS):
        look_through(search, at=timezone.now(), seconds=SECONDS)


@shared_task
def forget_values() -> None:
    forget_values_of_erased(at=timezone.now())
