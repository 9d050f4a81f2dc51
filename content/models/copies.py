from django.db import models
from django.utils import timezone
from wagtail.models import Page


class PageOrigin(models.Model):
    """Where a copied page came from, and in which state: so that its authors can be told what is new there.

    ``source_state`` is what the source said when it was taken (``content.copying.state_of``), ``own_digest`` tells
    whether the copy has been changed since.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="origin")
    source = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="copied_to")
    source_state = models.JSONField(default=dict)
    own_digest = models.CharField(max_length=64)  # SHA-256
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source__isnull=True) | ~models.Q(source=models.F("page")),
                name="content_pageorigin_of_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.page_id}"
