"""What was sent: letters in Django's outbox, messages in the folder of the file backend."""

import re
from pathlib import Path

import pytest
from django.core import mail

CODE = re.compile(r"\b\d{6}\b")


@pytest.fixture
def phone_messages(settings, tmp_path):
    """A function that answers (number, text) of each message sent so far."""
    settings.PILAR_MESSAGE_BACKEND = "file"
    settings.PILAR_MESSAGE_FILE_PATH = folder = tmp_path / "messages"
    return lambda: [tuple(path.read_text().split("\n\n", 1)) for path in sorted(Path(folder).glob("*.txt"))]


def code_in(text):
    (code,) = CODE.findall(text)
    return code


def mailed_code():
    return code_in(mail.outbox[-1].body)
