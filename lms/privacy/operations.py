import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.journal.models import Event
from lms.journal.operations import record
from lms.organisations.models import Person
from lms.privacy.breach import BreachReport, breach_report
from lms.privacy.enums import PrivacyEvent, RequestKind, RequestState
from lms.privacy.models import Consent, ConsentText, DataRequest
from lms.privacy.policy import drop_extras, own_data, terms
from lms.refusal import constraints_as_refusal, refuse

TEXTS = Path(__file__).parent / "data" / "consent_texts.csv"
BATCH = 500
# What somebody else did with a person's data and she is told of.
LOOKED_AT = ("person.viewed", "person.nik_viewed", "person.changed", "person.nik_set", "person.nik_confirmed")


@transaction.atomic
def load_consent_texts(*, at: datetime) -> int:
    """The versions of the file that are not there yet; published words are never rewritten. Answers how many."""
    known = set(ConsentText.objects.values_list("purpose", "version"))
    with TEXTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["purpose"], int(row["version"])) not in known]
    for row in rows:
        text = ConsentText.objects.create(published_at=at, **row)
        record(PrivacyEvent.TEXT_PUBLISHED, subject=text, by=None, at=at)
    return len(rows)


@transaction.atomic
def give_consent(person: Person, text: ConsentText, *, by: User, at: datetime) -> None:
    """Agree to the newest words of a purpose. An older version of the same purpose ends."""
    if not ConsentText.objects.current().filter(pk=text.pk).exists():
        raise refuse("text_replaced", _("These words were replaced by newer ones. Please read those."))
    for older in Consent.objects.in_force().filter(person=person, text__purpose=text.purpose).exclude(text=text):
        _end(older, by=by, at=at)
    with constraints_as_refusal(Consent):
        consent = Consent.objects.create(person=person, text=text, given_at=at)
    record(PrivacyEvent.CONSENT_GIVEN, subject=consent, by=by, at=at, data={"person": person.pk})


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User, at: datetime) -> None:
    """It ends at once; the law allows 3 x 24 hours. Source: UU 27/2022 art. 40."""
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.withdrawn_at is None:
        _end(consent, by=by, at=at)


def _end(consent: Consent, *, by: User, at: datetime) -> None:
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    record(PrivacyEvent.CONSENT_WITHDRAWN, subject=consent, by=by, at=at, data={"person": consent.person_id})


@transaction.atomic
def take_own_data(person: Person, *, by: User, at: datetime) -> dict[str, Any]:
    """Everything the register holds of her, machine-readable. Source: UU 27/2022 arts. 7, 13."""
    record(PrivacyEvent.DATA_TAKEN, subject=person, by=by, at=at)
    return {"taken_at": at.isoformat(), "person": person.code, "data": own_data(person)}


@transaction.atomic
def send_request(person: Person, *, kind: RequestKind, words: str, by: User, at: datetime) -> DataRequest:
    due = at + timedelta(hours=settings.PILAR_DATA_REQUEST_HOURS)
    with constraints_as_refusal(DataRequest):
        request = DataRequest.objects.create(person=person, kind=kind, words=words, asked_at=at, due_at=due)
    record(PrivacyEvent.REQUEST_SENT, subject=request, by=by, at=at, data={"person": person.pk})
    return request


@transaction.atomic
def withdraw_request(request: DataRequest, *, by: User, at: datetime) -> None:
    request = _still_open(request)
    request.state = RequestState.WITHDRAWN
    request.save(update_fields=["state"])
    record(PrivacyEvent.REQUEST_WITHDRAWN, subject=request, by=by, at=at)


@transaction.atomic
def answer_request(request: DataRequest, *, state: RequestState, answer: str, by: User, at: datetime) -> None:
    """Say what was done, or why not. A deletion that is granted drops the extras in the same step."""
    request = _still_open(request)
    request.state, request.answer, request.answered_at, request.answered_by = state, answer, at, by
    request.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    record(PrivacyEvent.REQUEST_ANSWERED, subject=request, by=by, at=at, data={"state": str(state)})
    if request.kind == RequestKind.DELETION and state == RequestState.DONE:
        erase_person(request.person, by=by, at=at)


def _still_open(request: DataRequest) -> DataRequest:
    locked = DataRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    if locked.state != RequestState.OPEN:
        raise refuse("request_closed", _("This request was already answered or withdrawn."))
    return locked


@transaction.atomic
def erase_person(person: Person, *, by: User, at: datetime) -> None:
    """Drop what the register does not need, end her consents and her account; name, memberships and results stay.

    Source: UU 27/2022 art. 8; UU 43/2009 (attendance and certificates are archives).
    """
    for consent in Consent.objects.in_force().filter(person=person):
        _end(consent, by=by, at=at)
    dropped = drop_extras(person)
    for entry in person.merged.all():  # what was once entered as another and is she
        dropped += drop_extras(entry)
    if person.user is not None:
        _close_account(person.user)
    person.erased_at = at
    person.save(update_fields=["erased_at"])
    record(PrivacyEvent.ERASED, subject=person, by=by, at=at, data={"fields": dropped})


def _close_account(user: User) -> None:
    """The row stays, since what she did points to it; nobody can sign in with it or be reached by it."""
    user.is_active, user.email, user.phone = False, f"terhapus-{user.pk}@pilar.invalid", None
    user.set_unusable_password()
    user.save(update_fields=["is_active", "email", "phone", "password"])
    for model in (EmailAddress, Authenticator):
        model.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()


def looks_at(person: Person) -> models.QuerySet[Event]:
    """What others did with her data, the newest first. Source: UU 27/2022 art. 7."""
    about_her = Event.objects.filter(subject_type=Person._meta.label_lower, subject_id=str(person.pk))
    return about_her.filter(name__in=LOOKED_AT).exclude(by_id=person.user_id).order_by("-at", "-pk")


@transaction.atomic
def report_breach(account: User, *, since: datetime, until: datetime, at: datetime) -> BreachReport:
    """Whose data ``account`` reached. That it was asked for is kept. Source: UU 27/2022 art. 46."""
    report = breach_report(account, since=since, until=until)
    data = {"since": since.isoformat(), "until": until.isoformat(), "people": len(report.people)}
    record(PrivacyEvent.BREACH_REPORTED, subject=account, by=None, at=at, data=data)
    return report


def obey_retention(*, at: datetime, is_dry_run: bool) -> Iterator[tuple[str, int]]:
    """Delete what outlived its term, a batch a transaction; yields model and number. A dry run only counts."""
    for term in terms():
        if is_dry_run:
            yield term.model._meta.label, term.outlived(at).count()
            continue
        deleted = 0
        while ids := list(term.outlived(at).values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                term.model._default_manager.filter(pk__in=ids).delete()
            deleted += len(ids)
        yield term.model._meta.label, deleted
