from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.forms import BaseImageForm
from wagtailmedia.forms import BaseMediaForm

from content.models import CoursePage
from content.permissions import editable_modules

# Source: house security rules 3 (input limits).
MAX_RECORDING_BYTES = {"audio": 100 * 1024 * 1024, "video": 500 * 1024 * 1024}
KEPT_WITH_A_PICTURE = {"icc_profile", "transparency"}


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


def without_metadata(upload: Any) -> SimpleUploadedFile:
    """The picture drawn anew: upright, and without the place, time and device a phone writes into it."""
    upload.seek(0)
    with Pillow.open(upload) as original:
        kind = "JPEG" if original.format == "MPO" else str(original.format)
        picture = ImageOps.exif_transpose(original)
        picture.info = {key: value for key, value in picture.info.items() if key in KEPT_WITH_A_PICTURE}
        drawn = BytesIO()
        picture.save(drawn, format=kind, quality=90)
    return SimpleUploadedFile(upload.name, drawn.getvalue(), content_type=f"image/{kind.lower()}")


class PictureForm(BaseImageForm):
    """Pictures are drawn anew before they are stored (settings: ``WAGTAILIMAGES_IMAGE_FORM_BASE``)."""

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        return without_metadata(upload) if upload and "file" in self.changed_data else upload


def has_signature(start: bytes, extension: str) -> bool:
    """Whether a file begins as its extension promises."""
    if extension == "mp3":
        return start.startswith(b"ID3") or (start[:1] == b"\xff" and start[1:2] >= b"\xe0")
    if extension in {"m4a", "mp4"}:
        return start[4:8] == b"ftyp"
    return extension == "webm" and start.startswith(b"\x1a\x45\xdf\xa3")


class RecordingForm(BaseMediaForm):
    """Audio and video: content and extension agree, size is limited (settings: ``MEDIA_FORM_BASE``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("thumbnail", None)  # no page shows one

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if not upload or "file" not in self.changed_data:
            return upload
        limit = MAX_RECORDING_BYTES[self.instance.type]
        if upload.size > limit:
            raise ValidationError(
                _("This file has %(size)s; at most %(limit)s are allowed. Shorten the recording or save it smaller."),
                params={"size": filesizeformat(upload.size), "limit": filesizeformat(limit)},
            )
        upload.seek(0)
        start = upload.read(16)
        upload.seek(0)
        if not has_signature(start, upload.name.rsplit(".", 1)[-1].lower()):
            raise ValidationError(
                _("This file is not what its name says. Save the recording again as MP3, M4A, MP4 or WebM.")
            )
        return upload
