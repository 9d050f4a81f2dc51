from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from content.models import LessonPage
from lms.accounts.roles import Permission
from lms.enrolment.models import Enrolment
from lms.learning.forms import PlaceForm
from lms.learning.models import lessons_of, outline_of
from lms.learning.operations import finish_lesson, keep_place
from lms.learning.rules import neighbours, next_lesson
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message


def own_enrolments(user):
    return Enrolment.objects.of(user).accepted().select_related("cohort")


def own_enrolment(request, pk):
    return get_object_or_404(own_enrolments(request.user), pk=pk)


def own_lesson(enrolment, pk):
    # By ``id``, since ``pk`` leads through the parent row, where a number too large for the database is an error.
    return get_object_or_404(lessons_of(enrolment.cohort.frozen_syllabus()), id=pk)


@require_safe
@requires(Permission.LEARN)
def course_outline(request, pk):
    enrolment = own_enrolment(request, pk)
    outline = outline_of(enrolment)
    return render(
        request,
        "learning/course_outline.html",
        {"enrolment": enrolment, "outline": outline, "following": next_lesson(outline.lessons)},
    )


@require_safe
@requires(Permission.LEARN)
def lesson(request, pk, lesson_pk):
    """One column to read, at most eight queries. Reading it writes nothing; the place is kept by ``lesson_place``."""
    enrolment = get_object_or_404(own_enrolments(request.user).only("cohort__syllabus"), pk=pk)
    lessons = outline_of(enrolment).lessons
    entry = next((each for each in lessons if each.pk == lesson_pk), None)
    if entry is None:
        raise Http404
    page = get_object_or_404(LessonPage.objects.only("title", "body"), id=entry.pk)  # the outline says it is hers
    previous, following = neighbours(lessons, lesson_pk)
    return render(
        request,
        "learning/lesson.html",
        {
            "enrolment": enrolment,
            "lesson": page,
            "entry": entry,
            "place": PlaceForm(initial={"block": entry.last_block}),
            "previous": previous,
            "following": following,
        },
    )


@require_POST
@requires(Permission.LEARN)
def lesson_place(request, pk, lesson_pk):
    enrolment = own_enrolment(request, pk)
    page = own_lesson(enrolment, lesson_pk)
    form = PlaceForm(request.POST)
    block = form.cleaned_data["block"] if form.is_valid() else ""
    with shown_as_message(request):
        keep_place(enrolment, page, block=block, at=timezone.now())
        return redirect(reverse("lesson", args=[enrolment.pk, page.pk]) + f"#blok-{block}")
    return redirect("lesson", enrolment.pk, page.pk)


@require_POST
@requires(Permission.LEARN)
def lesson_finish(request, pk, lesson_pk):
    enrolment = own_enrolment(request, pk)
    page = own_lesson(enrolment, lesson_pk)
    finish_lesson(enrolment, page, at=timezone.now())
    following = next_lesson(outline_of(enrolment).lessons, after=page.pk)
    if following is None:
        messages.success(request, _("You have finished every lesson of this course."))
        return redirect("course_outline", enrolment.pk)
    return redirect(reverse("lesson", args=[enrolment.pk, following.pk]) + following.resume_anchor)
