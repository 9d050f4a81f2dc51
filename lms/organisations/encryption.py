"""Single fields encrypted at rest: the NIK. Source: house security rules 2, "NIK" and "Keys".

A sealed text is ``<key id>:<base64url of nonce and ciphertext>``, AES-256-GCM, bound to its row and its field: copied
to another row it does not open. The newest key seals, all keys of the ring open. What must be found or be unique is
looked up by an HMAC with a key of its own, since a hash without a key is guessed in minutes: there are few NIKs.

The key ring lies outside the database and the backups, in a file (``PILAR_S3_KEYS_FILE``) or the environment
(``PILAR_S3_KEYS``), as JSON. S3 is the class of these data, not a bucket::

    {"encryption": [{"id": "…", "key": "…"}, newest first], "lookup": {"id": "…", "key": "…"}, "lookup_retired": []}
"""

import hashlib
import hmac
import json
import os
import re
import secrets
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import models

KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16
KEY_ID = re.compile(r"[a-z0-9-]{1,20}")
NIK_FORM = re.compile(r"[0-9]{16}", re.ASCII)


class BrokenSeal(Exception):
    """A sealed text was altered, moved to another row or field, or cut short. Never caught to go on without it."""


class UnknownKey(BrokenSeal):
    """The key that sealed a text is not in the ring."""


class BadKeyRing(Exception):
    """There is no key ring, or it is not one. Its words never contain a key."""


class EncryptedTextField(models.TextField):
    """Holds what ``seal`` answers. It does nothing by itself: who reads calls ``open_sealed`` and means it.

    Its model has a field ``uuid`` that never changes; the marker lets ``rotate_keys`` find it.
    """

    description = "Text sealed with a key of the ring"


def encrypted_fields() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


# --- the ring ----------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.id})"  # a traceback must not show the secret


@dataclass(frozen=True)
class KeyRing:
    """``encryption`` is newest first. ``retired_lookups`` still find rows while their hashes are being recomputed."""

    encryption: tuple[Key, ...]
    lookup: Key
    retired_lookups: tuple[Key, ...] = ()

    def key(self, key_id: str) -> Key:
        for key in self.encryption:
            if key.id == key_id:
                return key
        raise UnknownKey(f"No key of the ring is called {key_id!r}.")

    def with_new_encryption(self) -> "KeyRing":
        return replace(self, encryption=(new_key(), *self.encryption))

    def with_new_lookup(self) -> "KeyRing":
        return replace(self, lookup=new_key(), retired_lookups=(self.lookup, *self.retired_lookups))

    def without_retired_lookups(self) -> "KeyRing":
        return replace(self, retired_lookups=())


def new_key() -> Key:
    return Key(secrets.token_hex(4), secrets.token_bytes(KEY_BYTES))


def _key_from(data: Any) -> Key:
    key = Key(data["id"], urlsafe_b64decode(data["key"]))
    if not KEY_ID.fullmatch(key.id) or len(key.secret) != KEY_BYTES:
        raise ValueError
    return key


