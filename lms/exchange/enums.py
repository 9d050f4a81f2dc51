from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SheetKind(TextChoices):
    """What a sheet holds; the keys of ``rules.COLUMNS``."""

    INSTITUTIONS = "institutions", _("Institutions")
    PEOPLE = "people", _("People")
    MEMBERSHIPS = "memberships", _("Memberships")


PERSONAL = (SheetKind.PEOPLE, SheetKind.MEMBERSHIPS)  # names or who belongs where


class FileFormat(TextChoices):
    XLSX = "xlsx", _("Excel workbook (.xlsx)")
    CSV = "csv", _("CSV text")


class ImportStatus(TextChoices):
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, nothing written yet")
    RUNNING = "running", _("Being written")
    DONE = "done", _("Written")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    DROPPED = "dropped", _("Dropped, nothing written")


WORKING = (ImportStatus.CHECKING, ImportStatus.RUNNING, ImportStatus.UNDOING)


class Outcome(TextChoices):
    """What one row of a sheet comes to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ERROR = "error"


class FindingKind(TextChoices):
    ERROR = "error", _("Errors")
    DOUBT = "doubt", _("Doubts")
    REPAIR = "repair", _("Repairs")
    CHANGE = "change", _("Changes")


TO_ACCEPT = (FindingKind.DOUBT, FindingKind.REPAIR)  # by type, before the run


class ChangeAction(TextChoices):
    CREATED = "created"
    CHANGED = "changed"


class ExchangeEvent(TextChoices):
    CHECK_ASKED = "import.check_asked"
    CHECKED = "import.checked"
    RUN_ASKED = "import.run_asked"
    RAN = "import.ran"
    REGISTER_CHANGED = "import.register_changed"  # between check and run: nothing was written
    UNDO_ASKED = "import.undo_asked"
    UNDO_REFUSED = "import.undo_refused"
    UNDONE = "import.undone"
    DROPPED = "import.dropped"
    FORGOTTEN = "import.forgotten"
    EXPORTED = "register.exported"
