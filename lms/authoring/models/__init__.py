from lms.authoring.models.offers import CourseOffer
from lms.authoring.models.review import MachineTask, ReviewTask
from lms.authoring.models.trees import OfficeTree

__all__ = ["CourseOffer", "MachineTask", "OfficeTree", "ReviewTask"]
