"""A whole file encrypted at rest, piece by piece: a raw sheet may hold many NIK. Source: house security rules 2, S3.

``PILAR1 <key id>\\n``, then pieces of nonce and ciphertext. Each piece is bound to the file's uuid, to its place and to
whether it is the last: pieces cannot be swapped, left out or cut off. Old keys of the ring open older files.
"""

import secrets
from collections.abc import Iterator
from io import BytesIO
from typing import IO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lms.organisations.encryption import NONCE_BYTES, TAG_BYTES, BrokenSeal, key_ring

MARK = b"PILAR1 "
PIECE = 256 * 1024


def _bound_to(uuid: UUID, number: int, is_last: bool) -> bytes:
    return b"import" + uuid.bytes + number.to_bytes(4, "big") + bytes([is_last])


def _pieces(file: IO[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    number, piece = 0, file.read(PIECE)
    while True:
        following = file.read(PIECE)
        yield number, piece, not following
        if not following:
            return
        number, piece = number + 1, following


def sealed(file: IO[bytes], *, uuid: UUID) -> IO[bytes]:
    """What is stored of ``file``, from its beginning."""
    file.seek(0)
    key = key_ring().encryption[0]
    cipher, out = AESGCM(key.secret), BytesIO()
    out.write(MARK + key.id.encode() + b"\n")
    for number, piece, is_last in _pieces(file):
        nonce = secrets.token_bytes(NONCE_BYTES)
        out.write(nonce + cipher.encrypt(nonce, piece, _bound_to(uuid, number, is_last)))
    out.seek(0)
    return out


def opened(file: IO[bytes], *, uuid: UUID) -> IO[bytes]:
    """The file again, in memory: nothing in clear touches the disk.

    Raises BrokenSeal when it is not exactly what was sealed for this uuid.
    """
    head = file.readline(len(MARK) + 40)
    if not head.startswith(MARK):
        raise BrokenSeal("The file is not sealed.")
    key = key_ring().key(head[len(MARK) :].strip().decode("ascii", "replace"))
    cipher, out = AESGCM(key.secret), BytesIO()
    size = NONCE_BYTES + PIECE + TAG_BYTES
    number, piece = 0, file.read(size)
    while True:
        following = file.read(size)
        try:
            bound = _bound_to(uuid, number, not following)
            out.write(cipher.decrypt(piece[:NONCE_BYTES], piece[NONCE_BYTES:], bound))
        except (InvalidTag, ValueError):
            raise BrokenSeal(f"The file sealed for {uuid} was altered, cut or belongs elsewhere.") from None
        if not following:
            break
        number, piece = number + 1, following
    out.seek(0)
    return out
