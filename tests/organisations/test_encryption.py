"""Sealed fields: what opens, what does not, and where the keys may lie."""

import base64
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings as installed

from lms.checks import production_faults
from lms.organisations.encryption import (
    BadKeyRing,
    BrokenSeal,
    EncryptedTextField,
    UnknownKey,
    encrypted_fields,
    key_ring,
    lookup_hash,
    lookup_hashes,
    make_key_ring,
    needs_resealing,
    open_sealed,
    seal,
    write_key_ring,
)
from lms.organisations.models import Person
from tests.house.installation import ON_SQLITE, copy_sqlite_to, outer_environment
from tests.naughty import NAUGHTY, encodable

ROW = UUID("11111111-2222-4333-8444-555555555555")
OTHER_ROW = UUID("11111111-2222-4333-8444-555555555556")
NIK = "6203014507900003"


@pytest.fixture
def ring(settings, tmp_path):
    """A ring of one encryption key in a file of this test's own."""
    settings.PILAR_S3_KEYS = ""
    settings.PILAR_S3_KEYS_FILE = tmp_path / "keys" / "nik.json"
    assert make_key_ring()
    return settings.PILAR_S3_KEYS_FILE


# --- sealing -----------------------------------------------------------------


def test_what_was_sealed_opens_again():
    token = seal(NIK, row=ROW, field="nik_sealed")

    assert open_sealed(token, row=ROW, field="nik_sealed") == NIK


@pytest.mark.parametrize("text", [encodable(text) for text in NAUGHTY])
def test_any_text_comes_back_as_it_was(text):
    assert open_sealed(seal(text, row=ROW, field="f"), row=ROW, field="f") == text


def test_a_sealed_text_names_its_key_and_shows_nothing_of_what_it_holds():
    token = seal(NIK, row=ROW, field="nik_sealed")

    assert re.fullmatch(r"test:[A-Za-z0-9_=-]+", token)
    assert NIK not in token
    assert NIK.encode() not in base64.urlsafe_b64decode(token.partition(":")[2])


def test_the_same_text_is_never_sealed_twice_the_same():
    assert len({seal(NIK, row=ROW, field="nik_sealed") for _ in range(100)}) == 100


@pytest.mark.parametrize(("row", "field"), [(OTHER_ROW, "nik_sealed"), (ROW, "another_field")])
def test_a_text_moved_to_another_row_or_field_does_not_open(row, field):
    token = seal(NIK, row=ROW, field="nik_sealed")

    with pytest.raises(BrokenSeal):
        open_sealed(token, row=row, field=field)


def test_a_text_does_not_open_once_any_byte_of_it_was_changed():
    key_id, _, body = seal(NIK, row=ROW, field="f").partition(":")
    sealed = base64.urlsafe_b64decode(body)

    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(BrokenSeal):
            open_sealed(f"{key_id}:{base64.urlsafe_b64encode(changed).decode()}", row=ROW, field="f")


@pytest.mark.parametrize("body", ["", "a", "abc", "AAAA", "é", "A" * 36, "\x00"])
def test_what_is_no_sealed_text_does_not_open(body):
    with pytest.raises(BrokenSeal):
        open_sealed(f"test:{body}", row=ROW, field="f")


@pytest.mark.parametrize("token", ["", NIK, "lost:AAAA", ":AAAA"])
def test_a_text_of_an_unknown_key_says_so(token):
    with pytest.raises(UnknownKey):
        open_sealed(token, row=ROW, field="f")


def test_a_broken_seal_says_where_and_not_what():
    with pytest.raises(BrokenSeal) as broken:
        open_sealed(seal(NIK, row=ROW, field="f"), row=OTHER_ROW, field="f")

    assert str(broken.value) == f"The text sealed for f of {OTHER_ROW} was altered, or belongs elsewhere."


# --- looking up --------------------------------------------------------------


def test_the_hash_to_look_up_is_the_same_for_the_same_number_and_depends_on_its_own_key(ring):
    before = lookup_hash(NIK)

    assert re.fullmatch(r"[0-9a-f]{64}", before)
    assert lookup_hash(NIK) == before
    write_key_ring(key_ring().with_new_encryption())
    assert lookup_hash(NIK) == before
    write_key_ring(key_ring().with_new_lookup())
    assert lookup_hash(NIK) != before


def test_the_hash_is_hmac_sha_256_over_the_digits():
    assert lookup_hash(NIK) == "e6f027ef530f730417bcc5833464228013b131102eb5570e2a205bc69a45bdcc"


def test_while_the_lookup_key_changes_both_hashes_are_searched_for(ring):
    before = lookup_hash(NIK)

    write_key_ring(key_ring().with_new_lookup())

    assert lookup_hashes(NIK) == (lookup_hash(NIK), before)


@pytest.mark.parametrize("nik", ["", "620301450790000", NIK + "1", "6203014507 90003", "٦" * 16, NIK + "\n"])
def test_what_is_not_sixteen_digits_has_no_hash_and_the_error_does_not_repeat_it(nik):
    with pytest.raises(ValueError, match=r"^A NIK has 16 digits\.$"):
        lookup_hash(nik)


# --- fields ------------------------------------------------------------------


def test_commands_find_the_sealed_fields():
    assert (Person, Person._meta.get_field("nik_sealed")) in list(encrypted_fields())


def test_a_sealed_field_migrates_as_itself():
    _, path, _, options = EncryptedTextField(blank=True).deconstruct()

    assert path == "lms.organisations.encryption.EncryptedTextField"
    assert options == {"blank": True}


# --- the ring ----------------------------------------------------------------


