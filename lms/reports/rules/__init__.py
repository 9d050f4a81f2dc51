from lms.reports.rules.committee import PreparationFacts, Step, StepState, steps_of
from lms.reports.rules.trainees import URGENCY, TraineeFacts, next_step

__all__ = [
    "URGENCY",
    "PreparationFacts",
    "Step",
    "StepState",
    "TraineeFacts",
    "next_step",
    "steps_of",
]
