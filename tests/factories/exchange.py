from datetime import UTC, datetime

import factory

from lms.exchange.enums import ChangeAction, FindingKind, ImportStatus, SheetKind
from lms.exchange.models import ImportChange, ImportFinding, ImportRun
from tests.factories.accounts import UserFactory


class ImportRunFactory(factory.django.DjangoModelFactory):
    """A checked sheet whose file is gone; real ones come from ``upload_import``."""

    class Meta:
        model = ImportRun

    class Params:
        done = factory.Trait(status=ImportStatus.DONE, finished_at=datetime(2026, 11, 2, 3, 5, tzinfo=UTC))

    kind = SheetKind.INSTITUTIONS
    status = ImportStatus.CHECKED
    by = factory.SubFactory(UserFactory)
    original_name = "lembaga.xlsx"
    size_bytes = 12_000
    uploaded_at = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


class ImportFindingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportFinding

    run = factory.SubFactory(ImportRunFactory)
    kind = FindingKind.ERROR
    row = 14
    column = "F (NIK)"
    code = "required"


class ImportChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportChange

    run = factory.SubFactory(ImportRunFactory)
    model = "organisations.institution"
    object_id = factory.Sequence(lambda n: n + 1)
    action = ChangeAction.CREATED