def _parsed(text: str) -> KeyRing:
    try:
        data = json.loads(text)
        ring = KeyRing(
            tuple(_key_from(each) for each in data["encryption"]),
            _key_from(data["lookup"]),
            tuple(_key_from(each) for each in data.get("lookup_retired", [])),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadKeyRing(
            f"The key ring is not readable: it is JSON with 'encryption' and 'lookup', each key {KEY_BYTES} bytes."
        ) from None  # the original error would quote the text
    if not ring.encryption or len({key.id for key in ring.encryption}) != len(ring.encryption):
        raise BadKeyRing("The key ring needs at least one encryption key, and each id once.")
    return ring


def _written(ring: KeyRing) -> str:
    def data(key: Key) -> dict[str, str]:
        return {"id": key.id, "key": urlsafe_b64encode(key.secret).decode()}

    rows = [data(key) for key in ring.encryption]
    retired = [data(key) for key in ring.retired_lookups]
    return json.dumps({"encryption": rows, "lookup": data(ring.lookup), "lookup_retired": retired}, indent=1)


def keys_file() -> Path:
    return Path(settings.PILAR_S3_KEYS_FILE)


@lru_cache(maxsize=4)
def _read(path: Path, stamp: tuple[int, int, int]) -> KeyRing:
    return _parsed(path.read_text(encoding="utf-8"))


_parsed_once = lru_cache(maxsize=4)(_parsed)


def key_ring() -> KeyRing:
    """The ring of this moment: a running process sees a key added a second ago, since it looks at the file again."""
    if settings.PILAR_S3_KEYS:
        return _parsed_once(settings.PILAR_S3_KEYS)
    path = keys_file()
    try:
        found = path.stat()
        return _read(path, (found.st_ino, found.st_mtime_ns, found.st_size))
    except (OSError, UnicodeDecodeError) as error:
        raise BadKeyRing(f"{path} cannot be read ({type(error).__name__}); manage.py make_keys makes one.") from None


def write_key_ring(ring: KeyRing) -> None:
    """Replace the file as a whole, with the owner and rights it had; at first, readable by its owner alone.

    A kill leaves the old file or the new one.
    """
    if settings.PILAR_S3_KEYS:
        raise BadKeyRing("The key ring comes from PILAR_S3_KEYS: change it there, or move it to a file.")
    path = keys_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        if path.exists():  # root may rotate; the service must still be able to read
            before = path.stat()
            os.fchown(file.fileno(), before.st_uid, before.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(before.st_mode))
        file.write(_written(ring))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def make_key_ring() -> bool:
    """The first ring of an installation, made on purpose; answers whether there was none. Never replaces one."""
    if settings.PILAR_S3_KEYS or keys_file().exists():
        return False
    write_key_ring(KeyRing((new_key(),), new_key()))
    return True


# --- sealing -----------------------------------------------------------------


def _bound_to(row: UUID, field: str) -> bytes:
    return row.bytes + field.encode()


def seal(text: str, *, row: UUID, field: str) -> str:
    key = key_ring().encryption[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(key.secret).encrypt(nonce, text.encode(), _bound_to(row, field))
    return f"{key.id}:{urlsafe_b64encode(sealed).decode()}"


def open_sealed(token: str, *, row: UUID, field: str) -> str:
    """The text again. Raises BrokenSeal, loudly, whenever it is not exactly what was sealed for this row and field."""
    key_id, _, body = token.partition(":")
    key = key_ring().key(key_id)
    try:
        sealed = urlsafe_b64decode(body)
    except ValueError:
        raise BrokenSeal("The sealed text is not base64url.") from None
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise BrokenSeal("The sealed text is too short.")
    try:
        opened = AESGCM(key.secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(row, field))
    except InvalidTag:
        raise BrokenSeal(f"The text sealed for {field} of {row} was altered, or belongs elsewhere.") from None
    return opened.decode()


def needs_resealing(token: str) -> bool:
    """Whether a key that is no longer the newest sealed it."""
    return token.partition(":")[0] != key_ring().encryption[0].id


def _hash_with(key: Key, nik: str) -> str:
    if not NIK_FORM.fullmatch(nik):
        raise ValueError("A NIK has 16 digits.")  # without the value
    return hmac.new(key.secret, nik.encode(), hashlib.sha256).hexdigest()


def lookup_hash(nik: str) -> str:
    """What is stored beside the sealed NIK, for uniqueness."""
    return _hash_with(key_ring().lookup, nik)


def lookup_hashes(nik: str) -> tuple[str, ...]:
    """What to search for: ``nik_lookup__in``. More than one only while ``rotate_keys --lookup`` is under way."""
    ring = key_ring()
    return tuple(_hash_with(key, nik) for key in (ring.lookup, *ring.retired_lookups))
