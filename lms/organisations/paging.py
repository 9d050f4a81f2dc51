"""Pages of long lists at a price that does not grow with the register: nobody counts beyond a bound.

Source: docs/adr/0011.
"""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

MOST_COUNTED = 1_000


class CappedPaginator(Paginator):
    """Counts at most one row beyond ``most``; later rows are reached by a narrower search."""

    def __init__(self, rows: QuerySet[Any] | list[Any], size: int, *, most: int) -> None:
        super().__init__(rows, size)
        self.most = most

    @cached_property
    def found(self) -> int:
        rows: QuerySet[Any] | list[Any] = self.object_list  # type: ignore[assignment]
        if isinstance(rows, list):
            return len(rows)
        return rows.order_by().values("pk")[: self.most + 1].count()  # in any order, with nothing but the rows

    @cached_property
    def count(self) -> int:
        return min(self.found, self.most)

    @property
    def count_in_words(self) -> str:
        number = number_format(self.count, use_l10n=True, force_grouping=True)
        return _("more than %(number)s") % {"number": number} if self.found > self.most else number


def capped_page(rows: QuerySet[Any] | list[Any], number: Any, *, size: int = 25, most: int = MOST_COUNTED) -> Page:
    """One page of ``rows`` for ``{% pager %}``; a number that makes no sense gives the first or the last page.

    A list holds at most one row beyond ``most``.
    """
    return CappedPaginator(rows, size, most=most).get_page(number)
