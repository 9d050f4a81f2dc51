"""The forms of a course on paper, for whoever writes or reviews in its tree. Strangers meet 404."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.models import CoursePage
from content.reach import own_pages


@require_safe
def course_forms(request: Any, page_id: int, form: str = "") -> HttpResponse:
    """All sheets, or one of them, as the authors last left them."""
    pages = CoursePage.objects.filter(page_ptr__in=own_pages(request.user).values("pk"))
    page = get_object_or_404(pages, pk=page_id).get_latest_revision_as_object()
    sheets = page.sheets
    shown = [sheet for sheet in sheets if form in ("", sheet.form)]
    if form and not shown:
        raise Http404
    return render(request, "content/course_forms.html", {"page": page, "sheets": sheets, "shown": shown, "form": form})


course_forms.permission = "wagtail_admin"  # type: ignore[attr-defined]  # Wagtail lets authors in; own_pages decides
