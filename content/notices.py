"""What an author should know of a page before she writes in it: said by the rooms above, shown on top of the editor."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.admin.panels import Panel
from wagtail.models import Page


@dataclass(frozen=True)
class Notice:
    """A sentence, with a line for each thing it speaks of and, where there is something to do, the way there."""

    text: str
    lines: tuple[str, ...] = ()
    url: str = ""
    label: str = ""
    ways: tuple[tuple[str, str], ...] = ()  # a line and the address of what it speaks of


Teller = Callable[[Page], Iterable[Notice]]

_tellers: list[Teller] = []


def tells_authors(teller: Teller) -> Teller:
    """Declare, in a room's ``wagtail_hooks.py``, who is asked when an author opens a page."""
    _tellers.append(teller)
    return teller


class NoticePanel(Panel):
    """Stands first among the panels of a page; not there when nobody has anything to say."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "content/notices.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            page = self.instance
            self.notices = [each for teller in _tellers for each in teller(page)] if page.pk else []

        def is_shown(self) -> bool:
            return bool(self.notices)
