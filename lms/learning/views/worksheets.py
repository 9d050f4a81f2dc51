from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.accounts.roles import Permission
from lms.learning.views.lessons import learnt_enrolment, own_lesson
from lms.organisations.permissions import requires


@require_safe
@requires(Permission.LEARN)
def worksheet(request, pk, lesson_pk, block):
    """One worksheet as one page of A4; the browser prints it or keeps it as a PDF."""
    enrolment = learnt_enrolment(request, pk)
    page = own_lesson(enrolment, lesson_pk)
    sheet = next((each.value for each in page.worksheets if each.id == block), None)
    if sheet is None:
        raise Http404
    return render(request, "learning/worksheet.html", {"enrolment": enrolment, "page": page, "sheet": sheet})
