"""Pages a cohort rests on cannot be deleted: the editor is told which cohort, and nothing answers 500."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from lms.cohorts.models import cohorts_resting_on


@hooks.register("before_delete_page")
def refuse_deleting_a_page_in_use(request: Any, page: Page) -> HttpResponse | None:
    return _refuse_if_in_use(request, [page])


@hooks.register("before_bulk_action")
def refuse_deleting_pages_in_use(
    request: Any, action_type: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    pages = [one for one in objects if isinstance(one, Page)]
    return _refuse_if_in_use(request, pages) if action_type == "delete" else None


def _refuse_if_in_use(request: Any, pages: list[Page]) -> HttpResponse | None:
    """Say of each page in use which cohorts rest on it, and go back to its folder; None when all are free."""
    in_use = [(page, titles) for page in pages if (titles := cohorts_resting_on(page))]
    for page, titles in in_use:
        words = _("“%(page)s” cannot be deleted: it is used by %(cohorts)s. Keep it, and write a new page beside it.")
        messages.error(request, words % {"page": page.title, "cohorts": ", ".join(titles)})
    if not in_use:
        return None
    parent = in_use[0][0].get_parent()
    return redirect("wagtailadmin_explore", parent.pk) if parent else redirect("wagtailadmin_explore_root")
