from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms import choosers
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page

from content.course_forms import doors as course_forms
from content.forms import QuestionForm
from content.keeping import keeps_pages, reasons_to_keep
from content.models import CatalogPage, CoursePage, CoursePrerequisite, ProgrammePage, Question
from content.operations import release_key
from content.permissions import editable_questions
from content.reach import own_pages

__all__ = ["course_forms"]  # registers hooks of its own by being loaded

AUTHOR_MENU = ("explorer", "course-new", "offers", "images", "media", "question-bank", "regulations")
# Wagtail gives these fields no label, so they would show their English names.
LINK_FIELDS = {
    "link_text": _("Words of the link"),
    "email_address": _("Email address"),
    "subject": _("Subject of the message"),
    "body": _("Message"),
    "phone_number": _("Phone number"),
}
for form in (choosers.ExternalLinkChooserForm, choosers.EmailLinkChooserForm, choosers.PhoneLinkChooserForm):
    for name in LINK_FIELDS.keys() & form.base_fields.keys():
        form.base_fields[name].label = LINK_FIELDS[name]


@hooks.register("insert_global_admin_css")
def admin_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("admin.css"))


@hooks.register("construct_main_menu")
def only_what_authors_use(request: Any, menu_items: list[Any]) -> None:
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name in AUTHOR_MENU]


@hooks.register("construct_homepage_summary_items", order=1_000)  # when all have put theirs in
def summary_of_what_authors_use(request: Any, summary_items: list[Any]) -> None:
    if not request.user.is_superuser:
        summary_items[:] = [item for item in summary_items if "document" not in type(item).__module__]


@hooks.register("construct_page_chooser_queryset")
def own_pages_to_choose(pages: Any, request: Any) -> Any:
    """Her trees, and the way down to them."""
    if request.user.is_superuser:
        return pages
    own = own_pages(request.user)
    above = {path[:end] for path in own.values_list("path", flat=True) for end in range(Page.steplen, len(path))}
    return pages.filter(Q(pk__in=own.values("pk")) | Q(path__in=above))


@hooks.register("after_move_page")
def questions_move_along(request: Any, page: Page) -> None:
    """A question knows its course beside its module."""
    moved = Page.objects.get(pk=page.pk)  # Wagtail's own still has its old path
    if course := CoursePage.objects.ancestor_of(moved).first():
        Question.objects.below(moved).update(course=course)


@hooks.register("after_bulk_action")
def questions_move_along_in_bulk(request: Any, action_type: str, objects: Iterable[Any], _action: Any) -> None:
    for page in objects if action_type == "move" else ():
        questions_move_along(request, page)


@hooks.register("before_delete_page")
def keep_a_page_in_use(request: Any, page: Page) -> HttpResponse | None:
    return _refuse_pages_in_use(request, [page])


@hooks.register("register_bulk_action", order=1)  # after Wagtail's own, whose place it takes
class DeletePages(DeleteBulkAction):
    """Says why a page must stay before Wagtail, which sees some of the keys, answers that one has no permission."""

    def prepare_action(self, objects: Any, objects_without_access: Any) -> Any:
        return _refuse_pages_in_use(self.request, list(objects)) or super().prepare_action(
            objects, objects_without_access
        )

    @classmethod
    def execute_action(cls, objects: Any, **kwargs: Any) -> Any:
        """A page chosen together with one above it goes with that one."""
        paths = [page.path for page in objects]
        tops = [page for page in objects if not any(page.path != p and page.path.startswith(p) for p in paths)]
        return super().execute_action(tops, **kwargs)


def _refuse_pages_in_use(request: Any, pages: list[Page]) -> HttpResponse | None:
    """Say of each page what rests on it or below it, and go back to its folder; None when all are free."""
    held = [(page, sentences) for page in pages if (sentences := reasons_to_keep(page))]
    for _page, sentences in held:
        for sentence in sentences:
            messages.error(request, sentence)
    if not held:
        return None
    parent = held[0][0].get_parent()
    return redirect("wagtailadmin_explore", parent.pk) if parent else redirect("wagtailadmin_explore_root")


@keeps_pages
def questions_of_the_bank(page: Page) -> Iterator[str]:
    if count := Question.objects.below(page).count():
        words = ngettext(
            "“%(page)s” cannot be deleted: %(count)s question of the bank belongs to it. You may unpublish it instead.",
            "“%(page)s” cannot be deleted: %(count)s questions of the bank belong to it. You may unpublish it instead.",
            count,
        )
        yield words % {"page": page.title, "count": count}


