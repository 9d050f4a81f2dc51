from lms.cohorts.forms.changes import CancelForm, MoveForm, PlaceForm
from lms.cohorts.forms.grid import LineForm, LineFormSet, VersionForm, line_forms
from lms.cohorts.forms.paste import PasteForm
from lms.cohorts.forms.people import MemberForm, PartnerForm, TermsForm, TrainerForm
from lms.cohorts.forms.planning import CohortForm, CorrectionForm, RepeatForm, SampleForm
from lms.cohorts.forms.sessions import SessionForm, TimetableForm

__all__ = [
    "CancelForm",
    "CohortForm",
    "CorrectionForm",
    "LineForm",
    "LineFormSet",
    "MemberForm",
    "MoveForm",
    "PartnerForm",
    "PasteForm",
    "PlaceForm",
    "RepeatForm",
    "SampleForm",
    "SessionForm",
    "TermsForm",
    "TimetableForm",
    "TrainerForm",
    "VersionForm",
    "line_forms",
]
