from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from lms.accounts.tasks import forget_sessions


def test_expired_sessions_are_deleted_and_living_ones_stay(db):
    now = timezone.now()
    Session.objects.create(session_key="lama", session_data="", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="hidup", session_data="", expire_date=now + timedelta(hours=1))

    forget_sessions()

    assert [session.session_key for session in Session.objects.all()] == ["hidup"]
