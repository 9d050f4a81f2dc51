from django.conf import settings
from django.db import models


def stored_path(file: "StoredFile", name: str) -> str:
    """By content, never by the name somebody gave: ``register/ab/abcdef….pdf``."""
    return f"register/{file.sha256[:2]}/{file.sha256}.{name.rsplit('.', 1)[-1].lower()}"


class StoredFile(models.Model):
    """An uploaded document of the register. Served only by a view that fetched it through its scoped parent."""

    file = models.FileField(upload_to=stored_path, max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    original_name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.original_name
