"""The house with one room, the journal, so that its processes start quickly; everything else is as in service."""

from lms.settings import *  # noqa: F403
from lms.settings import BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS, env_str

INSTALLED_APPS = ["django.contrib.contenttypes", "lms.journal", "tests.journal.campaign_app"]
ROOT_URLCONF = "lms.journal.urls"
MIDDLEWARE: list[str] = []
CELERY_BEAT_SCHEDULE = {"sweep-outbox": {"task": "lms.journal.tasks.sweep", "schedule": 1.0}}
if BROKER_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        **CELERY_BROKER_TRANSPORT_OPTIONS,
        "global_keyprefix": env_str("CAMPAIGN_PREFIX"),
    }
