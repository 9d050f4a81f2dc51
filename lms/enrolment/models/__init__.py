from lms.enrolment.models.enrolments import OF_ORGANISER, WAITS_FOR_ORGANISER, Enrolment
from lms.enrolment.models.seats import KindReservation, SeatPlan

__all__ = ["OF_ORGANISER", "WAITS_FOR_ORGANISER", "Enrolment", "KindReservation", "SeatPlan"]
