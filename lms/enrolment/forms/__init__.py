from lms.enrolment.forms.deciding import DeclineForm
from lms.enrolment.forms.nominating import GateForm, MemberSearchForm, NominationForm, chosen_keys
from lms.enrolment.forms.seats import ReplacementForm, SeatPlanForm

__all__ = [
    "DeclineForm",
    "GateForm",
    "MemberSearchForm",
    "NominationForm",
    "ReplacementForm",
    "SeatPlanForm",
    "chosen_keys",
]
