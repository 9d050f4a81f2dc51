"""Whatever is asked for: a page or a sentence, never 500, and nothing from outside one's area."""

import pytest
from django.urls import reverse

from lms.journal.models import Event
from tests.factories.organisations import InstitutionFactory, RoleGrantFactory
from tests.naughty import NAUGHTY, encodable

pytestmark = pytest.mark.django_db

OUTSIDE = ["63", "62.0", "6", "62.03.", "62.03%", "62.03' OR '1'='1", "٦٢.٠٣"]


@pytest.fixture
def client_of_kapuas(login):
    client = login(RoleGrantFactory().user)
    InstitutionFactory()
    return client


@pytest.mark.parametrize("text", [*NAUGHTY, *OUTSIDE])
@pytest.mark.parametrize("name", ["institution_list", "area_figures"])
def test_naughty_areas_are_answered_with_a_page(client_of_kapuas, name, text):
    response = client_of_kapuas.get(reverse(name), {"wilayah": encodable(text), "status": encodable(text)})

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("text", [text for text in [*NAUGHTY, *OUTSIDE] if text.strip()])
def test_a_naughty_export_takes_nothing_out_and_says_so(client_of_kapuas, text):
    response = client_of_kapuas.post(reverse("institution_export"), {"wilayah": encodable(text)}, follow=True)

    assert (response.status_code, len(list(response.context["messages"]))) == (200, 1)
    assert not Event.objects.filter(name="institutions.exported").exists()


@pytest.mark.parametrize("text", NAUGHTY)
def test_a_naughty_choice_of_home_shows_ones_own(client_of_kapuas, text):
    response = client_of_kapuas.get(reverse("home"), {"peran": encodable(text)})

    assert response.status_code == 200
    assert "reports/home_officer.html" in [template.name for template in response.templates]


@pytest.mark.parametrize("digits", ["9" * 23, "9" * 5_000])
def test_an_institution_no_database_can_hold_is_not_found(client_of_kapuas, digits):
    assert client_of_kapuas.get(f"/lembaga/{digits}/").status_code == 404
