"""Documents kept by the hash of their bytes: written, forced to the disk and read back before any row names them."""

import hashlib
import os
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class StoredDocument:
    """Bytes that lie safely in the storage, named by their hash."""

    name: str
    sha256: str


def keep_bytes(content: bytes, *, folder: str, suffix: str) -> StoredDocument:
    """Write the bytes under their hash and read them back. Call it outside a transaction.

    A file of that name with other bytes (a writer died half-way) is left alone: the storage picks
    another name beside it.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"{folder}/{sha256[:2]}/{sha256}{suffix}"
    if default_storage.exists(name) and file_digest(name) == sha256:
        return StoredDocument(name, sha256)
    name = default_storage.save(name, ContentFile(content))
    _sync_to_disk(name)
    if file_digest(name) != sha256:
        raise OSError(f"{name} was not stored whole")
    return StoredDocument(name, sha256)


def file_digest(name: str) -> str:
    """Hash of the stored bytes. Raises FileNotFoundError."""
    found = hashlib.sha256()
    with default_storage.open(name) as file:
        for chunk in file.chunks(CHUNK_BYTES):
            found.update(chunk)
    return found.hexdigest()


def _sync_to_disk(name: str) -> None:
    """Files first, row second: on a local disk the bytes and their name must outlive a power cut."""
    try:
        path = default_storage.path(name)
    except NotImplementedError:  # object storage answers only once it has kept the bytes
        return
    for target in (path, os.path.dirname(path)):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
