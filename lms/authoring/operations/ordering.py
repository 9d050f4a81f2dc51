"""The order of modules in a course and of lessons in a module, which Wagtail leaves to whoever may publish."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from lms.accounts.models import User
from lms.authoring.enums import CourseEvent
from lms.journal.operations import record
from lms.refusal import refuse


@transaction.atomic
def move_among_siblings(parent: Page, child: int, *, step: int, by: User, at: datetime) -> Page:
    """Move a page one place up (``step`` -1) or down (1) below its parent; answers the page. Raises Refusal.

    The syllabus of a cohort that is open is data of its own and stays as it was.
    """
    locked = Page.objects.select_for_update().get(pk=parent.pk)
    children = list(locked.get_children())
    place = next((number for number, page in enumerate(children) if page.pk == child), None)
    if place is None:
        raise refuse("page_elsewhere", _("This page does not lie here any more. Look at the order again."))
    if not 0 <= place + step < len(children):
        raise refuse("at_the_end", _("“%(page)s” stands at the end already."), page=children[place].title)
    moved, neighbour = children[place], children[place + step]
    action = MovePageAction(moved, neighbour, pos="left" if step < 0 else "right", user=by)
    action.execute(skip_permission_checks=True)  # Wagtail asks for the right to publish
    data = {"page": moved.pk, "from": place + 1, "to": place + step + 1}
    record(CourseEvent.ORDERED, subject=parent, by=by, at=at, data=data)
    return moved
