import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from lms.exchange.enums import WORKING, ChangeAction, FindingKind, ImportStatus, SheetKind
from lms.exchange.rules.findings import day_in_words
from lms.exchange.words import sentence
from lms.organisations.access import scope_of


def sealed_path(run: "ImportRun", name: str) -> str:
    return f"imports/{run.uuid}.sealed"


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user):
        """One's own: what an officer brought in is hers to run and to take back."""
        return self.filter(by_id=scope_of(user).user_id)


class ImportRun(models.Model):
    """One sheet on its way into the register: checked, then run, perhaps taken back. The file is kept sealed, 30 days.

    The check writes nothing to the register; the run plans anew under lock and must come to the same ``digest``.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=SheetKind)
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.CHECKING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to=sealed_path, max_length=100, blank=True)
    original_name = models.CharField(max_length=150)
    size_bytes = models.PositiveBigIntegerField()
    uploaded_at = models.DateTimeField()
    # the check
    row_count = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)  # how far the present work is
    new_rows = models.PositiveIntegerField(default=0)
    changed_rows = models.PositiveIntegerField(default=0)
    unchanged_rows = models.PositiveIntegerField(default=0)
    error_rows = models.PositiveIntegerField(default=0)
    tallies = models.JSONField(default=dict)  # kind of finding → code → how many cells
    refused = models.JSONField(default=dict)  # row → what the database had against it, which no plan foresaw
    digest = models.CharField(max_length=64, blank=True)  # of everything the check would do
    obstacle = models.CharField(max_length=40, blank=True)  # code of what stands against the whole file
    is_stale = models.BooleanField(default=False)  # the register changed between check and run, or run and undo
    checked_at = models.DateTimeField(null=True)
    # the run
    leaves_out_errors = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # the undoing
    keeps_later_changes = models.BooleanField(default=False)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)  # the file, and what was found in it

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["by", "-uploaded_at"], name="exchange_importrun_by")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="undone", undone_by__isnull=False, undone_at__isnull=False)
                | (~Q(status="undone") & Q(undone_by__isnull=True, undone_at__isnull=True)),
                name="exchange_importrun_undone_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["done", "undoing", "undone"], finished_at__isnull=False)
                | (~Q(status__in=["done", "undoing", "undone"]) & Q(finished_at__isnull=True)),
                name="exchange_importrun_done_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(file=""), name="exchange_importrun_forgotten_without_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def is_working(self) -> bool:
        return self.status in WORKING

    @property
    def write_rows(self) -> int:
        """How many rows the run would write."""
        return self.new_rows + self.changed_rows

    @property
    def obstacle_sentence(self) -> str:
        return sentence(self.obstacle) if self.obstacle else ""


class ImportFinding(models.Model):
    """An error, doubt, repair or change the check came upon, by row and column; values are masked."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=6, choices=FindingKind)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200)  # "F (NIK)"
    code = models.CharField(max_length=40)
    before = models.CharField(max_length=80, blank=True)
    after = models.CharField(max_length=80, blank=True)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # what the sentence of an error names
    count = models.PositiveIntegerField(default=1)  # in how many cells the same repair was made

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "kind", "id"], name="exchange_finding_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} in row {self.row}"

    @property
    def sentence(self) -> str:
        return sentence(self.code, self.values)

    @property
    def before_and_after(self) -> tuple[str, str]:
        return day_in_words(self.before), day_in_words(self.after)


class ImportChange(models.Model):
    """A row of the register that a run created, or changed and how: what undoing needs. A NIK stays sealed."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="changes")
    model = models.CharField(max_length=40)  # organisations.person
    object_id = models.BigIntegerField()
    action = models.CharField(max_length=7, choices=ChangeAction)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "model", "object_id"], name="exchange_importchange_once_per_object_and_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.model}:{self.object_id}"
