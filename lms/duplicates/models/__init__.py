from lms.duplicates.models.institutions import (
    InstitutionFingerprint,
    InstitutionMerge,
    InstitutionSuggestion,
    institutions_kept_by,
)
from lms.duplicates.models.pairs import MergeOfTwo, Pair, Sweep
from lms.duplicates.models.people import Fingerprint, Merge, Suggestion, people_kept_by

__all__ = [
    "Fingerprint",
    "InstitutionFingerprint",
    "InstitutionMerge",
    "InstitutionSuggestion",
    "Merge",
    "MergeOfTwo",
    "Pair",
    "Suggestion",
    "Sweep",
    "institutions_kept_by",
    "people_kept_by",
]
