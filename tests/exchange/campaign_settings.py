"""The whole house as in service, with a timetable that does nothing but wake what is late."""

from lms.settings import *  # noqa: F403

CELERY_BEAT_SCHEDULE = {"sweep-outbox": {"task": "lms.journal.tasks.sweep", "schedule": 1.0}}
