"""How long to wait, and what is late: pure functions."""

FIRST_PAUSE_SECONDS = 10
LONGEST_PAUSE_SECONDS = 3600


def pause_seconds(attempts: int, *, jitter: float) -> float:
    """Seconds between a failed attempt and the next: 10 s, doubled each time up to an hour, spread by half.

    ``jitter`` is a number from 0 to 1; it keeps jobs that failed together from coming back together.
    """
    full = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(attempts - 1, 20))
    return full * (0.5 + jitter)
