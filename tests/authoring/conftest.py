import pytest
from django.utils import timezone, translation

from lms.authoring.operations.trees import align_authors, ensure_tree
from tests.factories.organisations import OfficeFactory, RegencyFactory, RoleGrantFactory


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def offices(db):
    """The dinsos of the province, of Kapuas and of Palangka Raya."""
    kapuas, city = RegencyFactory(), RegencyFactory(code="62.71", name="Kota Palangka Raya")
    return {
        "62": OfficeFactory(),
        "62.03": OfficeFactory(region=kapuas, name="Dinas Sosial Kabupaten Kapuas"),
        "62.71": OfficeFactory(region=city, name="Dinas Sosial Kota Palangka Raya"),
    }


@pytest.fixture
def trees(offices):
    return {code: ensure_tree(office) for code, office in offices.items()}


@pytest.fixture
def trainer_of(trees):
    """``trainer_of("62.03")``: somebody who writes for that office."""

    def make(code):
        user = RoleGrantFactory(trainer=True, region=trees[code].office.region, user__language="en").user
        align_authors(on=timezone.localdate())
        return user

    return make


@pytest.fixture
def officer_of(trees):
    def make(code, **more):
        kind = {"province": True} if code == "62" else {}
        user = RoleGrantFactory(**kind, region=trees[code].office.region, user__language="en", **more).user
        align_authors(on=timezone.localdate())
        return user

    return make


@pytest.fixture
def desk_of(login):
    """Her browser, in English so that the tests read the source strings."""

    def sign_in(user):
        client = login(user)
        client.cookies["pilar-language"] = "en"
        return client

    with translation.override("en"):
        yield sign_in
