from collections.abc import Iterable
from typing import Any

from django.db import transaction
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
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page

from content.forms import QuestionForm
from content.models import LessonPage, Question
from content.operations import prepare_pictures, release_key
from content.permissions import editable_questions

AUTHOR_MENU = ("explorer", "images", "media", "question-bank")
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


@hooks.register("construct_homepage_summary_items")
def summary_of_what_authors_use(request: Any, summary_items: list[Any]) -> None:
    if not request.user.is_superuser:
        summary_items[:] = [item for item in summary_items if "document" not in type(item).__module__]


@hooks.register("after_publish_page")
def pictures_before_readers(request: Any, page: Any) -> None:
    if isinstance(page.specific, LessonPage):
        prepare_pictures(page.specific)


@hooks.register("before_delete_page")
def keep_a_page_with_questions(request: Any, page: Page) -> HttpResponse | None:
    return _refuse_pages_with_questions(request, [page])


@hooks.register("before_bulk_action")
def keep_pages_with_questions(
    request: Any, action_type: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    pages = [one for one in objects if isinstance(one, Page)]
    return _refuse_pages_with_questions(request, pages) if action_type == "delete" else None


def _refuse_pages_with_questions(request: Any, pages: list[Page]) -> HttpResponse | None:
    """Say of each page how many questions rest on it or below it, and go back to its folder; None when all are free."""
    held = [(page, count) for page in pages if (count := Question.objects.below(page).count())]
    for page, count in held:
        words = ngettext(
            "“%(page)s” cannot be deleted: %(count)s question of the bank belongs to it. You may unpublish it instead.",
            "“%(page)s” cannot be deleted: %(count)s questions of the bank belong to it. You may unpublish it instead.",
            count,
        )
        messages.error(request, words % {"page": page.title, "count": count})
    return redirect("wagtailadmin_explore", held[0][0].get_parent().pk) if held else None


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
