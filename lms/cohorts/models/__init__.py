from lms.cohorts.models.cohorts import Cohort, CohortQuerySet, cohorts_resting_on, overlapping_cohorts
from lms.cohorts.models.papers import CommitteeMember, Partner, TermsOfReference
from lms.cohorts.models.seats import Quota
from lms.cohorts.models.sessions import CohortTrainer, Session, SessionTrainer, bookings_beside, bookings_of
from lms.cohorts.models.sources import offices_planned_by, regencies_of, trainers_near

__all__ = [
    "Cohort",
    "CohortQuerySet",
    "CohortTrainer",
    "CommitteeMember",
    "Partner",
    "Quota",
    "Session",
    "SessionTrainer",
    "TermsOfReference",
    "bookings_beside",
    "bookings_of",
    "cohorts_resting_on",
    "offices_planned_by",
    "overlapping_cohorts",
    "regencies_of",
    "trainers_near",
]
