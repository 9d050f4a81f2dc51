"""The two steps of a page before readers see it. Wagtail starts them; what each does is said here."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import AbstractGroupApprovalTask, Task, TaskState, WorkflowState

from content.checking import Finding, blocking, check_page

FINDINGS_NAMED = 5  # in the comment of the machine; all of them stand on the page of checks


def findings_against(page: Any) -> list[Finding]:
    """What keeps the page, as last saved, from being published."""
    return blocking(check_page(page, on=timezone.localdate()))


def comment_of(findings: list[Finding]) -> str:
    """What the machine writes into the history of the page."""
    first = ngettext("%(count)s thing to mend first:", "%(count)s things to mend first:", len(findings))
    lines = [f"- {finding}" for finding in findings[:FINDINGS_NAMED]]
    return "\n".join([first % {"count": len(findings)}, *lines, *(["- …"] if len(findings) > FINDINGS_NAMED else [])])


def judge(state: TaskState, page: Any) -> list[Finding]:
    """The machine sends a page back when something stands against it. ``update=False``: Wagtail moves on by itself."""
    if findings := findings_against(page):
        state.reject(user=None, update=False, comment=comment_of(findings))
    return findings


class MachineTask(Task):
    """The first step: nobody is asked to read what a machine can already see is not ready."""

    class Meta:
        verbose_name = _("check by the machine")
        verbose_name_plural = _("checks by the machine")

    @classmethod
    def get_description(cls) -> Any:
        return _("Looks for missing descriptions, transcripts and keys, for weight and for sentences that are too hard")

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        state = super().start(workflow_state, user=user)
        if not judge(state, workflow_state.content_object):
            state.approve(user=None, update=False)
        return state


class ReviewTask(AbstractGroupApprovalTask):
    """The second step: reviewers of the dinsos read the page.

    A page that comes back after they asked for changes, and one they changed themselves, is seen by the machine too.
    """

    class Meta:
        verbose_name = _("review by the dinsos")
        verbose_name_plural = _("reviews by the dinsos")

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        state = super().start(workflow_state, user=user)
        judge(state, workflow_state.content_object)
        return state

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> str | None:
        """Answers where to go instead when the page cannot be approved as it stands."""
        page = task_state.workflow_state.content_object
        if action_name == "approve" and findings_against(page):
            return reverse("page_check", args=[page.pk])
        super().on_action(task_state, user, action_name, **kwargs)
        return None
