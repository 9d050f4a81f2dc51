"""The dinsos decides, and asks somebody outside for an opinion."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form
from lms.registration import operations
from lms.registration.enums import ItemState
from lms.registration.forms.examining import PaperForm, ReviewerForm, WhyForm
from lms.registration.operations.reviewing import token_of
from lms.registration.rules import reasons_against_approval
from lms.registration.views.finding import decidable_application

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@requires(Permission.VERIFY_INSTITUTION)
@once
def verification_approve(request, pk):
    application = decidable_application(request, pk)
    form = PaperForm(request.POST if request.method == "POST" else None, initial={"version": application.version})
    if form.is_valid():
        with shown_on_form(form):
            version = form.cleaned_data["version"]
            operations.approve_application(
                application, paper=form.paper, version=version, by=request.user, at=timezone.now()
            )
            messages.success(request, _("%(name)s is in the register now.") % {"name": application.institution.name})
            return redirect("verification_detail", pk)
    items = [item.facts() for item in application.items.all()]
    obstacles = reasons_against_approval(application.state, items)
    context = {"application": application, "form": form, "obstacles": obstacles}
    return render(request, "registration/approve.html", context)


@require_http_methods(FORM_METHODS)
@requires(Permission.VERIFY_INSTITUTION)
@once
def verification_reject(request, pk):
    application = decidable_application(request, pk)
    form = WhyForm(request.POST if request.method == "POST" else None, initial={"version": application.version})
    form.fields["why"].label = _("Why is it turned down?")
    if form.is_valid():
        with shown_on_form(form):
            operations.reject_application(application, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The application is turned down."))
            return redirect("verification_detail", pk)
    return render(request, "registration/reject.html", {"application": application, "form": form})


@require_http_methods(FORM_METHODS)
@requires(Permission.VERIFY_INSTITUTION)
@once
def review_new(request, pk):
    application = decidable_application(request, pk)
    papers = application.items.exclude(state=ItemState.MISSING).exclude(answer="", file__isnull=True)
    form = ReviewerForm(request.POST if request.method == "POST" else None, items=papers)
    if form.is_valid():
        with shown_on_form(form):
            review = operations.ask_reviewer(application, **form.cleaned_data, by=request.user, at=timezone.now())
            return redirect("review_link", pk, review.pk)
    return render(request, "registration/review_new.html", {"application": application, "form": form})


@require_safe
@requires(Permission.VERIFY_INSTITUTION)
def review_link(request, pk, review):
    """The link to hand on, as long as it is good; and the answer once it came."""
    application = decidable_application(request, pk)
    review = get_object_or_404(application.reviews.prefetch_related("items"), pk=review)
    is_open = type(review).objects.answerable(timezone.now()).filter(pk=review.pk).exists()
    token = token_of(review) if is_open else None
    address = settings.BASE_URL + reverse("review_answer", args=[token]) if token else ""
    context = {"application": application, "review": review, "address": address, "is_open": is_open}
    return render(request, "registration/review_link.html", context)
