"""Only what tests need to differ."""

from lms.settings import *  # noqa: F403
from lms.settings import DATABASES, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; hashing strength is not under test
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Tests have a database of their own; this name sees to it that none can ever empty the one of `make run`.
    DATABASES["default"]["NAME"] = VAR_DIR / "never-opened.sqlite3"
