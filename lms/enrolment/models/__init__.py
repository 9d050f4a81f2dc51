from lms.enrolment.models.enrolments import Enrolment
from lms.enrolment.models.seats import KindReservation, SeatPlan

__all__ = ["Enrolment", "KindReservation", "SeatPlan"]