def test_the_keys_lie_in_a_file_of_their_owner_alone(ring):
    assert oct(ring.stat().st_mode & 0o777) == "0o600"
    assert oct(ring.parent.stat().st_mode & 0o777) == "0o700"
    assert [path.name for path in ring.parent.iterdir()] == ["nik.json"]


def test_making_keys_never_replaces_any(ring):
    before = ring.read_text()

    assert not make_key_ring()
    assert ring.read_text() == before


def test_a_new_key_seals_from_then_on_and_the_old_one_still_opens(ring):
    old = seal(NIK, row=ROW, field="f")
    assert not needs_resealing(old)

    write_key_ring(key_ring().with_new_encryption())

    assert needs_resealing(old)
    assert open_sealed(old, row=ROW, field="f") == NIK
    assert not needs_resealing(seal(NIK, row=ROW, field="f"))


def test_without_a_ring_nothing_is_sealed_and_none_is_made(settings, tmp_path):
    settings.PILAR_S3_KEYS = ""
    settings.PILAR_S3_KEYS_FILE = tmp_path / "nik.json"

    with pytest.raises(BadKeyRing, match="make_keys makes one"):
        seal(NIK, row=ROW, field="f")
    assert list(tmp_path.iterdir()) == []


def as_text(*encryption: dict, lookup: dict | None) -> str:
    return json.dumps({"encryption": list(encryption), "lookup": lookup})


def a_key(name: str, length: int = 32) -> dict:
    return {"id": name, "key": base64.urlsafe_b64encode(name[:1].encode() * length).decode()}


BAD_RINGS = [
    "no json",
    "[]",
    "{}",
    "null",
    as_text(lookup=a_key("l")),
    as_text(a_key("a"), lookup=None),
    as_text(a_key("a", 16), lookup=a_key("l")),
    as_text(a_key("a"), a_key("a"), lookup=a_key("l")),
    as_text(a_key("A:b"), lookup=a_key("l")),
    as_text({"id": 7, "key": a_key("a")["key"]}, lookup=a_key("l")),
]


@pytest.mark.parametrize("text", BAD_RINGS)
def test_a_malformed_ring_is_refused_without_showing_what_it_held(settings, text):
    settings.PILAR_S3_KEYS = text

    with pytest.raises(BadKeyRing) as refused:
        key_ring()

    assert "key ring" in str(refused.value)
    assert a_key("a")["key"] not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_key_never_shows_its_secret_in_a_traceback():
    assert repr(key_ring().lookup) == "Key(test-lookup)"


def test_a_ring_from_the_environment_is_not_written():
    with pytest.raises(BadKeyRing, match="PILAR_S3_KEYS"):
        write_key_ring(key_ring().with_new_encryption())


# --- starting ----------------------------------------------------------------


def key_faults() -> list[str]:
    return [fault.msg for fault in production_faults() if fault.id == "pilar.E007"]


def test_a_sound_ring_is_no_fault(ring):
    assert key_faults() == []


def test_production_needs_keys(ring):
    ring.unlink()

    [fault] = key_faults()
    assert fault.startswith("The NIKs have no keys.")


def test_keys_that_everybody_can_read_are_a_fault(ring):
    ring.chmod(0o644)

    [fault] = key_faults()
    assert "can be read by every account" in fault


def test_keys_among_the_uploaded_files_are_a_fault(ring, settings):
    settings.MEDIA_ROOT = ring.parent

    [fault] = key_faults()
    assert "every backup would hold the keys" in fault


def test_a_lookup_key_that_also_encrypts_is_a_fault(settings):
    settings.PILAR_S3_KEYS = as_text(a_key("new"), a_key("same"), lookup=a_key("same"))

    [fault] = key_faults()
    assert "also an encryption key" in fault


# --- backups -----------------------------------------------------------------


def manage(var: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=installed.BASE_DIR,
        env={**outer_environment(), "PILAR_VAR_DIR": str(var)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not ON_SQLITE, reason="what a backup takes of the folders is the same on both databases")
def test_a_backup_holds_no_key_and_a_restored_one_opens_with_the_keys_kept_apart(db, settings, tmp_path):
    house, backups, restored = tmp_path / "house", tmp_path / "backups", tmp_path / "restored"
    house.mkdir()
    copy_sqlite_to(house)
    manage(house, "make_keys")
    settings.PILAR_S3_KEYS = ""
    settings.PILAR_S3_KEYS_FILE = house / "keys" / "nik.json"
    with closing(sqlite3.connect(house / "pilar.sqlite3")) as database, database:
        database.execute("CREATE TABLE canary (sealed text)")
        database.execute("INSERT INTO canary VALUES (?)", [seal(NIK, row=ROW, field="f")])

    folder = Path(manage(house, "backup", str(backups)).split(":")[0])
    everything = b"".join(path.read_bytes() for path in backups.rglob("*") if path.is_file())

    for key in (*key_ring().encryption, key_ring().lookup):
        assert base64.urlsafe_b64encode(key.secret) not in everything
        assert key.secret not in everything
    assert NIK.encode() not in everything
    manage(house, "restore_drill", str(folder), "--into", str(restored))
    shutil.move(house / "keys", tmp_path / "apart")
    shutil.rmtree(house)
    with closing(sqlite3.connect(restored / "pilar.sqlite3")) as database:
        [[token]] = database.execute("SELECT sealed FROM canary")
    with pytest.raises(BadKeyRing):
        open_sealed(token, row=ROW, field="f")
    settings.PILAR_S3_KEYS_FILE = tmp_path / "apart" / "nik.json"
    assert open_sealed(token, row=ROW, field="f") == NIK
