"""The way of a page to its readers, in the Wagtail admin: checks at any time, and refusals that lead to the place."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, WorkflowState

from content.checking import blocking, check_page
from content.models import Regulation
from content.notices import Notice, tells_authors
from lms.authoring.checks_page import CHECKED, PageCheckView, way_to
from lms.authoring.models.review import findings_against

NAMED_IN_EDITOR = 6
HANDED_IN = ("action-submit", "action-restart-workflow")
REGULATION = ("regulation_replaced", "regulation_overdue")


@hooks.register("register_admin_urls")
def urls_of_review() -> list[Any]:
    return [path("pemeriksaan/<int:page_id>/", PageCheckView.as_view(), name="page_check")]


# --- where an author finds the checks ----------------------------------------


@hooks.register("register_page_header_buttons")
def button_to_checks(*, page: Page, **_more: Any) -> Iterator[Button]:
    if isinstance(page.specific_deferred, CHECKED):
        url = reverse("page_check", args=[page.pk])
        yield Button(_("Check"), url, icon_name="clipboard-list", priority=12)


class CheckMenuItem(ActionMenuItem):
    """Beside “hand in”, for whoever wants to know first."""

    name = "action-check"
    label = gettext_lazy("Check")
    icon_name = "clipboard-list"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and isinstance(context["page"], CHECKED)

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("page_check", args=[context["page"].pk])


@hooks.register("register_page_action_menu_item")
def item_to_checks() -> CheckMenuItem:
    return CheckMenuItem(order=70)


@tells_authors
def findings_in_editor(page: Page) -> Iterator[Notice]:
    """What keeps the page from being published, and regulations that no longer hold."""
    if not isinstance(page, CHECKED):
        return
    found = check_page(page, on=timezone.localdate())
    if held := blocking(found):
        ways = tuple((str(finding), way_to(page, finding)) for finding in held[:NAMED_IN_EDITOR])
        text = _("To be mended before it can be published:")
        yield Notice(text, ways=ways, url=reverse("page_check", args=[page.pk]), label=_("Show all checks"))
    if cited := [finding for finding in found if finding.code in REGULATION]:
        ways = tuple((str(finding), way_to(page, finding)) for finding in cited)
        yield Notice(_("The legal basis of this course needs your eye:"), ways=ways)


# --- what happens when a page is handed in or published ----------------------


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def lead_back_to_what_is_missing(request: Any, page: Page) -> HttpResponse | None:
    """The machine sent the page back at once: say so instead of “submitted”, and show the list."""
    if any(request.POST.get(name) for name in HANDED_IN):
        state = page.current_workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            words = _("Not handed in yet. Your work is saved; mend what the list shows first.")
            return _to_checks(request, page, words)
    if request.POST.get("workflow-action-name") == "approve" and page.workflow_in_progress and findings_against(page):
        return _to_checks(request, page, _("Not approved yet. Mend what the list shows, or ask the author to."))
    return None


@hooks.register("before_publish_page")
def check_before_publishing(request: Any, page: Page) -> HttpResponse | None:
    """Also who may publish by hand does not go round the machine. The work is saved as a draft."""
    if not findings_against(page):
        return None
    if page.live and page.first_published_at is None:  # Wagtail makes a new page live before it asks
        Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
    return _to_checks(request, page, _("Not published yet. Your work is saved; mend what the list shows first."))


def _to_checks(request: Any, page: Page, words: str) -> HttpResponse:
    list(get_messages(request))  # what Wagtail said of a success is not true
    messages.warning(request, words)  # an error would bring a button to a form that is not here
    return redirect("page_check", page.pk)


@hooks.register("before_bulk_action")
def check_before_publishing_many(
    request: Any, action_type: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    """Drafts below the chosen pages too, when Wagtail would publish them along."""
    if action_type != "publish":
        return None
    asked = {page.pk: page for page in objects if isinstance(page, Page)}
    if "include_descendants" in request.POST:
        drafts = [page.get_descendants().not_live().specific() for page in asked.values()]
        asked |= {page.pk: page for page in chain.from_iterable(drafts)}
    held = [page for page in asked.values() if findings_against(page)]
    for page in held:
        words = _("“%(page)s” is not ready. Open “Check” there and mend what it shows.")
        messages.error(request, words % {"page": page.title})
    return redirect("wagtailadmin_explore", held[0].get_parent().pk) if held else None


# --- regulations ---------------------------------------------------------------


class RegulationList(ModelViewSet):
    """Kept by reviewers of provinces and by superusers; all offices cite from it."""

    model = Regulation
    name = "regulations"
    url_prefix = "peraturan"
    icon = "doc-full"
    menu_label = gettext_lazy("Regulations")
    menu_name = "regulations"
    menu_order = 410
    add_to_admin_menu = True
    list_display = ["name", "title", "review_on", "replaced_by"]
    search_fields = ["name", "title"]
    search_backend_name = None
    panels = [FieldPanel(name) for name in ("name", "title", "url", "review_on", "replaced_by")]


@hooks.register("register_admin_viewset")
def regulation_list() -> RegulationList:
    return RegulationList()
