"""Each paper of an application on a page of its own, and the files behind them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.roles import Permission
from lms.organisations.permissions import requires
from lms.organisations.uploads import serve_stored
from lms.refusal import shown_on_form
from lms.registration import operations
from lms.registration.enums import Fact
from lms.registration.forms.applying import AnswerForm, FileForm
from lms.registration.models import Application
from lms.registration.views.finding import item_of, own_application
from lms.registration.views.telling import saved, sent


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SIGNED_IN)
def application_item(request, pk, item):
    """A photo, a file or a text, kept as soon as it is sent."""
    application = own_application(request, pk)
    item = item_of(application, pk=item)
    if item.is_fact:
        raise Http404
    initial = {"version": item.version, "answer": item.answer}
    form = (
        FileForm(sent(request), request.FILES or None, initial=initial)
        if item.needs_file
        else AnswerForm(sent(request), initial=initial)
    )
    if form.is_valid():
        give = operations.give_file if item.needs_file else operations.give_answer
        with shown_on_form(form):
            give(item, **form.cleaned_data, by=request.user, at=timezone.now())
            return saved(request, application)
    context = {"application": application, "item": item, "form": form, "is_locked": not item.is_editable}
    return render(request, "registration/item.html", context)


@require_safe
@requires(Permission.SIGNED_IN)
def application_file(request, pk, item):
    """A file of an application one may see: the applicant's own, or one's area's."""
    application = get_object_or_404(Application.objects.visible_to(request.user), pk=pk)
    item = item_of(application, pk=item)
    if item.file is None or item.code in Fact.values:
        raise Http404
    return serve_stored(item.file)
