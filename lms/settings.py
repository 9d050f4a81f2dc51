"""Settings, read from the environment. A value that is missing or malformed stops the program with its name."""

import secrets
from datetime import time
from os import environ
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

# --- readers -----------------------------------------------------------------


def env_str(name: str, default: str | None = None) -> str:
    value = environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set")
    return value


def env_int(name: str, default: int | None = None) -> int:
    text = env_str(name, None if default is None else str(default))
    try:
        return int(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {text!r}") from None


def env_bool(name: str, default: bool) -> bool:
    text = env_str(name, "true" if default else "false").lower()
    if text not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {text!r}")
    return text == "true"


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_time(name: str, default: str) -> time:
    text = env_str(name, default)
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a time of day such as 20:00, not {text!r}") from None


def env_choice(name: str, choices: tuple[str, ...], default: str) -> str:
    value = env_str(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return value


# --- where we are ------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env_choice("PILAR_MODE", ("development", "production"), "development")
IS_PRODUCTION = MODE == "production"
DEBUG = env_bool("PILAR_DEBUG", not IS_PRODUCTION)
VAR_DIR = Path(env_str("PILAR_VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def development_secret() -> str:
    """A secret of this checkout alone, made once; production must bring its own."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = env_str("PILAR_SECRET_KEY") if IS_PRODUCTION else env_str("PILAR_SECRET_KEY", development_secret())
BASE_URL = env_str("PILAR_BASE_URL", None if IS_PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env_list("PILAR_ALLOWED_HOSTS", "" if IS_PRODUCTION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("PILAR_TRUSTED_ORIGINS")
TRUSTED_PROXY_COUNT = env_int("PILAR_TRUSTED_PROXY_COUNT", None if IS_PRODUCTION else 0)

# What Django's deployment check would still say, and why it may stay so:
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for sub-domains: they may belong to other offices
    "security.W019",  # X-Frame-Options SAMEORIGIN: Wagtail's preview; frame-ancestors is none outside /admin/
    "security.W021",  # HSTS preload: a decision of the owner of the domain
]

# --- the house ---------------------------------------------------------------

INSTALLED_APPS = [
    "lms",
    "lms.reports",
    "lms.notices",
    "lms.standing",
    "lms.completion",
    "lms.letters",
    "lms.attendance",
    "lms.learning",
    "lms.authoring",
    "lms.assessment",
    "lms.enrolment",
    "lms.cohorts",
    "lms.registration",
    "lms.exchange",
    "lms.duplicates",
    "lms.privacy",
    "lms.organisations",
    "lms.accounts",
    "lms.journal",
    "content",
    "certificates",
    "wagtailmedia",
    "wagtail.embeds",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "lms.journal.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "lms.accounts.middleware.browser_rules",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.accounts.middleware.language",
    "lms.body_limit.body_limit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "lms.accounts.middleware.deny_by_default",
    "allauth.account.middleware.AccountMiddleware",
    "lms.accounts.middleware.CodesNotSent",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lms.learning.middleware.names_account",
    "lms.organisations.middleware.session_ends",
    "lms.organisations.middleware.second_factor_for_admin",
    "lms.authoring.middleware.roles_of_today",
    "content.middleware.own_trees_alone",
    "lms.authoring.middleware.files_in_use_stay",  # below: what is not hers does not exist
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lms.accounts.middleware.ContentSecurityPolicy",
    "django_htmx.middleware.HtmxMiddleware",
    "lms.errors.BusyDatabase",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["lms.components", "django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.context.shell",
            ],
        },
    },
]

# --- the database ------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database() -> dict[str, object]:
    """SQLite in one file unless PILAR_DATABASE_URL names a PostgreSQL: postgres://user:password@host:port/name."""
    url = env_str("PILAR_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "pilar.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
            # Tests on a real file: threads, workers and the live server share it as they do in service.
            "TEST": {"NAME": VAR_DIR / env_str("PILAR_TEST_DATABASE", "test.sqlite3")},
        }
    from urllib.parse import unquote, urlsplit  # only here is an address taken apart

    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("PILAR_DATABASE_URL must look like postgres://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "options": "-c lock_timeout=3s -c idle_in_transaction_session_timeout=60s"},
    }


DATABASES = {"default": database()}

REDIS_URL = env_str("PILAR_REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- signing in --------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"

PILAR_SIGNUP_OPEN = env_bool("PILAR_SIGNUP_OPEN", True)
PILAR_UNCONFIRMED_DAYS = env_int("PILAR_UNCONFIRMED_DAYS", 30)  # then an account nobody confirmed is forgotten
# Who carries codes to phones: console, file, or the dotted path of a function (phone, text).
PILAR_MESSAGE_BACKEND = env_str("PILAR_MESSAGE_BACKEND", "file")
PILAR_MESSAGE_FILE_PATH = VAR_DIR / "messages"

ACCOUNT_ADAPTER = "lms.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "lms.accounts.forms.SignInForm",
    "signup": "lms.accounts.forms.SignUpForm",
    "request_login_code": "lms.accounts.forms.RequestCodeForm",
    "confirm_login_code": "lms.accounts.forms.SignInCodeForm",
    "reset_password": "lms.accounts.forms.ResetPasswordForm",
    "confirm_password_reset_code": "lms.accounts.forms.NewPasswordCodeForm",
    "change_password": "lms.accounts.forms.NewPasswordForm",
    "set_password": "lms.accounts.forms.FirstPasswordForm",
    "reset_password_from_key": "lms.accounts.forms.PasswordAfterResetForm",
    "add_email": "lms.accounts.forms.ChangeEmailForm",
    "confirm_email_verification_code": "lms.accounts.forms.ConfirmEmailForm",
    "verify_phone": "lms.accounts.forms.ConfirmPhoneForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1"]  # allauth wants email*; our form asks for either in one field
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one replaces it once it is confirmed
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Pilar] "
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address or the number changes
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = True
# One-time codes: six digits, five tries, three sends in ten minutes, good for ten minutes.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
# A hall of 200 people shares one address: limits by address are generous, limits by account are not.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "300/m/ip,5/5m/key",
    "signup": "300/10m/ip",
    "request_login_code": "200/10m/ip,3/10m/key",
    "confirm_email": "200/10m/ip,3/10m/key",
    "verify_phone": "200/10m/ip,3/10m/key",
    "reset_password": "300/10m/ip,5/h/key",
    "reset_password_from_key": "300/10m/ip",
    "reauthenticate": "60/m/user",
    "change_phone": "10/10m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_ADAPTER = "lms.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "add_webauthn": "lms.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "lms.accounts.forms.RenamePasskeyForm",
    "login_webauthn": "lms.accounts.forms.PasskeySignInForm",
    "authenticate_webauthn": "lms.accounts.forms.PasskeyAsSecondFactorForm",
    "reauthenticate_webauthn": "lms.accounts.forms.PasskeyOnceMoreForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody is signed in before her account is confirmed: lms/accounts/stages.py
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_TOTP_ISSUER = "Pilar"
USERSESSIONS_TRACK_ACTIVITY = False
# Roles that may act only with a second factor. Source: house security rules 5.
PILAR_SECOND_FACTOR_ROLES = env_list("PILAR_SECOND_FACTOR_ROLES", "province_officer,regency_officer,ministry_officer")
# The second factor is asked of superusers too; a fresh installation enrols at its first sign-in.
PILAR_SECOND_FACTOR_SUPERUSER = env_bool("PILAR_SECOND_FACTOR_SUPERUSER", True)

SESSION_COOKIE_AGE = 60 * 60 * 12  # without a request; counted anew from each minute in which there was one
PILAR_OFFICER_IDLE_SECONDS = 60 * 30
PILAR_SESSION_SECONDS = 60 * 60 * 24 * 7
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_NAME = "__Host-pilar" if IS_PRODUCTION else "pilar"
CSRF_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if IS_PRODUCTION else "pilar-csrf"
CSRF_FAILURE_VIEW = "lms.errors.csrf_failure"

# --- the browser -------------------------------------------------------------

SECURE_SSL_REDIRECT = env_bool("PILAR_SSL_REDIRECT", IS_PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^sehat/"]
SECURE_HSTS_SECONDS = env_int("PILAR_HSTS_SECONDS", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# Wagtail's admin still writes inline scripts and styles; its policy is looser and holds for /admin/ alone.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
    "frame-ancestors": [SELF],
    "form-action": [SELF],
    "base-uri": [SELF],
    "object-src": [NONE],
}

# --- language, time, files ---------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
# Our own words; then those of libraries, kept by hand, for what they do not say in Indonesian or say badly.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
LANGUAGE_COOKIE_NAME = "pilar-language"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = env_str("PILAR_TIME_ZONE", "Asia/Jakarta")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/berkas/"
MEDIA_ROOT = VAR_DIR / "media"
S3_BUCKET = env_str("PILAR_S3_BUCKET", "")
STORAGES = {
    "default": {
        "BACKEND": "lms.storage.Bucket",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env_str("PILAR_S3_ENDPOINT", "") or None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    if IS_PRODUCTION or not DEBUG
    else {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_PERMISSIONS = 0o640

# --- keys of the encrypted fields (class S3 of the security rules: identity; not the bucket above) ------------

PILAR_S3_KEYS = env_str("PILAR_S3_KEYS", "")  # the ring itself as JSON; empty: it lies in the file
PILAR_S3_KEYS_FILE = Path(env_str("PILAR_S3_KEYS_FILE", str(VAR_DIR / "keys" / "nik.json")))

# --- mail --------------------------------------------------------------------

EMAIL_BACKEND = env_str("PILAR_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env_str("PILAR_EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("PILAR_EMAIL_PORT", 25)
EMAIL_HOST_USER = env_str("PILAR_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env_str("PILAR_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env_bool("PILAR_EMAIL_STARTTLS", False)
EMAIL_USE_SSL = env_bool("PILAR_EMAIL_SSL", False)
EMAIL_TIMEOUT = 20  # seconds; a mail server that says nothing must not hold a worker
DEFAULT_FROM_EMAIL = env_str("PILAR_EMAIL_FROM", "pilar@localhost")

# --- Wagtail -----------------------------------------------------------------

WAGTAIL_SITE_NAME = "Pilar"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/akun/masuk/"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # reviewers are told; who sets the installation up is not
WAGTAIL_USER_TIME_ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # nothing is loaded from another host
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.forms.PictureForm"  # drops EXIF, which may tell a place
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "lms.authoring.uploads.DocumentForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILMEDIA = {
    "MEDIA_MODEL": "wagtailmedia.Media",
    "MEDIA_FORM_BASE": "lms.authoring.uploads.RecordingForm",
    "AUDIO_EXTENSIONS": ["mp3", "m4a"],
    "VIDEO_EXTENSIONS": ["mp4", "webm"],
}

# --- background work ---------------------------------------------------------

BROKER_URL = env_str("PILAR_BROKER_URL", "")  # empty: `manage.py worker` serves the outbox without a server
CELERY_BROKER_URL = BROKER_URL or "memory://"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_TIME_LIMIT = 900
# No retries when a message is sent: a request must not wait for a broker that is down; the sweeper sends again.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    **({"visibility_timeout": 3600, "socket_connect_timeout": 2} if BROKER_URL.startswith("redis") else {}),
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# What beat starts; the embedded worker reads the same table. Times in seconds.
CELERY_BEAT_SCHEDULE = {
    "sweep-outbox": {"task": "lms.journal.tasks.sweep", "schedule": 30.0},
    "forget-sessions": {"task": "lms.accounts.tasks.forget_sessions", "schedule": 86400.0},
    "forget-unconfirmed-accounts": {"task": "lms.accounts.tasks.forget_unconfirmed_accounts", "schedule": 86400.0},
    "look-for-duplicates": {"task": "lms.duplicates.tasks.look_for_duplicates", "schedule": 600.0},
    "forget-merged-values": {"task": "lms.duplicates.tasks.forget_values", "schedule": 86400.0},
    "forget-outlived": {"task": "lms.privacy.tasks.forget_outlived", "schedule": 86400.0},
    "forget-imports": {"task": "lms.exchange.tasks.forget_imports", "schedule": 86400.0},
    "forget-bundles": {"task": "lms.letters.tasks.forget_bundles", "schedule": 86400.0},
    "prepare-media": {"task": "lms.authoring.tasks.prepare_missing", "schedule": 60.0},
    "forget-stray-media": {"task": "lms.authoring.tasks.forget_strays", "schedule": 86400.0},
    "check-invariants": {"task": "lms.journal.tasks.check_invariants", "schedule": 86400.0},
    "align-authors": {"task": "lms.authoring.tasks.align", "schedule": 3600.0},
    "plan-reminders": {"task": "lms.notices.tasks.plan_reminders", "schedule": 300.0},
    "gather-mails": {"task": "lms.notices.tasks.intend_mails", "schedule": 60.0},
    "look-after-seats": {"task": "lms.enrolment.tasks.look_after_seats", "schedule": 3600.0},
    "review-standings": {"task": "lms.standing.tasks.review_all", "schedule": 86_400.0},
}
PILAR_LEASE_SECONDS = env_int("PILAR_LEASE_SECONDS", 60)
PILAR_MAX_ATTEMPTS = env_int("PILAR_MAX_ATTEMPTS", 8)
PILAR_SWEEP_AFTER_SECONDS = env_int("PILAR_SWEEP_AFTER_SECONDS", 60)
PILAR_WORKER_POLL_MILLISECONDS = env_int("PILAR_WORKER_POLL_MILLISECONDS", 500)
PILAR_OUTBOX_LATE_SECONDS = env_int("PILAR_OUTBOX_LATE_SECONDS", 900)

# --- facts to confirm: settings, never constants -----------------------------

# Minutes in one JP (jam pelajaran). Source: training practice of Kemensos and dinsos; LAN text to confirm.
PILAR_MINUTES_PER_JP = env_int("PILAR_MINUTES_PER_JP", 45)
# Defaults of a new cohort's policy; an officer may change them until the cohort opens.
PILAR_MIN_ATTENDANCE_PERCENT = env_int("PILAR_MIN_ATTENDANCE_PERCENT", 80)
PILAR_PASS_SCORE_PERCENT = env_int("PILAR_PASS_SCORE_PERCENT", 70)
PILAR_MAX_TEST_ATTEMPTS = env_int("PILAR_MAX_TEST_ATTEMPTS", 3)
PILAR_TEST_QUESTIONS = env_int("PILAR_TEST_QUESTIONS", 10)
# What a page is measured by before it is published. The reasons stand in docs/readability.md.
PILAR_PAGE_BUDGET_KB = env_int("PILAR_PAGE_BUDGET_KB", 600)  # text and pictures of a lesson, as a phone loads them
PILAR_RECORDINGS_BUDGET_MB = env_int("PILAR_RECORDINGS_BUDGET_MB", 25)  # all recordings of a lesson in their light form
PILAR_SENTENCE_WORDS = env_int("PILAR_SENTENCE_WORDS", 25)  # a longer sentence is pointed out
PILAR_MODULE_QUESTIONS = env_int("PILAR_MODULE_QUESTIONS", 5)  # fewer make no fair test
# Kinds of PSKS that read texts of office every day; a course for these alone may be harder to read.
PILAR_OFFICE_READERS = env_list("PILAR_OFFICE_READERS", "PSKS-01,PSKS-10")
# When a trainee may mark herself present with the code of a session: minutes before its start and after its end.
PILAR_CHECK_IN_MINUTES_BEFORE = env_int("PILAR_CHECK_IN_MINUTES_BEFORE", 30)
PILAR_CHECK_IN_MINUTES_AFTER = env_int("PILAR_CHECK_IN_MINUTES_AFTER", 30)
# When an institution counts as certified (tersertifikasi).
PILAR_CERTIFIED_MIN_PERSONS = env_int("PILAR_CERTIFIED_MIN_PERSONS", 2)
PILAR_CERTIFIED_MIN_BOARD = env_int("PILAR_CERTIFIED_MIN_BOARD", 1)
PILAR_CERTIFIED_MAX_AGE_YEARS = env_int("PILAR_CERTIFIED_MAX_AGE_YEARS", 3)
PILAR_CERTIFICATE_NUMBER_PATTERN = env_str(
    "PILAR_CERTIFICATE_NUMBER_PATTERN", "{seri:03}/BIMTEK-LKS/{unit}/{bulan_romawi}/{tahun}"
)

# The register number of an institution. {wilayah} is the code of its kabupaten/kota, {jenis} of its kind.
PILAR_REGISTER_NUMBER_PATTERN = env_str("PILAR_REGISTER_NUMBER_PATTERN", "{wilayah}/{jenis}/{seri:04}")
# Working days within which a dinsos decides on an application. Source: local service standards, 5 days to a week.
PILAR_SERVICE_WORKING_DAYS = env_int("PILAR_SERVICE_WORKING_DAYS", 5)
PILAR_REVIEW_DAYS = env_int("PILAR_REVIEW_DAYS", 7)  # how long the link of an external reviewer is good

# Hours to answer a request about one's own data. Source: UU 27/2022 arts. 30-32; how they count is to confirm.
PILAR_DATA_REQUEST_HOURS = env_int("PILAR_DATA_REQUEST_HOURS", 72)

# Messages. Nobody is disturbed in the quiet hours, by the clock where she lives; each person may choose her own.
PILAR_QUIET_FROM = env_time("PILAR_QUIET_FROM", "20:00")
PILAR_QUIET_UNTIL = env_time("PILAR_QUIET_UNTIL", "07:00")
# How long a message waits for others to the same person, so that one mail carries all of them.
PILAR_NOTICE_WINDOW_MINUTES = env_int("PILAR_NOTICE_WINDOW_MINUTES", 30)
# What is told later than this after it happened (no worker ran for days) goes to the inbox alone.
PILAR_NOTICE_STALE_HOURS = env_int("PILAR_NOTICE_STALE_HOURS", 72)
# Reminders: the day before a day of the activity at this time, by the clock of the activity; days before nominations
# end, at the same time; hours before an offered seat goes to somebody else, but not in the first half of the offer.
PILAR_REMINDER_TIME = env_time("PILAR_REMINDER_TIME", "16:00")
PILAR_REMIND_NOMINATIONS_DAYS = env_int("PILAR_REMIND_NOMINATIONS_DAYS", 3)
PILAR_REMIND_OFFER_HOURS = env_int("PILAR_REMIND_OFFER_HOURS", 24)

# --- logs --------------------------------------------------------------------

LOG_LEVEL = env_str("PILAR_LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lms.journal.logs.json_formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": [], "level": "WARNING", "propagate": False},
        "fontTools": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
