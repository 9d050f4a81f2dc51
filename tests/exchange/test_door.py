"""A 50 MB upload, a zip bomb and a 10,000-column sheet cost less than 200 MB: measured in a process of their own."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.exchange.door import SITUATIONS

EXPECTED = {
    "upload_of_50_mb": "413",
    "zip_bomb": "unpacks_too_large",
    "sheet_of_10_000_columns": "too_many_columns",
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_is_too_large_is_refused_at_the_door_within_200_mb(situation, tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "tests.exchange.door", situation, str(tmp_path)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "TMPDIR": str(tmp_path)},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    answer, megabytes = json.loads(run.stdout.splitlines()[-1])
    assert answer == EXPECTED[situation]
    assert megabytes < 200
