import pytest

from lms.journal.rules import pause_seconds


@pytest.mark.parametrize(
    ("attempts", "jitter", "seconds"),
    [
        (1, 0.5, 10),
        (1, 0, 5),
        (1, 1, 15),
        (2, 0.5, 20),
        (3, 0.5, 40),
        (7, 0.5, 640),
        (10, 0.5, 3600),
        (10_000, 0.5, 3600),
    ],
)
def test_the_pause_doubles_up_to_an_hour_and_is_spread(attempts, jitter, seconds):
    assert pause_seconds(attempts, jitter=jitter) == seconds
