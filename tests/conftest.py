import pytest
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from lms.organisations.access import scope_of
from lms.organisations.permissions import lacks_second_factor


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits count in the cache; no test inherits another's."""
    cache.clear()


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
