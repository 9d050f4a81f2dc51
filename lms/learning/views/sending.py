"""What was done without signal arrives: by itself, or as a file carried by hand."""

from django.contrib import messages
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.learning.enums import MarkState
from lms.learning.mark_forms import MarkFileForm, read_marks
from lms.learning.receiving import Arrival, Mark, Outcome, take_marks
from lms.learning.views.lessons import learnt_enrolments
from lms.organisations.permissions import requires
from lms.refusal import Refusal


@require_safe
@requires(Permission.LEARN)
def lesson_unsent(request):
    """What this phone has not sent. The list is the phone's own: the page names nothing of it."""
    return render(request, "learning/unsent.html")


@require_POST
@requires(Permission.LEARN)
def lesson_send(request):
    """Marks as JSON: ``{"now": …, "marks": [{key, kind, enrolment, lesson, block, choice, at}]}``; an answer for each,
    in their order. The same key twice changes nothing. Only where she learns herself or for whom she accompanies.
    """
    try:
        parcel = read_marks(request.body)
    except Refusal as refusal:
        return JsonResponse({"words": " ".join(map(str, refusal.reasons))}, status=400)
    arrival = Arrival(at=timezone.now(), by=request.user, device_now=parcel.device_now)
    outcomes = answered(learnt_enrolments(request.user), parcel.marks, arrival)
    listed = [{"key": key, "state": outcome.state, "words": outcome.words} for key, outcome in outcomes]
    return JsonResponse({"answers": listed})


def answered(reach, marks, arrival):
    """The key and outcome of each; what was no mark at all is refused where it stands."""
    taken = iter(take_marks(reach, [mark for _key, mark in marks if isinstance(mark, Mark)], arrival))
    return [
        (key, next(taken) if isinstance(mark, Mark) else Outcome(MarkState.REFUSED, str(mark))) for key, mark in marks
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.LEARN)
def lesson_import(request):
    """A file of unsent marks from another phone, brought by the trainee, her companion or a trainer of her cohort."""
    form = MarkFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        # How long a file travelled nobody knows, so its clock cannot be put right.
        arrival = Arrival(at=timezone.now(), by=request.user)
        reach = Enrolment.objects.accepted().filter(
            Q(pk__in=learnt_enrolments(request.user).values("pk"))
            | Q(cohort__in=Cohort.objects.taught_by(request.user).values("pk"))
        )
        tell(request, [outcome for _key, outcome in answered(reach, form.cleaned_data["file"].marks, arrival)])
        return redirect("lesson_import")
    return render(request, "learning/import.html", {"form": form})


def tell(request, outcomes):
    counted = {state: sum(outcome.state == state for outcome in outcomes) for state in MarkState}
    if done := counted[MarkState.DONE]:
        text = ngettext("%(count)s mark is saved.", "%(count)s marks are saved.", done)
        messages.success(request, text % {"count": done})
    if already := counted[MarkState.ALREADY]:
        text = ngettext("%(count)s mark was there already.", "%(count)s marks were there already.", already)
        messages.info(request, text % {"count": already})
    if refused := counted[MarkState.REFUSED]:
        text = ngettext("%(count)s mark was not taken:", "%(count)s marks were not taken:", refused)
        reasons = sorted({outcome.words for outcome in outcomes if outcome.state == MarkState.REFUSED})
        messages.error(request, " ".join([text % {"count": refused}, *reasons]))
    if not outcomes:
        messages.info(request, _("The file holds no marks. Nothing was changed."))
