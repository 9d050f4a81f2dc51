"""Files kept under a name made of what is in them: the same content lies there once, whoever needs it."""

import os
from contextlib import suppress

from django.core.files.base import File
from django.core.files.storage import default_storage


def keep_once(name: str, content: File) -> str:
    """Lay ``content`` under ``name``; answers its name.

    One that lies there already is made young again, where the storage is a disk: its row is written a moment later,
    and the sweep (``content.strays``) takes files of more than a day ago that no row names.
    """
    if default_storage.exists(name):
        with suppress(NotImplementedError, FileNotFoundError):
            os.utime(default_storage.path(name))
        if default_storage.exists(name):  # not swept in this very moment
            return name
    return str(default_storage.save(name, content))
