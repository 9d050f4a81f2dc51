from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.enums import CohortStatus
from lms.enrolment.models import Enrolment
from lms.learning.forms import PlaceForm
from lms.learning.models import lessons_of, opened, outline_of
from lms.learning.offers import opened_to
from lms.learning.operations import block_ids, finish_lesson, keep_place
from lms.learning.parts import parts_of, total_bytes
from lms.learning.preferences import STEPS, keep_choice, reading_of, varies
from lms.learning.rules import neighbours, next_lesson, step_number
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message


def learnt_enrolments(user):
    """Her own, and those of the people she accompanies. The person tells the page in whose name it is read."""
    return Enrolment.objects.learnt_by(user).select_related("cohort", "person")


def learnt_enrolment(request, pk, *, only=()):
    """One of them. Her own is asked for first, in a query that knows no companions: the lesson is the busiest page."""
    for rows in (Enrolment.objects.of, Enrolment.objects.brought_by):
        found = rows(request.user).accepted().filter(pk=pk).select_related("cohort", "person").order_by()
        if enrolment := (found.only(*only) if only else found).first():
            return enrolment
    raise Http404


def own_lesson(enrolment, pk):
    # By ``id``, since ``pk`` leads through the parent row, where a number too large for the database is an error.
    return get_object_or_404(lessons_of(enrolment.cohort.frozen_syllabus()), id=pk)


@require_safe
@requires(Permission.LEARN)
def course_outline(request, pk):
    enrolment = learnt_enrolment(request, pk)
    outline = outline_of(enrolment)
    context = {"enrolment": enrolment, "outline": outline, "following": next_lesson(outline.lessons)}
    context["opened"] = opened_to(enrolment, request) if enrolment.cohort.status == CohortStatus.CLOSED else ()
    return render(request, "learning/course_outline.html", context)


READ = ("cohort__syllabus", "person_name", "person__user")  # what a lesson says of who reads it
WHOLE_LESSON = {"step": 0, "step_before": 0, "step_behind": 0}  # no step is shown by itself


@require_safe
@requires(Permission.LEARN)
def lesson(request, pk, lesson_pk):
    """One column to read, at most eight queries. Reading it writes nothing; the place is kept by ``lesson_place``."""
    enrolment = learnt_enrolment(request, pk, only=READ)
    outline, page = opened(enrolment, lesson_pk)
    position = outline.position(lesson_pk)
    if page is None or position is None:
        raise Http404
    previous, following = neighbours(outline.lessons, lesson_pk)
    entry = position.module.lessons[position.number - 1]
    parts, reading = parts_of(page.body), reading_of(request)
    context = {
        "enrolment": enrolment,
        "lesson": page,
        "entry": entry,
        "position": position,
        "parts": parts,
        "come_to": min(entry.furthest + 1, len(parts)),
        "weight": total_bytes(parts),
        "reading": reading,
        **WHOLE_LESSON,
        "previous": previous,
        "following": following,
    }
    if (reading.in_steps or "bagian" in request.GET) and parts:
        context |= step_of(parts, entry, request.GET.get("bagian", ""))
    return varies(render(request, "learning/lesson.html", context))


def step_of(parts, entry, asked):
    """Simple mode: one part on the screen, its neighbours a press away."""
    last_block = "" if entry.is_finished else entry.last_block
    number = step_number(asked, [part.id for part in parts], last_block=last_block)
    return {
        "step": number,
        "step_before": number - 1,
        "step_behind": number + 1 if number < len(parts) else 0,
        "shown": parts[number - 1 : number],
    }


@require_POST
@requires(Permission.LEARN)
def lesson_place(request, pk, lesson_pk):
    enrolment = learnt_enrolment(request, pk)
    page = own_lesson(enrolment, lesson_pk)
    form = PlaceForm(request.POST)
    block = form.cleaned_data["block"] if form.is_valid() else ""
    with shown_as_message(request):
        keep_place(enrolment, page, block=block, at=timezone.now())
        return redirect(reverse("lesson", args=[enrolment.pk, page.pk]) + f"#blok-{block}")
    return redirect("lesson", enrolment.pk, page.pk)


@require_POST
@requires(Permission.LEARN)
def lesson_mode(request, pk, lesson_pk):
    """Remembers in the browser how she wants to read, and shows the same part in that way."""
    enrolment = learnt_enrolment(request, pk)
    page = own_lesson(enrolment, lesson_pk)
    blocks, block = block_ids(page), request.POST.get("block", "")
    address = reverse("lesson", args=[enrolment.pk, page.pk])
    if block in blocks:
        in_steps = request.POST.get("view", "") == STEPS or (
            "view" not in request.POST and reading_of(request).in_steps
        )
        address += f"?bagian={blocks.index(block) + 1}#bagian" if in_steps else f"#blok-{block}"
    response = redirect(address)
    keep_choice(request, response, request.POST.dict())
    return response


@require_POST
@requires(Permission.LEARN)
def lesson_finish(request, pk, lesson_pk):
    enrolment = learnt_enrolment(request, pk)
    page = own_lesson(enrolment, lesson_pk)
    finish_lesson(enrolment, page, by=request.user, at=timezone.now())
    following = next_lesson(outline_of(enrolment).lessons, after=page.pk)
    if following is None:
        messages.success(request, _("You have finished every lesson of this course."))
        return redirect("course_outline", enrolment.pk)
    return redirect(reverse("lesson", args=[enrolment.pk, following.pk]) + following.resume_anchor)
