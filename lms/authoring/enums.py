from enum import StrEnum

from django.db.models import TextChoices


class MediaEvent(TextChoices):
    RECORDING_UPLOADED = "recording.uploaded"
    SLIDES_UPLOADED = "slides.uploaded"


class ReviewEvent(StrEnum):
    WAITING = "review.waiting"  # the machine found nothing; a reviewer is to read the page
    SENT_BACK = "review.sent_back"
    APPROVED = "review.approved"


class CourseEvent(StrEnum):
    STARTED = "course.started"  # from a template
    CLONED = "course.cloned"
    OFFERED = "course.offered"
    OFFER_WITHDRAWN = "course.offer_withdrawn"
    TAKEN = "course.taken"  # as a copy, by the office it was offered to
    NEWS_TAKEN = "course.news_taken"  # newer words of the source, as drafts
    NEWS_LEFT = "course.news_left"  # of the source, told no more
    ORDERED = "course.ordered"  # a module among modules, or a lesson among lessons, one place up or down
