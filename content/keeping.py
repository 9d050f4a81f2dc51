"""Why a page must stay. Each room says what of its own rests on a page; one hook of Wagtail asks them all.

Wagtail's admin does not see the keys of plain models and would answer 500 where a sentence is due.
"""

from collections.abc import Callable, Iterable

from wagtail.models import Page

Keeper = Callable[[Page], Iterable[str]]  # sentences, empty when nothing of that room rests on the page or below it

_keepers: list[Keeper] = []


def keeps_pages(keeper: Keeper) -> Keeper:
    """Declare, in a room's ``wagtail_hooks.py``, who is asked before a page is deleted."""
    _keepers.append(keeper)
    return keeper


def reasons_to_keep(page: Page) -> list[str]:
    """What stands against deleting the page with all that lies below it, in sentences."""
    return [sentence for keeper in _keepers for sentence in keeper(page)]
