"""One bimtek from the first lesson to a revoked certificate, in one go, through the screens people use.

Trainer and province sit at desktops; institution, kabupaten, trainee and whoever checks a certificate hold phones.
Only the clock is moved, and the key of the test is read where only the server has it.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.journeys import attending, authoring, closing, enrolling, studying
from tests.journeys.people import DESKTOP, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # Wagtail leaves the file in which it drew a size of a picture to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]
WIB = ZoneInfo("Asia/Jakarta")
BOTH = ("light", "dark")


def test_a_bimtek_from_the_first_lesson_to_a_revoked_certificate(company, clock, tmp_path):
    trainer, officer = company.join("narasumber", DESKTOP), company.join("provinsi", DESKTOP)
    admin, kapuas = company.join("lembaga", PHONE), company.join("kabupaten", PHONE)

    authoring.write_lesson(trainer)
    authoring.publish_lesson(officer)
    clock.move_to(datetime(2026, 7, 6, 9, 30, tzinfo=WIB))  # a one-time code is good once
    cohort = enrolling.open_cohort(officer)
    enrolling.nominate(admin, enrolling.ADMIN, enrolling.TRAINEE)
    enrolling.confirm(kapuas, enrolling.ADMIN, enrolling.TRAINEE)
    clock.move_to(datetime(2026, 7, 7, 9, tzinfo=WIB))
    enrolling.accept(officer, cohort)
    enrolling.nominate(admin, enrolling.THIRD)
    enrolling.confirm(kapuas, enrolling.THIRD)
    clock.move_to(datetime(2026, 7, 8, 9, tzinfo=WIB))
    enrolling.refuse_the_third(officer, cohort)

    stopped_at = studying.begin_reading(company.join("peserta", PHONE, themes=BOTH))
    trainee = company.join("peserta", PHONE, themes=BOTH)
    studying.read_on(trainee, stopped_at)
    studying.read_what_the_trainer_wrote(trainee)
    studying.is_asked_to_wait(trainee)

    attending.hold_three_days(clock, cohort, trainer, trainee)
    trainee.sign_in("0812 0000 0001")
    studying.take_test(trainee, looks=True)
    admin.sign_in("yuliana@contoh.id")
    admin.press("Peserta")  # her other home: she administers her institution and takes part herself
    studying.take_test(admin, looks=False)

    clock.move_to(datetime(2026, 7, 24, 16, 30, tzinfo=WIB))
    closing.close(officer)
    closing.watch_the_certificates(officer)
    certificate = closing.download_certificate(trainee, tmp_path)

    anybody = company.join("pemeriksa", PHONE, themes=BOTH)
    address = closing.address_on(certificate)
    closing.verify(anybody, address, "Sertifikat ini berlaku")
    anybody.look("berlaku")
    closing.look_up_by_code(anybody, address)
    closing.count(officer, tmp_path)
    clock.move_to(datetime(2026, 7, 24, 17, 0, tzinfo=WIB))
    closing.revoke(officer)
    closing.verify(anybody, address, "Sertifikat ini sudah dicabut")
    anybody.is_told(closing.WHY)
    anybody.look("dicabut")
    closing.no_longer_counts(officer)
    closing.speak_english_and_back(trainee)

    assert "\n".join(company.complaints) == ""
