from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.notices import operations
from lms.notices.forms import WishesForm
from lms.notices.models import Notice, Preference
from lms.notices.recipients import default_quiet, zones_of
from lms.notices.sharing import share_of_notice
from lms.notices.words import action_of, words_of, zone_name
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form

PAGE_SIZE = 20


def arrived_for(request):
    return Notice.objects.of(request.user).arrived(timezone.now()).select_related("cohort")


@require_safe
@requires(Permission.SIGNED_IN)
def inbox(request):
    """One's messages, the newest first."""
    page = capped_page(arrived_for(request), request.GET.get("page"), size=PAGE_SIZE)
    rows = [(notice, words_of(notice)) for notice in page.object_list]
    return render(
        request, "notices/inbox.html", {"page": page, "rows": rows, "unread": arrived_for(request).unread().count()}
    )


@require_safe
@requires(Permission.SIGNED_IN)
def notice_detail(request, pk):
    notice = get_object_or_404(arrived_for(request), pk=pk)
    label, url = action_of(notice)
    context = {
        "notice": notice,
        "words": words_of(notice),
        "label": label,
        "url": url,
        "share": share_of_notice(notice),
    }
    return render(request, "notices/notice_detail.html", context)


@require_POST
@requires(Permission.SIGNED_IN)
def notice_open(request, pk):
    """Opening a new message marks it as read; a link alone must not."""
    notice = get_object_or_404(arrived_for(request), pk=pk)
    operations.read_notice(notice, at=timezone.now())
    return redirect("notice_detail", pk)


@require_POST
@requires(Permission.SIGNED_IN)
def notice_read_all(request):
    number = operations.read_all_notices(request.user, at=timezone.now())
    words = ngettext("%(number)s message is marked as read.", "%(number)s messages are marked as read.", number)
    messages.success(request, words % {"number": number})
    return redirect("inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SIGNED_IN)
def notice_wishes(request):
    """Mail or not, and when not to be disturbed."""
    user = request.user
    kept = Preference.objects.filter(user=user).first()
    zone = zones_of([user.pk])[user.pk]
    quiet = default_quiet(zone)
    first = Preference(user=user, quiet_from=quiet.starts, quiet_until=quiet.ends)
    form = WishesForm(request.POST if request.method == "POST" else None, instance=kept or first)
    if form.is_valid():
        with shown_on_form(form):
            operations.choose_wishes(user, **form.cleaned_data)
            messages.success(request, _("Your wishes are saved."))
            return redirect("notice_wishes")
    return render(request, "notices/notice_wishes.html", {"form": form, "zone": zone_name(zone), "email": user.email})
