"""The page on which a province accepts: 1,000 nominees of one cohort, and accepting all of them at once."""

import statistics
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.province import Province
from lms.accounts.models import User
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment, SeatPlan
from lms.enrolment.operations import accept_confirmed, reserve_confirmed
from lms.enrolment.operations.snapshot import snapshot
from lms.organisations.models import Membership, Person

Show = Callable[..., None]

NOMINEES, ROUNDS = 1000, 5
OFFICER = "provinsi@contoh.id"


def accept_1000(_province: Province, show: Show) -> None:
    """Everything is taken back afterwards."""
    with transaction.atomic():
        measure(show)
        transaction.set_rollback(True)


def measure(show: Show) -> None:
    officer = User.objects.get(email=OFFICER)
    cohort = fill(officer)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("participant_list", args=[cohort.pk])
    answer = client.get(page)
    assert answer.status_code == 200, f"{page} answered {answer.status_code}"
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    show("accept_page_1000_queries", len(queries), "queries", at_most=12)
    took = []
    for _round in range(ROUNDS):
        begin = time.perf_counter()
        client.get(page)
        took.append(time.perf_counter() - begin)
    show("accept_page_1000", statistics.median(took) * 1000, "ms")
    show("accept_page_1000_weight", len(answer.content) / 1024, "kB of HTML")
    for name, act in (("accept_all_of_1000", accept_confirmed), ("reserve_rest_of_1000", reserve_confirmed)):
        with CaptureQueriesContext(connection) as queries:
            begin = time.perf_counter()
            act(cohort, by=officer, at=timezone.now())
            seconds = time.perf_counter() - begin
        show(f"{name}_queries", len(queries), "queries")
        show(name, seconds * 1000, "ms")


def fill(officer: User) -> Cohort:
    """The seed's inviting cohort with 1,000 confirmed nominees, spread over the institutions of the seed."""
    at = timezone.now()
    cohort = Cohort.objects.filter(status=CohortStatus.OPEN, quotas__isnull=False).distinct().latest("starts_on")
    SeatPlan.objects.update_or_create(cohort=cohort, defaults={"women_percent": 30, "per_institution": 5})
    members = list(Membership.objects.select_related("person", "kind", "institution__region", "institution__kind"))
    people = Person.objects.bulk_create(
        Person(name=f"Peserta {number}", sex=("female", "male")[number % 2]) for number in range(NOMINEES)
    )
    rows = []
    for number, person in enumerate(people):
        member = members[number % len(members)]
        kept = {**snapshot(member.person, member), "person": person, "person_name": person.name, "sex": person.sex}
        rows.append(
            Enrolment(
                cohort=cohort, status=EnrolmentStatus.CONFIRMED, nominated_at=at, nominated_by=officer,
                confirmed_at=at, confirmed_by=officer, **kept,
            )
        )  # fmt: skip
    Enrolment.objects.bulk_create(rows, batch_size=200)
    taken = Enrolment.objects.holding().filter(cohort=cohort).count()
    SeatPlan.objects.filter(cohort=cohort).update(taken=taken)
    return cohort
