from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.roles import Permission
from lms.notices import operations
from lms.notices.models import Mailing
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message


@require_safe
@requires(Permission.SET_UP)
def mail_list(request):
    """Mails that were given up, or of which nobody knows whether they left. A person decides."""
    troubled = Mailing.objects.troubled(timezone.now()).select_related("recipient")
    page = capped_page(troubled, request.GET.get("page"))
    return render(request, "notices/mail_list.html", {"page": page})


@require_POST
@requires(Permission.SET_UP)
def mail_again(request, pk):
    mailing = get_object_or_404(Mailing, pk=pk)
    with shown_as_message(request):
        operations.send_mail_again(mailing, by=request.user, at=timezone.now())
        messages.success(request, _("The mail will be sent again within minutes."))
    return redirect("mail_list")


@require_POST
@requires(Permission.SET_UP)
def mail_again_all(request):
    """Only what the mail server certainly did not take."""
    number = operations.send_failed_again(by=request.user, at=timezone.now())
    words = ngettext("%(number)s mail will be sent again.", "%(number)s mails will be sent again.", number)
    messages.success(request, words % {"number": number})
    return redirect("mail_list")


@require_POST
@requires(Permission.SET_UP)
def mail_settle(request, pk):
    mailing = get_object_or_404(Mailing, pk=pk)
    with shown_as_message(request):
        operations.settle_mail(mailing, by=request.user, at=timezone.now())
        messages.success(request, _("The mail rests. Its messages stand in the inbox."))
    return redirect("mail_list")
