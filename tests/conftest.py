import pytest
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils.translation import override

from lms.organisations.access import scope_of
from lms.organisations.permissions import lacks_second_factor


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits count in the cache; no test inherits another's."""
    cache.clear()


@pytest.fixture(autouse=True)
def _source_words():
    """Outside a request, messages are read in the language of the source; requests answer in Indonesian."""
    with override("en"):
        yield


def give_second_factor(user):
    """Enrol an authenticator app; answers the secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert mfa_adapter().is_mfa_enabled(user)
    return secret


@pytest.fixture
def login(db):
    """``login(user)``: a client signed in as the user, with a second factor when a role of hers requires one."""

    def sign_in(user) -> Client:
        if lacks_second_factor(user, scope_of(user)):
            give_second_factor(user)
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def migrated_rows(django_db_setup, django_db_blocker):
    """Put back what the migrations wrote after a test with committed rows, which ends by emptying every table.

    ``django_db_serialized_rollback`` brings those rows back only for the next test of its kind; the database that is
    reused would lack Wagtail's root page for ever. To be asked for before ``transactional_db``.
    """
    yield
    with django_db_blocker.unblock():
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
