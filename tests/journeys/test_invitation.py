"""A province plans from the sample, two areas send people, a deadline passes, seats flow on, and letters open."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.journeys import inviting
from tests.journeys.people import DESKTOP, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # Wagtail leaves the file in which it drew a size of a picture to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]
WIB = ZoneInfo("Asia/Jakarta")


def test_seats_nobody_used_flow_on_and_everybody_gets_the_right_letter(company, clock, tmp_path):
    officer = company.join("provinsi", DESKTOP)
    kapuas, town = company.join("kabupaten", PHONE), company.join("kota", PHONE)
    trainee = company.join("peserta", PHONE, themes=("light", "dark"))

    cohort = inviting.plan_from_the_sample(officer)
    inviting.issue(officer, cohort, "invitation", 14)
    assert len(inviting.read(kapuas_signed_in(kapuas), tmp_path)) >= 1
    clock.move_to(datetime(2026, 7, 7, 9, tzinfo=WIB))
    inviting.send(kapuas, "kapuas@contoh.id", cohort, *inviting.FIRST_SENT)
    clock.move_to(datetime(2026, 7, 7, 10, tzinfo=WIB))
    inviting.send(kapuas, "kapuas@contoh.id", cohort, *inviting.THEN_SENT)
    inviting.send(town, "palangkaraya@contoh.id", cohort, inviting.FROM_TOWN)
    inviting.accept_and_reserve(officer, cohort)

    clock.move_to(datetime(2026, 7, 16, 9, tzinfo=WIB))
    inviting.let_seats_flow(officer, cohort)
    inviting.take_the_seat(trainee, cohort)
    clock.move_to(datetime(2026, 7, 16, 10, tzinfo=WIB))
    officer.sign_in("provinsi@contoh.id")
    inviting.issue(officer, cohort, "assignment", 4)
    assert len(inviting.read(trainee, tmp_path)) == 1

    assert "\n".join(company.complaints) == ""


def kapuas_signed_in(kapuas):
    kapuas.sign_in("kapuas@contoh.id")
    return kapuas
