from datetime import UTC, datetime, timedelta

import pytest

from lms.learning.clocks import moment_of

ACCEPTED = datetime(2026, 7, 1, 3, tzinfo=UTC)
READ = datetime(2026, 7, 22, 3, tzinfo=UTC)
ARRIVED = datetime(2026, 7, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("made_at", "device_now", "expected"),
    [
        (READ, ARRIVED, READ),  # a clock that goes right
        (READ - DAY, ARRIVED - DAY, READ),  # a day slow, put right by what it showed when it sent
        (READ + 400 * DAY, ARRIVED + 400 * DAY, READ),  # more than a year fast
        (READ, None, READ),  # a file, of which nobody knows how long it travelled
        (datetime(2010, 1, 1, tzinfo=UTC), ARRIVED, ARRIVED),  # before she was accepted: it cannot be
        (datetime(2010, 1, 1, tzinfo=UTC), None, ARRIVED),
        (ARRIVED + DAY, None, ARRIVED),  # not yet
        (ACCEPTED, ARRIVED, ACCEPTED),
        (ACCEPTED - timedelta(seconds=1), ARRIVED, ARRIVED),
        (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), ARRIVED),
        (datetime(9999, 12, 31, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC), ARRIVED),
    ],
)
def test_the_devices_moment_counts_where_it_can_be_and_else_the_arrival(made_at, device_now, expected):
    assert moment_of(made_at, device_now=device_now, arrived_at=ARRIVED, not_before=ACCEPTED) == expected
