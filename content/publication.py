"""What happens when a page goes live, whichever way: by hand, approved in a review, at its hour."""

from functools import partial
from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail.signals import page_published

from content.models import LessonPage
from content.preparing import prepare_pictures


def pictures_before_readers(*, instance: Page, **_more: Any) -> None:
    """Drawn after the commit: a picture takes a while, and others wait to write."""
    if isinstance(instance, LessonPage):
        transaction.on_commit(partial(prepare_pictures, instance))


def listen() -> None:
    page_published.connect(pictures_before_readers, dispatch_uid="content_pictures_before_readers")
