from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtailmedia.forms import BaseMediaForm

from content import uploads
from content.models import CoursePage
from content.permissions import editable_modules
from lms.refusal import Refusal


class QuestionForm(WagtailAdminModelForm):
    """A question of the bank. Its course follows from its module."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["module"].queryset = editable_modules(self.for_user)
        # Wagtail makes this sentence once, in the language of that moment.
        self.fields["module"].widget.choose_one_text = _("Choose a module")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if module := data.get("module"):
            self.instance.course = CoursePage.objects.ancestor_of(module).get()
        formset = self.formsets["choices"]
        if formset.is_valid():
            kept = [form for form in formset.forms if form not in formset.deleted_forms]
            if sum(1 for form in kept if form.cleaned_data.get("is_key")) != 1:
                raise ValidationError(_("Mark exactly one choice as right."))
        return data


class PictureField(WagtailImageField):
    """Wagtail's, with sentences that say what to do, and one for a picture too large to be opened at all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ("invalid_image", "invalid_image_extension", "invalid_image_known_format")
        self.error_messages |= dict.fromkeys(kinds, uploads.WORDS["picture_kind"])

    def check_image_pixel_size(self, f: Any) -> None:
        limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
        try:
            width, height = f.image.get_size()
            pixels = width * height * f.image.get_frame_count()
        except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
            pixels = limit + 1
        except (OSError, SyntaxError, ValueError) as error:  # Pillow's words for a damaged head
            raise ValidationError(uploads.WORDS["picture_unreadable"]) from error
        if pixels > limit:
            words = uploads.WORDS["picture_too_many_pixels"]
            raise ValidationError(words, params={"limit": limit // 1_000_000})


class PictureForm(BaseImageForm):
    """Pictures are drawn anew before they are stored (settings: ``WAGTAILIMAGES_IMAGE_FORM_BASE``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(label=field.label, required=field.required, widget=field.widget)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if not upload or "file" not in self.changed_data:
            return upload
        with refused_as_invalid():
            return uploads.redrawn(upload)


class RecordingForm(BaseMediaForm):
    """Audio and video: content and extension agree, size and length are limited (settings: ``MEDIA_FORM_BASE``)."""

    # No page shows a thumbnail; the others stand in the file.
    NOT_ASKED = ("thumbnail", "duration", "width", "height")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.NOT_ASKED:
            self.fields.pop(name, None)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if not upload or "file" not in self.changed_data:
            return upload
        with refused_as_invalid():
            found = uploads.look_into_recording(upload, media_type=self.instance.type)
        self.instance.duration = found.seconds if found else 0
        self.instance.width, self.instance.height = (found.width, found.height) if found else (None, None)
        return upload


class DocumentForm(BaseDocumentForm):
    """PDF and office files: content and extension agree (settings: ``WAGTAILDOCS_DOCUMENT_FORM_BASE``)."""

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload and "file" in self.changed_data:
            with refused_as_invalid():
                uploads.look_into_document(upload)
        return upload


@contextmanager
def refused_as_invalid() -> Iterator[None]:
    """A refusal inside becomes the error of the field."""
    try:
        yield
    except Refusal as refusal:
        raise ValidationError([str(reason) for reason in refusal.reasons]) from refusal
