"""The way of an applicant through her draft: the list of tasks, and what comes next."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.registration.enums import Fact, ItemState
from lms.registration.models import Application, ApplicationItem

PAGES = {Fact.IDENTITY: "application_identity", Fact.PLACE: "application_place", Fact.PEOPLE: "application_people"}
TONES = {
    ItemState.MISSING: "neutral",
    ItemState.GIVEN: "ok",
    ItemState.ACCEPTED: "ok",
    ItemState.RETURNED: "danger",
    ItemState.MENDED: "ok",
}


@dataclass(frozen=True)
class Task:
    """A line of the list. Without ``url`` nothing can be done there now."""

    label: Any
    state: Any
    tone: str
    url: str
    is_open: bool
    reason: str = ""
    is_required: bool = True


def task_of(item: ApplicationItem) -> Task:
    state = ItemState(item.state)
    return Task(
        label=item.label,
        state=state.label,
        tone=TONES[state],
        url=page_of(item) if item.is_editable else "",
        is_open=state in (ItemState.MISSING, ItemState.RETURNED),
        reason=item.reason if state == ItemState.RETURNED else "",
        is_required=item.is_required,
    )


def page_of(item: ApplicationItem) -> str:
    if item.is_fact:
        return reverse(PAGES[Fact(item.code)], args=[item.application_id])
    return reverse("application_item", args=[item.application_id, item.pk])


def area_task(application: Application) -> Task:
    state = ItemState.GIVEN if application.level else ItemState.MISSING
    url = reverse("application_area", args=[application.pk]) if application.is_draft else ""
    return Task(_("Work area"), state.label, TONES[state], url, is_open=not application.level)


def tasks_of(application: Application, items: list[ApplicationItem]) -> tuple[list[Task], list[Task]]:
    """About the institution, and the papers; in the order in which they are best done."""
    facts = {item.code: task_of(item) for item in items if item.is_fact}
    about = [facts[Fact.IDENTITY], facts[Fact.PLACE], area_task(application), facts[Fact.PEOPLE]]
    return about, [task_of(item) for item in items if not item.is_fact]


def next_page(application: Application) -> str:
    """Where a saved page leads: to what is still open, and in the end to the check before sending."""
    about, papers = tasks_of(application, list(application.items.all()))
    for task in (*about, *papers):
        if task.is_open and task.is_required and task.url:
            return task.url
    return reverse("application_send", args=[application.pk])
