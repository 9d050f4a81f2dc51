from collections.abc import Iterator
from datetime import datetime

from lms.journal.invariants import invariant
from lms.notices.models import Mailing


@invariant("mail-needs-a-person")
def no_mail_waits_for_a_person(*, at: datetime) -> Iterator[str]:
    """Mails that were given up, that perhaps went out, or that nobody has carried for hours."""
    for pk, state, attempts, error in Mailing.objects.troubled(at).values_list("pk", "state", "attempts", "last_error"):
        yield f"mailing {pk} is {state} after {attempts} attempts: {error or 'no error'}"
