"""The screen on which an author puts modules and lessons in order."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.permissions import page_permission_policy

from content.models import CoursePage, ModulePage
from lms.authoring.course_pages import in_admin, screen
from lms.authoring.forms import OrderForm
from lms.authoring.operations.ordering import move_among_siblings
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.journal.once import once
from lms.refusal import shown_as_message

ORDERED = (CoursePage, ModulePage)


def parent_of(request: Any, page_id: int) -> CoursePage | ModulePage:
    """The course or module if the author may write in it; otherwise it does not exist."""
    own = page_permission_policy.instances_user_has_permission_for(request.user, "change")
    page = get_object_or_404(own, pk=page_id).specific
    if not isinstance(page, ORDERED):
        raise Http404
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@in_admin
@once
def page_order(request, page_id):
    parent = parent_of(request, page_id)
    if request.method == "POST":
        form = OrderForm(request.POST)
        if form.is_valid():
            child, step = form.cleaned_data["move"]
            with shown_as_message(request):
                moved = move_among_siblings(parent, child, step=step, by=request.user, at=timezone.now())
                words = _("“%(page)s” moved up.") if step < 0 else _("“%(page)s” moved down.")
                messages.success(request, words % {"page": moved.title})
        else:
            messages.error(request, _("Press an arrow."))
        return redirect("page_order", parent.pk)
    course = parent if isinstance(parent, CoursePage) else CoursePage.objects.ancestor_of(parent).get()
    context = {
        "parent": parent,
        "children": parent.get_children(),
        "is_course": parent == course,
        "running": Cohort.objects.filter(course=course.pk, status=CohortStatus.OPEN).count(),
    }
    title = _("Order of modules") if parent == course else _("Order of lessons")
    return screen(request, "authoring/page_order.html", title=title, course=parent, **context)
