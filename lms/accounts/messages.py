"""Short messages to phones, by SMS or WhatsApp: the one port through which codes leave.

``PILAR_MESSAGE_BACKEND`` says who carries them: ``file`` (a folder, like the letters of a trial), ``console``, or the
dotted path of a function that takes ``phone`` (E.164) and ``text`` and raises ``NotSent`` when the gateway does not
take the message. A code is never logged, here or there.
"""

import os
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

Backend = Callable[[str, str], None]

CODE = _("Pilar: your code is %(code)s. It is good for 10 minutes. Give it to nobody, not even to us.")
NO_ACCOUNT = _("Pilar: somebody wanted to sign in with this number, but it has no account. Sign up: %(url)s")
HAS_ACCOUNT = _("Pilar: this number already has an account. Sign in with a code: %(url)s")


class NotSent(Exception):
    """The message did not leave. Says nothing of its contents or of who was to get it."""


def send(phone: str, text: Any) -> None:
    try:
        backend()(phone, str(text))
    except OSError:  # no network, no disk; without the cause, which may quote the number
        raise NotSent from None


def backend() -> Backend:
    short_names: dict[str, Backend] = {"file": to_file, "console": to_console}
    name = settings.PILAR_MESSAGE_BACKEND
    return short_names.get(name) or import_string(name)


def to_file(phone: str, text: str) -> None:
    folder = settings.PILAR_MESSAGE_FILE_PATH
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{timezone.now():%Y%m%d-%H%M%S-%f}-{uuid4().hex[:8]}.txt"
    with open(path, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(f"{phone}\n\n{text}\n")


def to_console(phone: str, text: str) -> None:
    sys.stdout.write(f"\n{phone}\n{text}\n\n")
    sys.stdout.flush()
