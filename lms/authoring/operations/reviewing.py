"""The way of a page to its readers: the author hands it in, the machine checks it, a reviewer reads it."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from lms.authoring.models import MachineTask, ReviewTask

# Data, shown to authors as it stands: always in Indonesian.
MACHINE = "Pemeriksaan otomatis"
REVIEW = "Penelaahan %(title)s"
WORKFLOW = "Penelaahan %(title)s"


@transaction.atomic
def ensure_review(page: Page, *, reviewers: Group) -> Workflow:
    """Everything below ``page`` goes through the machine and then through ``reviewers``; made once.

    A page that an administrator has given another workflow keeps it.
    """
    page = Page.objects.select_for_update().get(pk=page.pk)
    if held := WorkflowPage.objects.filter(page=page).select_related("workflow").first():
        return held.workflow
    machine = MachineTask.objects.filter(name=MACHINE, active=True).first() or MachineTask.objects.create(name=MACHINE)
    review = ReviewTask.objects.filter(groups=reviewers, active=True).first()
    if review is None:
        review = ReviewTask.objects.create(name=REVIEW % {"title": page.title})
        review.groups.add(reviewers)
    workflow = Workflow.objects.create(name=WORKFLOW % {"title": page.title})
    for order, task in enumerate((machine, review)):
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    WorkflowPage.objects.create(workflow=workflow, page=page)
    return workflow
