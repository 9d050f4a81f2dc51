"""What keeps an installation from being served to people. Source: house security rules 12.

In production any of these faults stops every process at its start; ``manage.py check --deploy`` lists them
in development too, so that the way to production can be walked before the day.
"""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from lms.organisations.encryption import BadKeyRing, key_ring, keys_file

SECRET_LETTERS = 50
SECRET_DIFFERENT_LETTERS = 10
EXAMPLE_SECRETS = ("change-me", "django-insecure")


def _secret() -> Iterator[str]:
    key = settings.SECRET_KEY
    if len(key) < SECRET_LETTERS or len(set(key)) < SECRET_DIFFERENT_LETTERS or key.startswith(EXAMPLE_SECRETS):
        yield f"PILAR_SECRET_KEY must be {SECRET_LETTERS} random letters or more, and not the one of an example."


def _debug() -> Iterator[str]:
    if settings.DEBUG:
        yield "PILAR_DEBUG is on: error pages would show the inside of the program."


def _address() -> Iterator[str]:
    if not settings.BASE_URL.startswith("https://"):
        yield f"PILAR_BASE_URL must begin with https://, not {settings.BASE_URL!r}."
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield "PILAR_ALLOWED_HOSTS must name the hosts, such as pelatihan.example.go.id; * is not allowed."
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXY_COUNT:
        yield "PILAR_TRUSTED_PROXY_COUNT is 0: behind no proxy every https request would be redirected for ever."


def _database() -> Iterator[str]:
    database: dict[str, Any] = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"] and database["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        yield "SQLite must open its transactions IMMEDIATE: without it two writers read the same number."


def _files() -> Iterator[str]:
    for path in (settings.VAR_DIR, settings.VAR_DIR / "secret-key"):
        if path.exists() and is_open_to_everybody(path):
            yield f"{path} can be read by every account of this machine: chmod o-rwx {path}"
    if settings.S3_BUCKET and not os.environ.get("AWS_ACCESS_KEY_ID"):
        yield "PILAR_S3_BUCKET is set, but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not."


def _mail() -> Iterator[str]:
    if settings.EMAIL_BACKEND.endswith(("filebased.EmailBackend", "console.EmailBackend")):
        yield "PILAR_EMAIL_BACKEND writes letters to a file: nobody would receive them."


def _keys() -> Iterator[str]:
    path = keys_file()
    if not settings.PILAR_S3_KEYS and path.exists():
        if is_open_to_everybody(path):
            yield f"{path} can be read by every account of this machine: chmod o-rwx {path}"
        if path.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
            yield f"{path} lies among the uploaded files: every backup would hold the keys beside what they open."
    try:
        ring = key_ring()
    except BadKeyRing as error:
        yield f"The NIKs have no keys. {error}"
        return
    if {ring.lookup.secret, *(key.secret for key in ring.retired_lookups)} & {key.secret for key in ring.encryption}:
        yield "The lookup key of the NIKs is also an encryption key: who may search could then read."


RULES: dict[str, Callable[[], Iterator[str]]] = {
    "pilar.E001": _secret,
    "pilar.E002": _debug,
    "pilar.E003": _address,
    "pilar.E004": _database,
    "pilar.E005": _files,
    "pilar.E006": _mail,
    "pilar.E007": _keys,
}


def is_open_to_everybody(path: Path) -> bool:
    return bool(path.stat().st_mode & stat.S_IRWXO)


def production_faults() -> list[CheckMessage]:
    return [Error(words, id=identity) for identity, rule in RULES.items() for words in rule()]


@register(Tags.security, deploy=True)
def check_production(**kwargs: Any) -> list[CheckMessage]:
    advice: list[CheckMessage] = []
    if not settings.REDIS_URL:
        advice.append(
            Warning("Without PILAR_REDIS_URL each web process counts sign-in attempts by itself.", id="pilar.W001")
        )
    return production_faults() + advice


def refuse_unsafe_production() -> None:
    """Stop a production process that is set up unsafely, with every fault at once."""
    if settings.IS_PRODUCTION and (faults := production_faults()):
        raise ImproperlyConfigured(
            "Pilar does not start in production:" + "".join(f"\n- {fault.msg} ({fault.id})" for fault in faults)
        )
