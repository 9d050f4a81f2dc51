from lms.exchange.operations.checks import (
    check_import,
    is_stuck,
    keep_check,
    progress_of,
    show_progress,
    whisper_progress,
)
from lms.exchange.operations.exports import export_register, exported_rows
from lms.exchange.operations.forgetting import forget_imports, forget_person
from lms.exchange.operations.runs import run_import, start_import, to_accept
from lms.exchange.operations.surveys import survey
from lms.exchange.operations.templates import write_template
from lms.exchange.operations.undoing import look_back, take_back, take_back_later, undo_import
from lms.exchange.operations.uploads import drop_import, upload_import

__all__ = [
    "check_import",
    "drop_import",
    "export_register",
    "exported_rows",
    "forget_imports",
    "forget_person",
    "is_stuck",
    "keep_check",
    "look_back",
    "progress_of",
    "run_import",
    "show_progress",
    "start_import",
    "survey",
    "take_back",
    "take_back_later",
    "to_accept",
    "undo_import",
    "upload_import",
    "whisper_progress",
    "write_template",
]
