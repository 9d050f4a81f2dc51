"""Wagtail's forms for uploads, in the library and in the chooser: a new file asks for its small versions.

Named in the settings (``MEDIA_FORM_BASE``, ``WAGTAILDOCS_DOCUMENT_FORM_BASE``), since Wagtail has no hook after an
upload of this kind. Who saves without ``commit`` is caught up with by ``prepare_missing`` within a minute.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from content import forms
from lms.authoring.operations.media import ask_pages, ask_variants


class RecordingForm(forms.RecordingForm):
    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        self.by = user
        super().__init__(*args, user=user, **kwargs)

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        recording = super().save(commit=commit)
        if commit and "file" in self.changed_data:
            ask_variants(recording, by=self.by, at=timezone.now())
        return recording


class DocumentForm(forms.DocumentForm):
    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        self.by = user
        super().__init__(*args, user=user, **kwargs)

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        document = super().save(commit=commit)
        if commit and "file" in self.changed_data and document.filename.lower().endswith(".pdf"):
            ask_pages(document, by=self.by, at=timezone.now())
        return document
