import pytest
import time_machine


@pytest.fixture
def june():
    """10 June 2026, 09.00 WIB: a month before the cohorts of the factories begin."""
    with time_machine.travel("2026-06-10T02:00:00+00:00", tick=False):
        yield
