"""Every change of an application goes through its row: locked, read anew, and counted as a new version."""

from lms.refusal import Refusal
from lms.registration.models import Application, ApplicationItem, Requirement
from lms.registration.rules import STALE, ItemFacts


def lock(application: Application) -> None:
    """Lock the row, then read it anew: somebody else may have acted meanwhile."""
    Application.objects.select_for_update().values_list("pk").get(pk=application.pk)
    application.refresh_from_db()


def lock_item(item: ApplicationItem) -> Application:
    """Lock the application of an item, and read both anew."""
    application = item.application
    lock(application)
    item.refresh_from_db()
    item.application = application
    return application


def refuse_stale(row: Application | ApplicationItem | Requirement, version: int) -> None:
    """Whoever acts on what she has not seen is asked to look again."""
    if row.version != version:
        raise Refusal([STALE])


def save(application: Application, *fields: str) -> None:
    application.version += 1
    application.save(update_fields=[*fields, "version"])


def save_item(item: ApplicationItem, *fields: str) -> None:
    """An item's change is also one of its application: who decides on the whole has not seen it yet."""
    item.version += 1
    item.save(update_fields=[*fields, "version"])
    save(item.application)


def item_facts(application: Application) -> list[ItemFacts]:
    return [item.facts() for item in application.items.all()]
