"""The public list of courses, at the address of its page: who learns needs filters that Wagtail's page cannot know."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lms.accounts.permissions import public
from lms.learning.catalogue import cards, courses, narrowed, programmes
from lms.learning.forms import CatalogueForm
from lms.organisations.paging import capped_page

CARDS_ON_A_PAGE = 20
MOST_LISTED = 400  # twenty pages; whoever looks for one course among thousands types another word


@require_safe
@public
def catalogue(request):
    """At most twelve queries, however many courses there are."""
    today, offices = timezone.localdate(), programmes()
    form = CatalogueForm(request.GET, areas={each.region for each in offices if each.region})
    rows = courses(today)
    found = narrowed(rows, form.cleaned_data, offices) if form.is_valid() else rows.none()
    page = capped_page(found, request.GET.get("page"), size=CARDS_ON_A_PAGE, most=MOST_LISTED)
    chosen = {name: form.data[name] for name in form.fields if form.data.get(name)}
    context = {
        "form": form,
        "page": page,
        "cards": cards(page.object_list, offices, request=request, on=today),
        "query": urlencode(chosen),
        "chosen": chosen,
        "is_narrowed": bool(chosen.keys() - {"cari"}),
    }
    return render(request, "learning/catalogue.html", context)