@keeps_pages
def courses_it_opens(page: Page) -> Iterator[str]:
    """Courses of her own office by their names; of others only how many, for what they write is theirs."""
    gates = CoursePrerequisite.objects.filter(course__path__startswith=page.path).exclude(page__pk=page.pk)
    opened = CoursePage.objects.filter(pk__in=gates.values("page"))
    home = ProgrammePage.objects.ancestor_of(page, inclusive=True).first() or page
    if titles := list(opened.descendant_of(home).values_list("title", flat=True).order_by("title").distinct()):
        words = _("“%(page)s” cannot be deleted: it comes before %(courses)s. Take it out there first.")
        yield words % {"page": page.title, "courses": ", ".join(titles)}
    if count := opened.not_descendant_of(home).count():
        counted = ngettext(
            "“%(page)s” cannot be deleted: it comes before %(count)s course elsewhere. You may unpublish it instead.",
            "“%(page)s” cannot be deleted: it comes before %(count)s courses elsewhere. You may unpublish it instead.",
            count,
        )
        yield counted % {"page": page.title, "count": count}


@keeps_pages
def copies_of_other_offices(page: Page) -> Iterator[str]:
    """A copy asks its source what is new; copies that would go together with it do not count."""
    sources = CoursePage.objects.filter(path__startswith=page.path)
    copies = CoursePage.objects.filter(copied_from__in=sources).exclude(path__startswith=page.path)
    if count := copies.count():
        words = ngettext(
            "“%(page)s” cannot be deleted: %(count)s course elsewhere is a copy of it. You may unpublish it instead.",
            "“%(page)s” cannot be deleted: %(count)s courses elsewhere are copies of it. You may unpublish it instead.",
            count,
        )
        yield words % {"page": page.title, "count": count}


@keeps_pages
def root_of_all_courses(page: Page) -> Iterator[str]:
    if CatalogPage.objects.filter(pk=page.pk).exists():
        yield _("“%(page)s” cannot be deleted: all courses lie below it.") % {"page": page.title}


@keeps_pages
def place_of_an_office(page: Page) -> Iterator[str]:
    if ProgrammePage.objects.filter(pk=page.pk).exclude(region_code="").exists():
        words = _("“%(page)s” cannot be deleted: it is the place where an office keeps its courses.")
        yield words % {"page": page.title}


class StatesPermission(View):
    """The house asks every view of ours what it requires: here Wagtail's rights on questions decide."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().dispatch(request, *args, **kwargs)

    dispatch.permission = "wagtail_admin"  # type: ignore[attr-defined]  # Django copies it to the view


class WithinOwnTree(StatesPermission):
    """A question outside the author's page tree does not exist for her."""

    def get_object(self, *args: Any) -> Question:
        question = super().get_object(*args)  # type: ignore[misc]
        if not editable_questions(self.request.user).filter(pk=question.pk).exists():
            raise Http404
        return question


class QuestionIndexView(StatesPermission, generic.IndexView):
    def get_base_queryset(self) -> Any:
        return editable_questions(self.request.user).select_related("module", "course")


class QuestionEditView(WithinOwnTree, generic.EditView):
    def save_instance(self) -> Question:
        with transaction.atomic():
            release_key(self.object)
            return super().save_instance()


class QuestionCopyView(WithinOwnTree, generic.CopyView):
    pass


class QuestionDeleteView(WithinOwnTree, generic.DeleteView):
    pass


class QuestionHistoryView(WithinOwnTree, HistoryView):
    pass


class QuestionUsageView(WithinOwnTree, UsageView):
    pass


class QuestionBank(ModelViewSet):
    model = Question
    name = "question-bank"
    url_prefix = "bank-soal"
    icon = "list-ul"
    menu_label = _("Question bank")
    menu_name = "question-bank"
    menu_order = 400
    add_to_admin_menu = True
    copy_view_enabled = True
    list_display = ["prompt", "module", "course", BooleanColumn("is_active", label=_("In use"))]
    list_filter = ["is_active"]
    search_fields = ["prompt"]
    search_backend_name = None
    index_view_class = QuestionIndexView
    edit_view_class = QuestionEditView
    copy_view_class = QuestionCopyView
    delete_view_class = QuestionDeleteView
    history_view_class = QuestionHistoryView
    usage_view_class = QuestionUsageView
    edit_handler = ObjectList(
        [
            FieldPanel("module"),
            FieldPanel("prompt"),
            InlinePanel(
                "choices",
                [FieldPanel("text"), FieldPanel("is_key"), FieldPanel("feedback")],
                heading=_("Choices"),
                label=_("choice"),
                min_num=2,
                max_num=6,
            ),
            FieldPanel("is_active"),
        ],
        base_form_class=QuestionForm,
    )


@hooks.register("register_admin_viewset")
def question_bank() -> QuestionBank:
    return QuestionBank()
