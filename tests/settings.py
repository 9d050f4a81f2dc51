"""Only what tests need to differ."""

import os

from lms.settings import *  # noqa: F403
from lms.settings import CACHES, DATABASES, REDIS_URL, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; hashing strength is not under test
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Tests have a database of their own; this name sees to it that none can ever empty the one of `make run`.
    DATABASES["default"]["NAME"] = VAR_DIR / "never-opened.sqlite3"
if REDIS_URL:
    # Each process of the suite empties its cache between tests: it has one of its own.
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = f"{REDIS_URL.rsplit('/', 1)[0]}/{4 + number}"
# A ring for tests, so that none depends on keys lying about in var/.
PILAR_S3_KEYS = """{
  "encryption": [{"id": "test", "key": "dGVzdC1lbmNyeXB0aW9uLWtleS1vZi0zMi1ieXRlcyE="}],
  "lookup": {"id": "test-lookup", "key": "dGVzdC1sb29rdXAta2V5LW9mLTMyLWJ5dGVzLi4uLi4="}
}"""
