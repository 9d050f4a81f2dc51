"""Many processes decide on the same applications at once. PILAR_CAMPAIGN=full for the full counts.

Beside the real operations runs one that looks, waits for the others and then acts without the lock: it must decide
twice, else the race would prove nothing.
"""

import logging
import os
from collections import Counter
from datetime import UTC, datetime
from multiprocessing import get_context

import pytest
from django.db import connection, connections, transaction

from lms.organisations.enums import InstitutionStatus
from lms.organisations.models import Institution, Membership, RoleGrant
from lms.organisations.operations import enter_register
from lms.refusal import Refusal
from lms.registration.enums import ItemState
from lms.registration.invariants import what_was_approved_is_in_the_register, who_applies_has_an_open_application
from lms.registration.models import Application
from lms.registration.operations import approve_application, reject_application, withdraw_application
from tests.arenas import own_database
from tests.factories.accounts import UserFactory
from tests.factories.organisations import RoleGrantFactory
from tests.factories.registration import ApplicationFactory

pytestmark = pytest.mark.campaign

IS_FULL = os.environ.get("PILAR_CAMPAIGN") == "full"
PROCESSES = 8
APPLICATIONS = 100 if IS_FULL else 12
AT = datetime(2026, 6, 10, 2, tzinfo=UTC)
DONE = "done"

logger = logging.getLogger("campaign")


def decide(application, by, number, _meet):
    """Two thirds approve or reject; some are the applicants themselves, who withdraw at that very moment."""
    if number % 4 == 3:
        withdraw_application(application, by=application.applicant, at=AT)
    elif number % 2:
        reject_application(application, why="Tidak lengkap", version=1, by=by, at=AT)
    else:
        approve_application(application, paper=None, version=1, by=by, at=AT)


def approve_without_lock(application, by, _number, meet):
    if application.status != "submitted":
        raise Refusal([])
    meet()
    with transaction.atomic():
        enter_register(application.institution, by=by, on=AT.date(), at=AT)
        Application.objects.filter(pk=application.pk).update(
            status="approved", decided_at=AT, decided_by=by, runs_from=None
        )


@pytest.fixture(scope="module")
def arena(tmp_path_factory, django_db_blocker):
    with own_database("registration", tmp_path_factory, django_db_blocker):
        yield


@pytest.fixture
def applications(arena, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    with transaction.atomic():
        rows = [ApplicationFactory(sent=True) for _number in range(APPLICATIONS)]
        for row in rows:
            row.items.update(state=ItemState.ACCEPTED)
        officer = RoleGrantFactory().user
    yield [row.pk for row in rows], officer.pk
    connection.close()


def act(operation, number, pks, by_id, barrier, outcomes):
    """What one process does: it decides on every application, all processes on the same one at a time."""
    connections.close_all()
    by = UserFactory._meta.model.objects.get(pk=by_id)
    for pk in pks:
        application = Application.objects.select_related("applicant", "institution").get(pk=pk)
        barrier.wait(60)
        try:
            operation(application, by, number, lambda: barrier.wait(60))
        except Refusal as refusal:
            outcomes.put(",".join(reason.code for reason in refusal.reasons) or "refused")
        except Exception as error:  # the parent judges whatever came out
            outcomes.put(f"{type(error).__name__}: {error}")
        else:
            outcomes.put(DONE)
    connections.close_all()


def race(operation, applications):
    pks, by_id = applications
    processes = get_context("fork")
    barrier, outcomes = processes.Barrier(PROCESSES), processes.SimpleQueue()
    connections.close_all()  # a child must not inherit an open connection
    children = [
        processes.Process(target=act, args=(operation, number, pks, by_id, barrier, outcomes))
        for number in range(PROCESSES)
    ]
    for child in children:
        child.start()
    found = Counter(outcomes.get() for _number in range(PROCESSES * len(pks)))
    for child in children:
        child.join(60)
    logger.warning("%s on %s: %s", operation.__name__, connection.vendor, found)
    return found


def test_one_decision_wins_and_all_others_are_refused_plainly(applications):
    pks, _by = applications

    outcomes = race(decide, applications)

    withdrawn = Application.objects.filter(pk__in=pks, status="withdrawn").count()
    # A second withdrawal finds it withdrawn and is content; everything else is refused.
    assert outcomes[DONE] == APPLICATIONS + withdrawn
    assert outcomes["step_not_allowed"] == PROCESSES * APPLICATIONS - APPLICATIONS - withdrawn
    approved = Application.objects.filter(pk__in=pks, status="approved").values_list("institution", flat=True)
    assert Institution.objects.filter(applications__in=pks, status=InstitutionStatus.ACTIVE).count() == len(approved)
    assert Membership.objects.filter(institution__in=approved).count() == len(approved)
    assert RoleGrant.objects.filter(institution__applications__in=pks).count() == len(approved)
    assert list(what_was_approved_is_in_the_register(at=AT)) == []
    assert list(who_applies_has_an_open_application(at=AT)) == []


def test_without_the_lock_one_application_is_decided_many_times(applications):
    """The control: this race is able to fail."""
    outcomes = race(approve_without_lock, applications)

    assert outcomes[DONE] > APPLICATIONS
