"""The archive an .xlsx is: walked part by part, inflated in small pieces, counted by what really comes out.

The archive's own list of contents is believed for nothing but where the parts begin, and every reader after us is bound
to see the same list: there is one directory, at the very end, without a comment, of the size it claims.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from lms.exchange.tables.limits import MB, Limits, no

PIECE = 64 * 1024
END = struct.Struct("<4s4H2LH")
LOCAL = struct.Struct("<4s5H3L2H")
DIRECTORY_BYTES = MB
BELOW_THIS_ANY_RATIO = MB
ENCRYPTED = 0x1
ARCHIVE_STARTS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
ARCHIVE_ENDS = (
    ".zip",
    ".xlsx",
    ".xlsm",
    ".docx",
    ".pptx",
    ".ods",
    ".odt",
    ".jar",
    ".gz",
    ".tgz",
    ".tar",
    ".7z",
    ".rar",
)


class Archive:
    """``members`` in the order of the directory; ``pieces`` inflates one. ``unpacked`` counts over all of them."""

    def __init__(self, file: IO[bytes], size: int, limits: Limits):
        self.file, self.size, self.limits = file, size, limits
        self.unpacked = 0
        self.members = self._directory()

    def _directory(self) -> list[zipfile.ZipInfo]:
        entries = self._check_end()
        try:
            members = zipfile.ZipFile(self.file).infolist()  # only its list is used, which a closed size bounds
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
            raise no("damaged") from None
        if len(members) != entries:
            raise no("damaged")
        for member in members:
            self._check_member(member)
        if len({member.filename.casefold() for member in members}) != len(members):
            raise no("damaged")
        return members

    def _check_end(self) -> int:
        """The number of entries the end of the archive claims; refuses what two readers could read differently."""
        if self.size < END.size:
            raise no("damaged")
        self.file.seek(max(0, self.size - END.size - 20))
        tail = self.file.read()
        signature, disks, here, entries, directory, offset, comment = _end_of(tail[-END.size :])
        if signature != b"PK\x05\x06" or disks or comment or tail[-END.size - 20 :][:4] == b"PK\x06\x07":
            raise no("damaged")
        if entries > self.limits.entries or directory > DIRECTORY_BYTES:
            raise no("too_many_entries")
        if here != entries or offset + directory != self.size - END.size:
            raise no("damaged")
        return entries

    def _check_member(self, member: zipfile.ZipInfo) -> None:
        name = member.filename
        if member.flag_bits & ENCRYPTED:
            raise no("locked")
        if "\\" in member.orig_filename or "\x00" in member.orig_filename or name.startswith("/") or ":" in name:
            raise no("unsafe_entry")
        if ".." in name.split("/") or stat.S_ISLNK(member.external_attr >> 16):
            raise no("unsafe_entry")
        if name.lower().endswith(ARCHIVE_ENDS):
            raise no("nested_archive")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise no("damaged")

    def pieces(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The bytes of a part. Refuses as soon as the whole grows too large, and a part that lied about its length."""
        length, check = 0, 0
        for piece in self._inflated(member):
            if not length and piece.startswith(ARCHIVE_STARTS):
                raise no("nested_archive")
            length += len(piece)
            check = zlib.crc32(piece, check)
            self._count(len(piece))
            yield piece
        if length != member.file_size or check != member.CRC:
            raise no("damaged")

    def _count(self, length: int) -> None:
        self.unpacked += length
        most = max(self.size * self.limits.ratio, BELOW_THIS_ANY_RATIO)
        if self.unpacked > min(most, self.limits.unpacked_bytes):
            raise no("unpacks_too_large")

    def _inflated(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        self.file.seek(member.header_offset)
        header = self.file.read(LOCAL.size)
        if len(header) < LOCAL.size or header[:4] != b"PK\x03\x04":
            raise no("damaged")
        *_rest, name_length, extra_length = LOCAL.unpack(header)
        at = member.header_offset + LOCAL.size + name_length + extra_length
        left = member.compress_size
        inflater: Any = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == zipfile.ZIP_DEFLATED else None
        while left:
            self.file.seek(at)  # between two pieces others may have read from the same file
            packed = self.file.read(min(PIECE, left))
            if not packed:
                raise no("damaged")
            at, left = at + len(packed), left - len(packed)
            yield from _inflate(inflater, packed) if inflater else (packed,)
        if inflater and (not inflater.eof or inflater.unused_data):
            raise no("damaged")


def _end_of(record: bytes) -> tuple[bytes, bool, int, int, int, int, int]:
    signature, disk, start, here, entries, directory, offset, comment = END.unpack(record)
    return signature, bool(disk or start), here, entries, directory, offset, comment


def _inflate(inflater: Any, packed: bytes) -> Iterator[bytes]:
    try:
        while packed and not inflater.eof:
            if piece := inflater.decompress(packed, PIECE):
                yield piece
            packed = inflater.unconsumed_tail
    except zlib.error:
        raise no("damaged") from None
