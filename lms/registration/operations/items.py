"""One part of an application is handed in, or done again after it came back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from lms.accounts.models import User
from lms.journal.operations import record
from lms.organisations.models import StoredFile
from lms.organisations.uploads import store_upload
from lms.refusal import Refusal
from lms.registration import rules
from lms.registration.enums import ApplicationEvent, ItemState
from lms.registration.models import Application, ApplicationItem
from lms.registration.operations.locking import lock_item, refuse_stale, save_item


@transaction.atomic
def give_answer(item: ApplicationItem, *, answer: str, version: int, by: User, at: datetime) -> None:
    """A text, such as a count. The same text twice is one answer."""
    refuse_unless_editable(item)
    if reasons := rules.reasons_against_answer(answer):
        raise Refusal(reasons)
    if item.is_filled and item.answer == answer:
        return
    refuse_stale(item, version)
    item.answer = answer
    mark_given(item, "answer", by=by, at=at)


def give_file(item: ApplicationItem, *, file: Any, version: int, by: User, at: datetime) -> None:
    """A picture or document; it is looked into before the application is locked. The same file twice is one."""
    refuse_unless_editable_now(item)
    stored = store_upload(file, by=by, at=at)
    _attach(item, stored, version, by, at)


@transaction.atomic
def _attach(item: ApplicationItem, stored: StoredFile, version: int, by: User, at: datetime) -> None:
    refuse_unless_editable(item)
    if item.is_filled and item.file and item.file.sha256 == stored.sha256:
        return
    refuse_stale(item, version)
    item.file = stored
    mark_given(item, "file", by=by, at=at)


def refuse_unless_editable(item: ApplicationItem) -> Application:
    """Lock the application of an item that may change now. Raises Refusal."""
    application = lock_item(item)
    refuse_unless_editable_now(item)
    return application


def refuse_unless_editable_now(item: ApplicationItem) -> None:
    if reasons := rules.reasons_against_editing(item.application.state, ItemState(item.state)):
        raise Refusal(reasons)


def mark_given(item: ApplicationItem, *fields: str, by: User, at: datetime) -> None:
    """In a draft it is given; what had come back is mended, and goes out again with the whole."""
    item.state = ItemState.GIVEN if item.application.is_draft else ItemState.MENDED
    save_item(item, "state", *fields)
    record(ApplicationEvent.ITEM_GIVEN, subject=item.application, by=by, at=at, data={"item": item.code})
