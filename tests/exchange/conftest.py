import pytest

from tests.factories.organisations import (
    DistrictFactory,
    KindFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)


@pytest.fixture(autouse=True)
def _files_of_the_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def land(db):
    """Kapuas and Gunung Mas in Kalimantan Tengah, Banjar in Kalimantan Selatan; one kind."""
    return {
        "kapuas": RegencyFactory(),
        "kapuas_kuala": DistrictFactory(code="62.03.01", name="Kapuas Kuala"),
        "gunung_mas": RegencyFactory(code="62.10", name="Kabupaten Gunung Mas"),
        "banjar": RegencyFactory(code="63.03", name="Kabupaten Banjar"),
        "kind": KindFactory(),
    }


@pytest.fixture
def officer(land):
    """She keeps the register of Kapuas."""
    return RoleGrantFactory(region=land["kapuas"]).user


@pytest.fixture
def province_officer(land):
    return RoleGrantFactory(province=True, region=ProvinceFactory()).user
