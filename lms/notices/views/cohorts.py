from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.journal.once import once
from lms.notices import operations
from lms.notices.batches import batches_of, with_words
from lms.notices.forms import MessageForm, WordsForm
from lms.notices.models import CalendarFeed, Notice
from lms.notices.recipients import participants_of, reachable
from lms.notices.sharing import share_of_cohort, share_with_recipient
from lms.notices.views.calendars import address_of
from lms.notices.words import words_of
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form

PAGE_SIZE = 20
PEOPLE_SHOWN = 200


@require_safe
@requires(Permission.PLAN_COHORT)
def cohort_notices(request, pk):
    """Everything that was told or will be told about a cohort."""
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=pk)
    page = Paginator(batches_of(cohort, user=request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    feed = CalendarFeed.objects.in_force().filter(cohort=cohort).first()
    batches = with_words(list(page.object_list), cohort)
    context = {
        "cohort": cohort,
        "page": page,
        "batches": batches,
        "sees_names": bool(batches) or Cohort.objects.decided_by(request.user).filter(pk=pk).exists(),
        "share": share_of_cohort(cohort),
        "has_feed": feed is not None,
        "address": address_of(feed),
    }
    return render(request, "notices/cohort_notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def cohort_message(request, pk):
    """An officer's own words to all accepted participants."""
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=pk)
    form = MessageForm(request.POST if request.method == "POST" else None, cohort=cohort)
    if form.is_valid():
        with shown_on_form(form):
            number = operations.write_to_participants(cohort, **form.cleaned_data, by=request.user, at=timezone.now())
            words = ngettext("%(number)s person is told.", "%(number)s people are told.", number)
            messages.success(request, words % {"number": number})
            return redirect("cohort_notices", pk)
    people = reachable(participants_of(cohort) - {request.user.pk})
    accepted = Enrolment.objects.accepted().filter(cohort=cohort).count()
    context = {
        "cohort": cohort,
        "form": form,
        "people": len(people),
        "with_mail": sum(one.has_mail for one in people),
        "accepted": accepted,
        "without_account": max(accepted - len(people), 0),
    }
    return render(request, "notices/cohort_message.html", context)


def notice_of(request, cohort_pk, pk):
    mine = Notice.objects.managed_by(request.user).filter(cohort=cohort_pk)
    return get_object_or_404(mine.select_related("cohort", "recipient__person", "mailing"), pk=pk)


@require_safe
@requires(Permission.PLAN_COHORT)
def cohort_notice(request, cohort_pk, pk):
    """How a message reads, to whom it goes, and what became of it; with a form for other words."""
    notice = notice_of(request, cohort_pk, pk)
    words = words_of(notice)
    return _shown(request, notice, WordsForm(initial={"subject": words.subject, "body": words.body}))


def _shown(request, notice, form):
    batch = Notice.objects.in_batch_of(notice).select_related("recipient").order_by("recipient__name", "pk")
    people = list(batch[:PEOPLE_SHOWN])
    context = {
        "cohort": notice.cohort,
        "notice": notice,
        "words": words_of(notice),
        "people": people,
        "number": len(people) if len(people) < PEOPLE_SHOWN else batch.count(),
        "changeable": batch.changeable().count(),
        "share": share_with_recipient(notice) if len(people) == 1 else None,
        "form": form,
    }
    return render(request, "notices/cohort_notice.html", context)


@require_POST
@requires(Permission.PLAN_COHORT)
def cohort_notice_change(request, cohort_pk, pk):
    notice = notice_of(request, cohort_pk, pk)
    form = WordsForm(request.POST)
    if form.is_valid():
        with shown_on_form(form):
            number = operations.change_notices(notice, **form.cleaned_data, by=request.user, at=timezone.now())
            words = ngettext(
                "The words for %(number)s person are changed.", "The words for %(number)s people are changed.", number
            )
            messages.success(request, words % {"number": number})
            return redirect("cohort_notice", cohort_pk, pk)
    return _shown(request, notice, form)


@require_POST
@requires(Permission.PLAN_COHORT)
def cohort_notice_cancel(request, cohort_pk, pk):
    notice = notice_of(request, cohort_pk, pk)
    with shown_as_message(request):
        number = operations.cancel_notices(notice, by=request.user, at=timezone.now())
        words = ngettext(
            "The message to %(number)s person is cancelled.", "The message to %(number)s people is cancelled.", number
        )
        messages.success(request, words % {"number": number})
    return redirect("cohort_notices", cohort_pk)
