import pytest

from content.models import ProgrammePage, Regulation
from lms.seed.data import PROVINCE
from lms.seed.operations import seed_programme
from lms.seed.people import Staff
from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory, catalog
from tests.factories.organisations import OfficeFactory, ProvinceFactory


@pytest.fixture
def staff(db):
    OfficeFactory(region=ProvinceFactory(code=PROVINCE), name="Dinas Sosial Contoh")
    catalog()
    by_key = {key: UserFactory() for key in ("provinsi", "pelatih", "pelatih-kapuas")}
    return Staff(superuser=UserFactory(is_superuser=True), by_key=by_key)


def test_the_office_of_the_province_has_one_programme_however_often_it_is_seeded(staff):
    programme = seed_programme(staff)
    again = seed_programme(staff)

    assert again == programme == ProgrammePage.objects.get()
    assert (programme.title, programme.region_code, programme.live) == ("Dinas Sosial Contoh", "62", True)
    assert Regulation.objects.filter(replaced_by__isnull=False).exists()


def test_a_course_of_former_days_moves_into_the_programme(staff):
    course = CoursePageFactory(slug="bimtek-lks")

    programme = seed_programme(staff)

    course.refresh_from_db()
    assert course.get_parent().pk == programme.pk
