"""Real recordings, slides and pictures of a second, made by the programs that will read them."""

import struct
import subprocess
import zlib
from pathlib import Path

import pytest
import typst

from content import recordings, slides

needs_ffmpeg = pytest.mark.skipif(
    not recordings.can_prepare(), reason="ffmpeg is not installed: nothing to test it with"
)
needs_poppler = pytest.mark.skipif(not slides.can_draw(), reason="poppler-utils are not installed")

TONE = ["-f", "lavfi", "-i", "sine=frequency=440:duration={seconds}"]
SCENE = ["-f", "lavfi", "-i", "testsrc2=size={size}:rate={rate}:duration={seconds}"]
FAST = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]


def film(path: Path, *, seconds=1, size="640x480", rate="10", sound=True, picture=True, options=()) -> Path:
    inputs = (SCENE if picture else []) + (TONE if sound else [])
    filled = [part.format(seconds=seconds, size=size, rate=rate) for part in inputs]
    codec = FAST if picture and path.suffix in {".mp4", ".m4a"} else []
    subprocess.run(["ffmpeg", "-v", "error", "-y", *filled, *codec, *options, str(path)], check=True)
    return path


def pdf(pages=2) -> bytes:
    return typst.compile(
        b"#set page(width: 16cm, height: 9cm)\n" + b"\n#pagebreak()\n".join([b"= Empat pilar"] * pages), format="pdf"
    )


def _objects(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first of which is the catalogue."""
    written, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(written))
    )


def packed_again_and_again(content: bytes, times: int) -> bytes:
    """``content`` many times over, packed once: blocks behind a full flush may be repeated as they are."""
    packer = zlib.compressobj(9)
    first, again = (packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (times - 1) + packer.flush()


def bomb_pdf() -> bytes:
    """One page whose drawing is a gigabyte of instructions, packed in a few megabytes."""
    line = b"1 0 0 1 0 0 cm q 0 0 m 600 600 l S Q\n" * 40_960
    packed = packed_again_and_again(line, 1024 * 1024 * 1024 // len(line))
    return _objects(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 600] /Contents 4 0 R >>",
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        ]
    )


def picture_bomb_pdf(side=60_000) -> bytes:
    """One page with a picture of 3.6 gigapixels, packed in a few megabytes."""
    packed = packed_again_and_again(b"\x00" * side * 100, side // 100)
    image = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray" % (side, side)
    return _objects(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 600] /Contents 4 0 R"
            b" /Resources << /XObject << /I 5 0 R >> >> >>",
            b"<< /Length 28 >>\nstream\nq 600 0 0 600 0 0 cm /I Do Q\nendstream",
            image
            + b" /BitsPerComponent 8 /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        ]
    )


def png(width: int, height: int, *, rows: int = 1) -> bytes:
    """A PNG that promises ``width`` × ``height`` pixels and holds ``rows`` of them."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = b"\x00" * (1 + width * 3)
    packed = b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
