"""An LKS comes into the register: its chair applies on a phone, the dinsos returns one part, lets it in.

The chair holds a phone of 360x640, the officer of the kabupaten sits at a desktop.
"""

import pytest
from django.utils import timezone

from lms.accounts.operations import create_account
from lms.organisations.models import Institution
from lms.registration.operations import load_requirements
from lms.seed.data import PASSWORD
from tests.journeys import registering
from tests.journeys.people import DESKTOP, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # Wagtail leaves the file in which it drew a size of a picture to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]


@pytest.fixture
def chair_account(province):
    load_requirements()
    name, email = registering.CHAIR, registering.LOGIN
    return create_account(name=name, email=email, phone=None, password=PASSWORD, by=None, at=timezone.now())


def test_an_institution_applies_mends_one_part_and_comes_into_the_register(chair_account, company):
    chair = company.join("ketua", PHONE, themes=("light", "dark"))
    officer = company.join("kabupaten", DESKTOP)

    chair.sign_in(registering.LOGIN)
    registering.begin(chair)
    registering.tell(chair)
    registering.hand_in(chair)
    registering.send(chair, "pertama")

    officer.sign_in("kapuas@contoh.id")
    registering.examine(officer)
    registering.mend(chair)
    registering.send(chair, "kedua")
    registering.let_in(officer)
    registering.add_member(chair)

    institution = Institution.objects.in_register().get(name=registering.NAME)
    members = institution.memberships.order_by("person__name").values_list("person__name", "position")
    assert list(members) == [("Markus Dumun", "secretary"), ("Rina Tundan", "chair")]
    assert institution.papers.get().number == "460/017/STP-LKS/62.03/2026"
    assert "\n".join(company.complaints) == ""
