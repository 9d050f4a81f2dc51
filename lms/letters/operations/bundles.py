"""Papers to be printed together: asked for on the page, made by the worker, forgotten after a month."""

import secrets
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.storing import StoredDocument
from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.journal.operations import record
from lms.letters.documents import in_force, participants
from lms.letters.enums import OF_LETTERS, BundleForm, BundleKind, LetterEvent, LetterKind
from lms.letters.models import Badge, Bundle, Letter
from lms.refusal import constraints_as_refusal, refuse

KEPT_DAYS = 30
TICKET_BYTES = 16


@transaction.atomic
def ask_bundle(cohort: Cohort, kind: BundleKind, form: BundleForm, *, by: User, at: datetime) -> Bundle:
    """Have papers made. Badges and desk names first give each participant her ticket. Raises Refusal."""
    cohort.lock()
    if kind in OF_LETTERS:
        if not in_force(cohort, LetterKind(kind)).exists():
            raise refuse("no_letters", _("No such letter is issued yet."))
    elif not participants(cohort).exists():
        raise refuse("nobody_accepted", _("Nobody is accepted yet."))
    if kind in (BundleKind.BADGES, BundleKind.DESK_NAMES):
        give_tickets(cohort, at=at)
    with constraints_as_refusal(Bundle):
        bundle = Bundle.objects.create(cohort=cohort, kind=kind, form=form, asked_at=at, asked_by=by)
    record(LetterEvent.BUNDLE_ASKED, subject=bundle, by=by, at=at)
    return bundle


def give_tickets(cohort: Cohort, *, at: datetime) -> None:
    """A random code for each participant who has none: it stays hers however often badges are printed."""
    without = participants(cohort).filter(badge__isnull=True)
    Badge.objects.bulk_create(
        [Badge(enrolment=enrolment, code=secrets.token_hex(TICKET_BYTES), made_at=at) for enrolment in without]
    )


@transaction.atomic
def keep_bundle(bundle: Bundle, file: StoredDocument, *, sheets: int, at: datetime) -> None:
    """The made and kept file becomes the bundle's; of two, the first stays."""
    locked = Bundle.objects.select_for_update().get(pk=bundle.pk)
    if locked.document:
        return
    locked.document.name, locked.document_sha256 = file.name, file.sha256
    locked.sheets, locked.made_at = sheets, at
    locked.save(update_fields=["document", "document_sha256", "sheets", "made_at"])
    record(LetterEvent.BUNDLE_MADE, subject=locked, by=None, at=at)


def forget_bundles(*, at: datetime) -> int:
    """Drop bundles of a month ago with their files; a file that something else names stays. How many."""
    old = list(Bundle.objects.filter(asked_at__lt=at - timedelta(days=KEPT_DAYS)))
    for bundle in old:
        name = bundle.document.name
        bundle.delete()
        held = Bundle.objects.filter(document=name).exists() or Letter.objects.filter(document=name).exists()
        if name and not held:
            default_storage.delete(name)
    return len(old)
