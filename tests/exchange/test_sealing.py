from io import BytesIO
from uuid import uuid4

import pytest

from lms.exchange.sealing import PIECE, opened, sealed
from lms.organisations.encryption import BrokenSeal

UUID = uuid4()
CONTENTS = [b"", b"a", b"a" * PIECE, b"a" * (PIECE + 1), bytes(range(256)) * 3_000]


@pytest.mark.parametrize("content", CONTENTS)
def test_what_is_sealed_opens_again(content):
    assert opened(sealed(BytesIO(content), uuid=UUID), uuid=UUID).read() == content


def test_a_sealed_file_shows_nothing_of_itself():
    assert b"6203014507880003" not in sealed(BytesIO(b"NIK\n6203014507880003\n"), uuid=UUID).read()


def broken(change):
    with pytest.raises(BrokenSeal):
        opened(BytesIO(change(sealed(BytesIO(bytes(3 * PIECE)), uuid=UUID).read())), uuid=UUID)


SIZE = 12 + PIECE + 16


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text[:-SIZE],  # the last piece cut off
        lambda text: text[: -2 * SIZE] + text[-SIZE:],  # one left out
        lambda text: text[: -2 * SIZE] + text[-SIZE:] + text[-2 * SIZE : -SIZE],  # two swapped
        lambda text: text[:-1] + bytes([text[-1] ^ 1]),
        lambda text: b"",
        lambda text: b"PILAR1 other\n" + text.split(b"\n", 1)[1],
        lambda text: b"no mark\n" + text,
    ],
)
def test_an_altered_file_does_not_open(change):
    broken(change)


def test_a_file_of_another_import_does_not_open():
    with pytest.raises(BrokenSeal):
        opened(sealed(BytesIO(b"a"), uuid=UUID), uuid=uuid4())
