import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from lms.exchange.enums import ImportStatus
from lms.exchange.models import ImportRun
from tests.exchange.sheets import AT
from tests.factories.accounts import UserFactory
from tests.factories.exchange import ImportChangeFactory, ImportFindingFactory, ImportRunFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"status": ImportStatus.UNDONE, "finished_at": AT}, "exchange_importrun_undone_by_somebody"),
        ({"undone_at": AT}, "exchange_importrun_undone_by_somebody"),
        ({"status": ImportStatus.DONE}, "exchange_importrun_done_has_a_time"),
        ({"finished_at": AT}, "exchange_importrun_done_has_a_time"),
        ({"forgotten_at": AT, "file": "imports/a.sealed"}, "exchange_importrun_forgotten_without_file"),
    ],
)
def test_the_database_refuses_an_import_that_cannot_be(facts, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ImportRunFactory(**facts)


def test_a_row_of_the_register_is_changed_once_in_an_import():
    change = ImportChangeFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ImportChangeFactory(run=change.run, model=change.model, object_id=change.object_id)


def test_an_import_is_seen_by_who_brought_it_alone():
    mine, _other = ImportRunFactory(), ImportRunFactory()

    assert list(ImportRun.objects.visible_to(mine.by)) == [mine]
    assert list(ImportRun.objects.visible_to(UserFactory())) == []
    assert list(ImportRun.objects.visible_to(AnonymousUser())) == []


def test_a_finding_speaks():
    finding = ImportFindingFactory(code="same_as_row", values={"other": 7})

    assert finding.sentence == "This is the same as row 7. Leave one of them."
    assert str(finding) == "error same_as_row in row 14"
