"""What a reader may open in the author's tree, and what an author may not delete."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from content.keeping import keeps_pages
from content.models import LessonPage, ModulePage
from lms.enrolment.models import Enrolment
from lms.learning.document_access import may_open
from lms.learning.models import LessonProgress, lessons_of, outline_of


@hooks.register("before_serve_page")
def lead_to_player(page, request, serve_args, serve_kwargs):
    """A trainee of the course goes to the player and an author sees the page. For everybody else a lesson does not
    exist; what a module is about stays public, as its course is.
    """
    if not isinstance(page, ModulePage | LessonPage):
        return None
    module = page.get_parent() if isinstance(page, LessonPage) else page
    for enrolment in enrolments_in(module, request.user):
        if isinstance(page, ModulePage):
            return redirect("course_outline", enrolment.pk)
        if lessons_of(enrolment.cohort.frozen_syllabus()).filter(pk=page.pk).exists():
            return redirect(reverse("lesson", args=[enrolment.pk, page.pk]) + anchor_of(enrolment, page))
    if isinstance(page, ModulePage) or request.user.has_perm("wagtailadmin.access_admin"):
        return None
    raise Http404


@hooks.register("before_serve_document")
def documents_for_their_readers(document, request):
    """Wagtail's own address of a document is as closed as ours."""
    if not may_open(request.user, document):
        raise Http404


def enrolments_in(module: Page, user):
    """The user's places in cohorts whose frozen syllabus has this module, latest cohort first."""
    own = Enrolment.objects.of(user).accepted().select_related("cohort").order_by("-cohort__starts_on", "-pk")
    return [each for each in own if module.pk in {m.page_id for m in each.cohort.frozen_syllabus().modules}]


def anchor_of(enrolment, page):
    return next(lesson.resume_anchor for lesson in outline_of(enrolment).lessons if lesson.pk == page.pk)


@keeps_pages
def read_by_participants(page):
    """A page somebody has progress in, or an ancestor of one, stays: her record points to it."""
    if LessonProgress.objects.below([page]).exists():
        words = _("“%(page)s” cannot be deleted: participants have already read lessons here. Unpublish it instead.")
        yield words % {"page": page.title}
