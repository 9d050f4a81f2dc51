"""A module of a trainee's course: its lessons and sheets, and the whole of it on paper."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.models import ModulePage
from lms.accounts.roles import Permission
from lms.learning.documents import on_paper, worksheets_of
from lms.learning.models import lessons_of, outline_of
from lms.learning.rules import next_lesson
from lms.learning.views.lessons import learnt_enrolment
from lms.organisations.permissions import requires


def module_for(request, pk, module_pk):
    """The trainee's enrolment, the module as her cohort froze it with her marks, its page, and its lessons in full."""
    enrolment = learnt_enrolment(request, pk)
    outline = outline_of(enrolment)
    module = next((each for each in outline.modules if each.page_id == module_pk), None)
    if module is None:
        raise Http404
    page = get_object_or_404(ModulePage.objects.only("aims"), id=module.page_id)
    lessons = list(lessons_of(enrolment.cohort.frozen_syllabus()).filter(module_id=module.page_id))
    return {"enrolment": enrolment, "outline": outline, "module": module, "page": page}, lessons


@require_safe
@requires(Permission.LEARN)
def lesson_module(request, pk, module_pk):
    context, lessons = module_for(request, pk, module_pk)
    aims = {lesson.pk: lesson.aim for lesson in lessons}
    entries = context["module"].lessons
    context |= {
        "entries": [(entry, aims.get(entry.pk, "")) for entry in entries],
        "sheets": worksheets_of(lessons),
        "following": next_lesson(entries),
    }
    return render(request, "learning/module.html", context)


@require_safe
@requires(Permission.LEARN)
def lesson_module_print(request, pk, module_pk):
    """One document for places without signal. Its pictures are loaded: who prints wants them."""
    context, lessons = module_for(request, pk, module_pk)
    context |= {"paper": on_paper(lessons), "course_title": context["enrolment"].cohort.frozen_syllabus().course_title}
    return render(request, "learning/module_print.html", context)
