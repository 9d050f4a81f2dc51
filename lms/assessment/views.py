from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.assessment import rules
from lms.assessment.forms import AnswersForm
from lms.assessment.models import Attempt, attempt_facts, bank_of
from lms.assessment.operations import save_answers, start_attempt, submit_attempt
from lms.cohorts.enums import CohortStatus
from lms.enrolment.models import Enrolment
from lms.journal.once import once
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form


def tested_enrolment(request, pk):
    """Her own, or of somebody she accompanies."""
    return get_object_or_404(Enrolment.objects.learnt_by(request.user).select_related("cohort", "person"), pk=pk)


def tested_attempt(request, pk):
    rows = Attempt.objects.taken_by(request.user).select_related("enrolment__cohort", "enrolment__person")
    return get_object_or_404(rows, pk=pk)


@require_safe
@requires(Permission.LEARN)
def test_intro(request, pk):
    enrolment = tested_enrolment(request, pk)
    cohort = enrolment.cohort
    policy = cohort.frozen_policy()
    facts = attempt_facts(enrolment, cohort, bank_size=len(bank_of(cohort)))
    reasons = rules.reasons_against_attempt(
        facts, policy, on=cohort.local_date(timezone.now()), needed_questions=settings.PILAR_TEST_QUESTIONS
    )
    rows = [
        (_("Questions"), settings.PILAR_TEST_QUESTIONS),
        (_("Pass mark"), policy.pass_score_percent),
        (_("Attempts left"), rules.attempts_left(facts, policy)),
    ]
    if facts.best_score is not None:
        rows.append((_("Best score so far"), facts.best_score))
    attempts = list(enrolment.attempts.defer("questions", "answers"))
    return render(
        request,
        "assessment/test_intro.html",
        {
            "enrolment": enrolment,
            "rows": rows,
            "reasons": reasons,
            "open_attempt": next((each for each in attempts if each.submitted_at is None), None),
            "submitted": [each for each in attempts if each.submitted_at is not None],
        },
    )


@require_POST
@requires(Permission.LEARN)
@once
def test_start(request, pk):
    enrolment = tested_enrolment(request, pk)
    with shown_as_message(request):
        attempt = start_attempt(enrolment, by=request.user, at=timezone.now())
        return redirect("test_attempt", attempt.pk)
    return redirect("test_intro", enrolment.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.LEARN)
def test_attempt(request, pk):
    """All questions on one page. GET shows them, POST sends the answers; keys and feedback stay on the server."""
    attempt = tested_attempt(request, pk)
    form = AnswersForm(attempt.questions, initial=attempt.answers)
    if request.method == "POST":
        form = AnswersForm(attempt.questions, request.POST)
        if form.is_valid():
            with shown_on_form(form):
                submit_attempt(attempt, form.answers, by=request.user, at=timezone.now())
        if form.is_valid():
            return redirect("test_result", attempt.pk)
    elif attempt.submitted_at is not None:
        return redirect("test_result", attempt.pk)
    return render(request, "assessment/test_attempt.html", {"attempt": attempt, "form": form})


@require_POST
@requires(Permission.LEARN)
def test_save(request, pk):
    """Keep what is chosen so far; an incomplete sheet is no error here."""
    attempt = tested_attempt(request, pk)
    form = AnswersForm(attempt.questions, request.POST)
    form.full_clean()
    with shown_as_message(request):
        save_answers(attempt, form.answers, at=timezone.now())
        messages.success(request, _("Your answers are kept. Come back any time before the cohort closes."))
    return redirect("test_intro", attempt.enrolment_id)


@require_safe
@requires(Permission.LEARN)
def test_result(request, pk):
    attempt = tested_attempt(request, pk)
    if attempt.submitted_at is None:
        return redirect("test_attempt", attempt.pk)
    cohort = attempt.enrolment.cohort
    policy = cohort.frozen_policy()
    facts = attempt_facts(attempt.enrolment, cohort, bank_size=0)
    left = rules.attempts_left(facts, policy)
    is_over = rules.has_passed(facts.best_score, policy) or not left
    return render(
        request,
        "assessment/test_result.html",
        {
            "attempt": attempt,
            "policy": policy,
            "has_passed": rules.has_passed(attempt.score_percent, policy),
            "attempts_left": left,
            "may_try_again": not is_over and cohort.status == CohortStatus.OPEN,
            "reviews": rules.review(attempt.questions, attempt.answers, with_key=is_over),
        },
    )
