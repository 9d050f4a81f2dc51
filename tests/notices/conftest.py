from datetime import UTC, datetime

import pytest

from lms.journal.models import Event
from tests.factories.journal import EventFactory

NOON = datetime(2026, 6, 15, 5, tzinfo=UTC)  # 12.00 WIB, 14.00 WIT
NIGHT = datetime(2026, 6, 15, 16, 30, tzinfo=UTC)  # 23.30 WIB; in WIT it is 01.30 of the next day


@pytest.fixture
def happened():
    """An event about a row, at a moment, as the journal would bring it."""

    def record(subject, *, at=NOON, by=None, name="test.happened", **data) -> Event:
        return EventFactory(
            name=name,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            at=at,
            by_id=by.pk if by else None,
            data=data,
        )

    return record
