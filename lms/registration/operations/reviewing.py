"""Somebody outside gives an opinion by a link that ends: 160 bits, of which only a hash is kept."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.journal.operations import record
from lms.organisations.rules.links import hash_of
from lms.refusal import Refusal, refuse
from lms.registration import rules
from lms.registration.enums import ApplicationEvent, ApplicationStatus, ItemState
from lms.registration.models import Application, ApplicationItem, Review
from lms.registration.operations.locking import lock

SALT = "lms.registration.review"
TOKEN_LETTERS = 40  # hexadecimal: 160 bits


@transaction.atomic
def ask_reviewer(
    application: Application, *, items: Iterable[ApplicationItem], by: User, at: datetime, **details: str
) -> Review:
    """``details``: name, contact, question. ``items``: the papers of this application the reviewer may open."""
    lock(application)
    own = rules.reasons_against_decider(application.applicant_id, by.pk)
    if reasons := (*own, *_reasons_against_asking(application)):
        raise Refusal(reasons)
    shown = application.items.filter(pk__in=[item.pk for item in items]).exclude(state=ItemState.MISSING)
    seed = secrets.token_hex(16)
    review = Review.objects.create(
        application=application,
        seed=seed,
        token_hash=hash_of(_token(seed)),
        asked_by=by,
        asked_at=at,
        expires_at=at + timedelta(days=settings.PILAR_REVIEW_DAYS),
        **details,
    )
    review.items.set(shown)
    data = {"review": review.pk, "items": sorted(shown.values_list("code", flat=True))}
    record(ApplicationEvent.REVIEW_ASKED, subject=application, by=by, at=at, data=data)
    return review


@transaction.atomic
def answer_review(review: Review, *, opinion: str, note: str, at: datetime) -> None:
    """Once, while the link is good. Raises Refusal."""
    Review.objects.select_for_update().values_list("pk").get(pk=review.pk)
    if not Review.objects.answerable(at).filter(pk=review.pk).exists():
        raise refuse("review_over", _("This link is not good any more. Nothing was saved."))
    review.opinion, review.note, review.answered_at = opinion, note, at
    review.save(update_fields=["opinion", "note", "answered_at"])
    data = {"review": review.pk, "opinion": str(opinion)}
    record(ApplicationEvent.REVIEW_ANSWERED, subject=review.application, by=None, at=at, data=data)


def token_of(review: Review) -> str | None:
    """The secret part of the link, for the officer; None when the secret key changed since: the link still works."""
    token = _token(review.seed)
    return token if secrets.compare_digest(hash_of(token), review.token_hash) else None


def review_with(token: str, *, at: datetime) -> Review | None:
    """The open question behind a link; unknown, used and ended links look alike."""
    answerable = Review.objects.answerable(at).select_related("application__institution__region", "asked_by")
    return answerable.filter(token_hash=hash_of(token)).first()


def _token(seed: str) -> str:
    return salted_hmac(SALT, seed, algorithm="sha256").hexdigest()[:TOKEN_LETTERS]


def _reasons_against_asking(application: Application) -> tuple[rules.Reason, ...]:
    return rules.reasons_against_step(application.state, ApplicationStatus.REJECTED)  # while it can be decided
