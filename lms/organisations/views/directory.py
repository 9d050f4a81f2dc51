"""The public directory: institutions that are active and verified. Never a person."""

from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lms.accounts.permissions import public
from lms.organisations.access import NATION
from lms.organisations.forms.institutions import DirectoryFilterForm
from lms.organisations.models import Accreditation, Institution
from lms.organisations.paging import capped_page
from lms.organisations.sheets import in_words
from lms.organisations.views.institutions import ROWS_PER_PAGE, is_narrowed, narrowed, query_of

MOST_LISTED = 250  # ten pages; whoever looks for one body among 200,000 types another word
SHOWN = ("kind", "level", "region", "district", "phone", "whatsapp", "email", "serves", "delivery")


@require_safe
@public
def directory(request):
    today = timezone.localdate()
    form = DirectoryFilterForm(request.GET, areas=(NATION,))
    found, meaning = narrowed(form, Institution.objects.listed(today))
    rows = found.with_registration(today).select_related("region__parent", "kind")
    context = {
        "form": form,
        "meaning": meaning,
        "page": capped_page(rows, request.GET.get("page"), size=ROWS_PER_PAGE, most=MOST_LISTED),
        "query": query_of(form),
        "is_narrowed": is_narrowed(form),
    }
    return render(request, "organisations/directory_list.html", context)


@require_safe
@public
def directory_institution(request, pk):
    today = timezone.localdate()
    in_date = Q(issued_on__lte=today) & (Q(expires_on__isnull=True) | Q(expires_on__gte=today))
    grades = Prefetch("accreditations", queryset=Accreditation.objects.filter(in_date))
    listed = Institution.objects.listed(today).with_registration(today).prefetch_related("serves", grades)
    institution = listed.select_related("region__parent", "district", "kind").filter(pk=pk).first()
    if institution is None:
        merged = get_object_or_404(Institution.objects.listed(today), merged__pk=pk)
        return redirect("directory_institution", merged.pk)
    rows = [(institution._meta.get_field(name).verbose_name, in_words(institution, name)) for name in SHOWN]
    context = {
        "institution": institution,
        "rows": [(str(label)[:1].upper() + str(label)[1:], words) for label, words in rows if words],
        "accreditation": next(iter(institution.accreditations.all()), None),
    }
    return render(request, "organisations/directory_institution.html", context)
