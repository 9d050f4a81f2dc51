import json

import pytest
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.color import no_style
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


@pytest.fixture(scope="session")
def migrated_contents(django_db_setup, django_db_blocker):
    """What the migrations wrote; content types first, for signals ask for them on the way."""
    with django_db_blocker.unblock():
        rows = json.loads(connection.creation.serialize_db_to_string())
    return json.dumps(sorted(rows, key=lambda row: row["model"] != "contenttypes.contenttype"))


@pytest.fixture(scope="session", autouse=True)
def _read_before_any_test(request):
    """Read them early where a test will want them back. Elsewhere there may be no test database to read."""
    if any("migrated_rows" in item.fixturenames for item in request.session.items):
        request.getfixturevalue("migrated_contents")


def count_on_from_the_rows():
    """Let each sequence go on after the rows now there: an earlier test may have begun them again at 1."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


@pytest.fixture
def migrated_rows(migrated_contents, django_db_blocker):
    """A database just migrated, before and after a test with committed rows. Ask for it before ``transactional_db``.

    Instead of Django's serialized rollback, which does not mix with tests that flush in the ordinary way: those leave
    content types behind that collide with the restored ones.
    """

    def begin_anew():
        with django_db_blocker.unblock():
            call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True, reset_sequences=False)
            ContentType.objects.clear_cache()
            connection.creation.deserialize_db_from_string(migrated_contents)
            count_on_from_the_rows()
            connection.close()

    begin_anew()
    yield
    begin_anew()
