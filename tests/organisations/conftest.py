"""Who looks at the register of Kapuas, from within and from outside. A file may ask for her desk instead of herself."""

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.organisations import RegencyFactory, RoleGrantFactory


@pytest.fixture
def admin(institution):
    return RoleGrantFactory(institution_admin=True, institution=institution).user


@pytest.fixture
def officer(institution):
    """Of the kabupaten in which the institution is."""
    return RoleGrantFactory(region=institution.region).user


@pytest.fixture
def stranger():
    """An officer of Kabupaten Gunung Mas."""
    return RoleGrantFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")).user


@pytest.fixture
def superuser():
    return UserFactory(is_superuser=True)
