from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.accounts.letters import phone_messages
from tests.factories.organisations import RoleGrantFactory

__all__ = ["phone_messages"]

AT = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)  # Wednesday, 09.00 WIB


@pytest.fixture
def june():
    """10 June 2026, 09.00 WIB, a Wednesday."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def officer(db):
    """Of Kabupaten Kapuas."""
    return RoleGrantFactory().user


@pytest.fixture
def kapuas(login, officer):
    return login(officer)


@pytest.fixture
def province(login):
    return login(RoleGrantFactory(province=True).user)


def pdf(name="surat.pdf", contents=b"%PDF-1.7 contoh"):
    return SimpleUploadedFile(name, contents, content_type="application/pdf")
