"""How long a kabupaten waits when it sends 200 people at once: checks, rows and events, in one transaction."""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bench.province import Province
from lms.accounts.models import User
from lms.cohorts.models import Cohort, Quota
from lms.enrolment.operations import send_members
from lms.organisations.models import Membership, Person

PEOPLE = 200
ROUNDS = 5


def nominate_200(_province: Province, show: Callable[..., Any]) -> None:
    """Everything is taken back after each round."""
    at = timezone.now()
    with transaction.atomic():
        cohort, members = _setting(at)
        by = User.objects.order_by("pk").last()
        seconds = []
        for _round in range(ROUNDS):
            with transaction.atomic():
                start = time.perf_counter()
                sent = send_members(cohort, members, by=by, at=at)
                seconds.append(time.perf_counter() - start)
                assert len(sent) == PEOPLE, f"{len(sent)} people were sent"
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    show("nominate_200_seconds", statistics.median(seconds), "seconds", at_most=2)


def _setting(at: Any) -> tuple[Cohort, list[Membership]]:
    """An open cohort of the seed with its deadline ahead, and 200 members of one registered institution."""
    today = timezone.localdate(at)
    quota = Quota.objects.filter(cohort__in=Cohort.objects.open(), taken=0).select_related("cohort", "region").first()
    assert quota is not None, "the seed has an open cohort with free seats"
    cohort = quota.cohort
    days = {"starts_on": today + timedelta(days=30), "ends_on": today + timedelta(days=32)}
    Cohort.objects.filter(pk=cohort.pk).update(nominate_until=today + timedelta(days=20), **days)
    institution = quota.region.institution_set.with_registration(today).filter(is_registered=True).first()
    assert institution is not None, "the seed has a registered institution there"
    people = Person.objects.bulk_create(Person(name=f"Warga {number}", sex="female") for number in range(PEOPLE))
    start = today - timedelta(days=30)
    rows = [Membership(person=person, institution=institution, starts_on=start) for person in people]
    return cohort, Membership.objects.bulk_create(rows)
