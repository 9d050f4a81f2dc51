"""Our own screens speak one language at a time: that of the switch. What people wrote stays as they wrote it."""

import pytest
from django.urls import reverse

from tests.house.permission_table import TABLE
from tests.house.test_admin_words import ENGLISH
from tests.house.test_permissions import client_of
from tests.house.wordwalk import texts, words
from tests.house.world import build_world
from tests.journeys.words import sentences

# Words of sentences that are no English ones.
INDONESIAN = words("anda atau belum bila dan dari dengan karena pada sudah tidak untuk yang")
DATA = {  # what factories and the world write
    *("Benar", "Salah", "Datang sendiri dengan KTP.", "Apakah lembaga ini aktif di wilayah Anda?"),
}
SAME = {"Status"}  # English too
SCREENS = [line for line in TABLE if line.method == "get" and line.status == 200]
OTHERS = [
    ("anonymous", "front"),
    ("anonymous", "account_login"),
    ("anonymous", "account_reset_password"),
    ("anonymous", "account_signup"),
    ("anonymous", "account_request_login_code"),
    ("trainee", "account_email"),
    ("trainee", "account_change_phone"),
    ("trainee", "mfa_list_webauthn"),
    ("trainee", "account_change_password"),
    ("trainee", "usersessions_list"),
    ("trainee", "mfa_index"),
]


@pytest.fixture
def world(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build_world()


def answers(world, language):
    for line in SCREENS:
        for who in sorted(line.allowed):
            yield ask(world, who, language, line.name, [world.arguments[key] for key in line.arguments])
    for who, name in OTHERS:
        yield ask(world, who, language, name, [])


def ask(world, who, language, name, arguments):
    client = client_of(world.users[who])
    client.cookies["pilar-language"] = language
    return f"{name} as {who}", client.get(reverse(name, args=arguments))


@pytest.mark.parametrize(("language", "other", "foreign"), [("id", "en", ENGLISH), ("en", "id", INDONESIAN)])
def test_each_screen_speaks_the_language_of_the_switch(world, language, other, foreign):
    found = {}
    for where, answer in answers(world, language):
        if answer.streaming:
            assert b"".join(answer)
        if not answer["Content-Type"].startswith("text/html") or answer.status_code != 200:
            continue
        assert f'<html lang="{language}">' in answer.content.decode()
        for text in set(texts(answer)) - DATA - SAME:
            if sentences(other).fullmatch(text) or words(text) & foreign:
                found.setdefault(text, where)

    assert found == {}
