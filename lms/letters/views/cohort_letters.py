from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.journal.once import once
from lms.letters.boards import given_up, kind_rows, paper_rows
from lms.letters.documents import addressees
from lms.letters.enums import LetterKind, Numbering, kinds_of
from lms.letters.facts import Terms
from lms.letters.forms import IssueForm
from lms.letters.operations import issue_letters
from lms.letters.operations.issuing import issuing_facts, missing
from lms.letters.rules import reasons_against_issuing
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form


def planned_cohort(request, pk):
    cohorts = Cohort.objects.planned_by(request.user).select_related("office__region")
    return get_object_or_404(cohorts, pk=pk)


@require_safe
@requires(Permission.PLAN_COHORT)
def letter_board(request, pk):
    """What is issued and what is missing, by kind. The page asks again by itself while something is being made."""
    cohort = planned_cohort(request, pk)
    rows, papers = kind_rows(cohort), paper_rows(cohort)
    is_making = any(bundle and not bundle.made_at for paper in papers for _form, bundle in paper.forms)
    context = {
        "cohort": cohort,
        "rows": rows,
        "papers": papers,
        "stuck": given_up(cohort),
        "is_waiting": is_making or any(row.is_waiting for row in rows),
        "total": sum(len(row.letters) for row in rows),
        "done": sum(row.issued for row in rows),
    }
    return render(request, "letters/board_state.html" if request.htmx else "letters/letter_board.html", context)


def say_made(request, letters):
    words = ngettext("%(number)s letter is being made.", "%(number)s letters are being made.", len(letters))
    messages.success(request, words % {"number": len(letters)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def letter_issue(request, pk, kind):
    """Whom the letters of a kind go to, and with which numbers; then they are issued together."""
    cohort = planned_cohort(request, pk)
    if kind not in kinds_of(gives_certificate=cohort.gives_certificate):
        raise Http404
    kind = LetterKind(kind)
    wanted = addressees(cohort, kind, Terms())
    waiting = missing(cohort, kind, wanted)
    form = IssueForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            numbering = Numbering(form.cleaned_data["numbering"])
            letters = issue_letters(
                cohort, kind, terms=form.terms(), numbering=numbering, by=request.user, at=timezone.now()
            )
            say_made(request, letters)
            return redirect("letter_board", pk)
    context = {
        "cohort": cohort,
        "kind": kind,
        "form": form,
        "reasons": reasons_against_issuing(issuing_facts(cohort, kind, wanted, waiting)),
        "names": [facts.addressee or facts.people[0].name for facts, _keys in waiting],
        "people": len(waiting[0][0].people) if waiting and kind == LetterKind.CONFIRMATION else 0,
    }
    return render(request, "letters/letter_issue.html", context)
