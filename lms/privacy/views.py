import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.models import User
from lms.accounts.permissions import signed_in
from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.models import Person
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.privacy import operations
from lms.privacy.enums import RequestKind
from lms.privacy.forms import AnswerForm, RequestForm
from lms.privacy.models import Consent, ConsentText, DataRequest
from lms.privacy.words import LOOKS, reason_in_words
from lms.refusal import shown_as_message, shown_on_form


def own_person(request) -> Person:
    person = Person.objects.living().filter(user=request.user).first()
    if person is None:
        raise Http404
    return person


@require_safe
@signed_in
@never_cache
def my_data(request):
    """What is kept of me, what I agreed to, and what I asked."""
    person = Person.objects.living().select_related("region", "user").filter(user=request.user).first()
    if person is None:
        return render(request, "privacy/no_person.html")
    given = {consent.text_id: consent for consent in Consent.objects.in_force().filter(person=person)}
    return render(
        request,
        "privacy/my_data.html",
        {
            "person": person,
            "consents": [(text, given.get(text.pk)) for text in ConsentText.objects.current()],
            "requests": DataRequest.objects.of(request.user).order_by("-asked_at"),
            "now": timezone.now(),
        },
    )


@require_POST
@signed_in
@never_cache
def my_data_download(request):
    data = operations.take_own_data(own_person(request), by=request.user, at=timezone.now())
    response = HttpResponse(json.dumps(data, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="data-saya.json"'
    return response


@require_POST
@signed_in
def consent_give(request, pk):
    text = get_object_or_404(ConsentText, pk=pk)
    with shown_as_message(request):
        operations.give_consent(own_person(request), text, by=request.user, at=timezone.now())
        messages.success(request, _("Thank you. You can withdraw this at any time, here."))
    return redirect("my_data")


@require_POST
@signed_in
def consent_withdraw(request, pk):
    consent = get_object_or_404(Consent.objects.filter(person=own_person(request)), pk=pk)
    operations.withdraw_consent(consent, by=request.user, at=timezone.now())
    messages.success(request, _("It is withdrawn, from now on."))
    return redirect("my_data")


@require_safe
@signed_in
@never_cache
def my_viewers(request):
    """Who looked at my data, and who changed them."""
    page = capped_page(operations.looks_at(own_person(request)), request.GET.get("page"))
    names = dict(User.objects.filter(pk__in={event.by_id for event in page.object_list}).values_list("pk", "name"))
    rows = [
        (event, names.get(event.by_id, ""), LOOKS[event.name], reason_in_words(event.data.get("reason", "")))
        for event in page.object_list
    ]
    return render(request, "privacy/my_viewers.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def request_new(request):
    person = own_person(request)
    form = RequestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            kind = RequestKind(form.cleaned_data["kind"])
            operations.send_request(
                person, kind=kind, words=form.cleaned_data["words"], by=request.user, at=timezone.now()
            )
            messages.success(request, _("Your request is sent. You get an answer within three days."))
            return redirect("my_data")
    return render(request, "privacy/request_new.html", {"form": form})


@require_POST
@signed_in
def request_withdraw(request, pk):
    asked = get_object_or_404(DataRequest.objects.of(request.user), pk=pk)
    with shown_as_message(request):
        operations.withdraw_request(asked, by=request.user, at=timezone.now())
        messages.success(request, _("Your request is withdrawn."))
    return redirect("my_data")


@require_safe
@requires(Permission.HELP_PEOPLE)
def request_list(request):
    """Requests that wait in my area, the most urgent first."""
    waiting = DataRequest.objects.answerable_by(request.user).open().select_related("person")
    page = capped_page(waiting, request.GET.get("page"))
    now = timezone.now()
    rows = [(each, each.is_late(now)) for each in page.object_list]
    return render(request, "privacy/request_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HELP_PEOPLE)
@never_cache
def request_answer(request, pk):
    asked = get_object_or_404(DataRequest.objects.answerable_by(request.user).select_related("person"), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            operations.answer_request(asked, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The answer is sent."))
            return redirect("request_list")
    now = timezone.now()
    context = {"form": form, "asked": asked, "is_late": asked.is_late(now)}
    return render(request, "privacy/request_answer.html", context)
