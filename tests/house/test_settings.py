"""Settings fail loudly, and production refuses to start while it is unsafe."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from lms.checks import production_faults
from lms.settings import database, env_bool, env_choice, env_int, env_list, env_str
from tests.house.installation import outer_environment

SAFE = {
    "PILAR_MODE": "production",
    "PILAR_SECRET_KEY": "Yq3v-8sLw_kP0zTj5nXb7RdMfHc1GeUa9iVo2JtWxQy4BmKhSpNl6",
    "PILAR_BASE_URL": "https://pelatihan.example.go.id",
    "PILAR_ALLOWED_HOSTS": "pelatihan.example.go.id",
    "PILAR_TRUSTED_PROXY_COUNT": "1",
    "PILAR_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "PILAR_HSTS_SECONDS": "31536000",
    "PILAR_REDIS_URL": "redis://127.0.0.1:6379/0",
    "PILAR_S3_KEYS": settings.PILAR_S3_KEYS,
    "PILAR_MESSAGE_BACKEND": "lms.accounts.messages.to_console",
}


@pytest.fixture
def manage(tmp_path):
    """Call ``manage.py`` in a process of its own with these settings and no other."""
    (tmp_path / "var").mkdir(mode=0o750)

    def call(*arguments: str, **changes: str | None) -> subprocess.CompletedProcess:
        wanted = {"PILAR_VAR_DIR": str(tmp_path / "var"), **changes}
        environment = {**outer_environment(), **{name: value for name, value in wanted.items() if value is not None}}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return call


# --- readers -----------------------------------------------------------------


def test_a_setting_without_default_names_itself_when_it_is_missing(monkeypatch):
    monkeypatch.delenv("PILAR_X", raising=False)

    with pytest.raises(ImproperlyConfigured, match="PILAR_X is not set"):
        env_str("PILAR_X")


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (lambda: env_int("PILAR_X", 1), "seven", "PILAR_X must be a whole number, not 'seven'"),
        (lambda: env_int("PILAR_X", 1), "", "PILAR_X must be a whole number, not ''"),
        (lambda: env_int("PILAR_X", 1), "1.5", "PILAR_X must be a whole number, not '1.5'"),
        (lambda: env_bool("PILAR_X", True), "yes", "PILAR_X must be true or false, not 'yes'"),
        (lambda: env_choice("PILAR_X", ("a", "b"), "a"), "c", "PILAR_X must be one of a, b, not 'c'"),
    ],
)
def test_a_malformed_setting_names_itself_and_what_it_should_be(monkeypatch, read, text, words):
    monkeypatch.setenv("PILAR_X", text)

    with pytest.raises(ImproperlyConfigured) as refused:
        read()

    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (lambda: env_int("PILAR_X", 1), "12", 12),
        (lambda: env_bool("PILAR_X", False), "True", True),
        (lambda: env_list("PILAR_X"), " a, b,,c ", ["a", "b", "c"]),
        (lambda: env_choice("PILAR_X", ("a", "b"), "a"), "b", "b"),
    ],
)
def test_a_well_formed_setting_is_read(monkeypatch, read, text, value):
    monkeypatch.setenv("PILAR_X", text)

    assert read() == value


def test_the_database_is_one_sqlite_file_with_immediate_transactions_by_default(monkeypatch):
    monkeypatch.delenv("PILAR_DATABASE_URL", raising=False)

    assert database()["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_a_database_address_is_taken_apart(monkeypatch):
    monkeypatch.setenv("PILAR_DATABASE_URL", "postgres://pilar:p%40ss@db.example:5433/pilar")

    found = database()

    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "pilar",
        "p@ss",
        "db.example",
        "5433",
        "pilar",
    ]


@pytest.mark.parametrize("address", ["mysql://host/name", "postgres://host", "pilar"])
def test_a_database_address_of_another_form_is_refused(monkeypatch, address):
    monkeypatch.setenv("PILAR_DATABASE_URL", address)

    with pytest.raises(ImproperlyConfigured, match="PILAR_DATABASE_URL must look like"):
        database()


# --- production --------------------------------------------------------------


def test_a_safe_production_passes_the_deployment_check_without_a_word(manage):
    done = manage("check", "--deploy", **SAFE)

    assert done.returncode == 0, done.stderr
    assert "pilar." not in done.stderr


@pytest.mark.parametrize(
    "name",
    ["PILAR_SECRET_KEY", "PILAR_BASE_URL", "PILAR_TRUSTED_PROXY_COUNT"],
)
def test_production_does_not_start_without(manage, name):
    done = manage("check", **{**SAFE, name: None})

    assert done.returncode != 0
    assert f"{name} is not set" in done.stderr


def test_production_does_not_start_while_it_is_unsafe_and_names_every_fault_at_once(manage, tmp_path):
    (tmp_path / "var").chmod(0o755)
    unsafe = {
        "PILAR_SECRET_KEY": "short",
        "PILAR_DEBUG": "true",
        "PILAR_BASE_URL": "http://pelatihan.example.go.id",
        "PILAR_EMAIL_BACKEND": None,
        "PILAR_S3_KEYS": None,
    }

    done = manage("check", **{**SAFE, **unsafe})

    assert done.returncode != 0
    assert "Pilar does not start in production:" in done.stderr
    assert re.findall(r"\((pilar\.\w+)\)", done.stderr) == [
        "pilar.E001",
        "pilar.E002",
        "pilar.E003",
        "pilar.E005",
        "pilar.E006",
        "pilar.E007",
    ]


@pytest.fixture
def safe(settings, tmp_path):
    """Settings without a fault, to be spoilt by one test each."""
    tmp_path.chmod(0o750)
    settings.DEBUG = False
    settings.SECRET_KEY = SAFE["PILAR_SECRET_KEY"]
    settings.BASE_URL = SAFE["PILAR_BASE_URL"]
    settings.ALLOWED_HOSTS = [SAFE["PILAR_ALLOWED_HOSTS"]]
    settings.SECURE_SSL_REDIRECT = True
    settings.TRUSTED_PROXY_COUNT = 1
    settings.EMAIL_BACKEND = SAFE["PILAR_EMAIL_BACKEND"]
    settings.VAR_DIR = tmp_path
    settings.S3_BUCKET = ""
    return settings


def test_safe_settings_have_no_fault(safe):
    assert production_faults() == []


@pytest.mark.parametrize(
    ("name", "value", "identity"),
    [
        ("SECRET_KEY", "short", "pilar.E001"),
        ("SECRET_KEY", "a" * 60, "pilar.E001"),
        ("SECRET_KEY", "change-me-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH", "pilar.E001"),
        ("DEBUG", True, "pilar.E002"),
        ("BASE_URL", "http://pelatihan.example.go.id", "pilar.E003"),
        ("ALLOWED_HOSTS", ["*"], "pilar.E003"),
        ("ALLOWED_HOSTS", [], "pilar.E003"),
        ("TRUSTED_PROXY_COUNT", 0, "pilar.E003"),
        ("S3_BUCKET", "pilar", "pilar.E005"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "pilar.E006"),
    ],
)
def test_a_fault_of_production_is_found(safe, monkeypatch, name, value, identity):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)

    setattr(safe, name, value)

    assert [fault.id for fault in production_faults()] == [identity]


@pytest.mark.parametrize("open_to_everybody", [".", "secret-key"])
def test_a_folder_or_key_that_everybody_can_read_is_a_fault(safe, tmp_path, open_to_everybody):
    (tmp_path / "secret-key").touch(mode=0o600)
    (tmp_path / open_to_everybody).chmod(0o755)

    assert [fault.id for fault in production_faults()] == ["pilar.E005"]


def test_sqlite_without_immediate_transactions_is_a_fault(safe, monkeypatch):
    monkeypatch.setitem(safe.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(safe.DATABASES["default"], "OPTIONS", {})

    assert [fault.id for fault in production_faults()] == ["pilar.E004"]


def test_development_starts_and_its_deployment_check_lists_what_is_missing(manage):
    assert manage("check").returncode == 0

    listed = manage("check", "--deploy")

    assert listed.returncode != 0
    assert set(re.findall(r"\((pilar\.E\d+)\)", listed.stderr)) >= {"pilar.E002", "pilar.E003", "pilar.E006"}
