import tempfile
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.permissions import public
from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.notices.models import Notice
from lms.organisations.access import in_area, scope_of
from lms.organisations.models import Institution
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.organisations.sheets import sheet_of
from lms.reports.committee import cohorts_run_by, step_rows
from lms.reports.doors import doors_of
from lms.reports.figures import area_table
from lms.reports.forms import AreaForm, InstitutionFilterForm
from lms.reports.homes import home_of
from lms.reports.institutions import in_status, institutions_for, reasons_against, with_details
from lms.reports.members import members_of
from lms.reports.operations import journal_export
from lms.reports.permissions import may_see_members
from lms.reports.schedules import plans_of
from lms.reports.spreadsheet import write_institutions
from lms.standing.models import with_certification

ROWS_PER_PAGE = 25


@require_safe
@public
def front(request):
    """What the product is, for who does not know it yet; signed-in people go on to their home."""
    if request.user.is_authenticated:
        return redirect("home")
    return render(request, "reports/front.html")


@require_safe
@requires(Permission.SIGNED_IN)
def home(request):
    """The home of the most senior role one holds, or of the one asked for by ``?peran=``."""
    chosen = home_of(request.user, request.GET.get("peran", ""), at=timezone.now())
    unread = Notice.objects.of(request.user).arrived(timezone.now()).unread().count()
    return render(request, chosen.template, {**chosen.context, "unread": unread})


@require_safe
@requires(Permission.LEARN)
def my_schedule(request):
    """Sessions to come in all cohorts of a participant, day by day, in the time of each place."""
    return render(request, "reports/my_schedule.html", {"plans": plans_of(request.user, at=timezone.now())})


@require_safe
@requires(Permission.SIGNED_IN)
def committee_home(request, pk):
    """What is done and what is missing for one cohort; the first thing due is the main action.

    Members of the committee who are no officers read it, without the ways to the pages where things are done.
    """
    planned = Cohort.objects.planned_by(request.user)
    shown = Cohort.objects.filter(Q(pk__in=planned.values("pk")) | Q(pk__in=cohorts_run_by(request.user).values("pk")))
    cohort = get_object_or_404(shown.select_related("course", "office__region"), pk=pk)
    rows = step_rows(cohort, at=timezone.now())
    due = [row for row in rows if row.is_due]
    context = {
        "cohort": cohort,
        "may_act": planned.filter(pk=pk).exists(),
        "first": due[0] if due else None,
        "due": due[1:],
        "others": [r for r in rows if not r.is_due],
    }
    return render(request, "reports/committee_home.html", context)


@require_safe
@requires(Permission.SEE_REPORTS)
def register_home(request):
    """The doors to the register that somebody may open, each with what waits behind it."""
    return render(request, "reports/register_home.html", {"doors": doors_of(request.user)})


def chosen_institutions(request, data):
    """The filter form and the institutions it leaves; a filter that makes no sense leaves none."""
    form = InstitutionFilterForm(data, scope=scope_of(request.user))
    institutions = with_details(institutions_for(request.user, on=timezone.localdate()), on=timezone.localdate())
    if not form.is_valid():
        return form, institutions.none()
    if area := form.cleaned_data["wilayah"]:
        institutions = institutions.filter(in_area(area, "region__code"))
    return form, in_status(institutions, form.cleaned_data["status"])


@require_safe
@requires(Permission.SEE_REPORTS)
def institution_list(request):
    form, institutions = chosen_institutions(request, request.GET)
    page = capped_page(institutions, request.GET.get("page"), size=ROWS_PER_PAGE)
    rows = [(each, reasons_against(each, on=timezone.localdate())) for each in page.object_list]
    query = urlencode({name: value for name, value in form.data.items() if name in form.fields and value})
    return render(request, "reports/institution_list.html", {"form": form, "page": page, "rows": rows, "query": query})


@require_POST
@requires(Permission.SEE_REPORTS)
@never_cache
def institution_export(request):
    """The list under the same filters as XLSX. A POST, since taking a list out is journalled."""
    form, institutions = chosen_institutions(request, request.POST)
    if not form.is_valid():
        messages.error(request, _("The list could not be made: choose the area and the status again."))
        return redirect("institution_list")
    today = timezone.localdate()
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    rows = write_institutions(file, institutions.iterator(chunk_size=1000), on=today)
    file.seek(0)
    area, status = form.cleaned_data["wilayah"], form.cleaned_data["status"]
    journal_export(request.user, rows=rows, area=area, status=status, at=timezone.now())
    name = "-".join(part for part in ("lembaga", area, status, today.isoformat()) if part)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


@require_safe
@requires(Permission.SIGNED_IN)
def institution_detail(request, pk):
    today = timezone.localdate()
    visible = with_certification(Institution.objects.visible_to(request.user).with_registration(today), today)
    institution = visible.select_related("region", "district", "kind").filter(pk=pk).first()
    if institution is None:
        merged = get_object_or_404(Institution.objects.visible_to(request.user), merged__pk=pk)
        return redirect("institution_detail", merged.pk)
    named = may_see_members(scope_of(request.user), institution)
    standings = institution.standings.select_related("course").order_by("course__title")
    return render(
        request,
        "reports/institution_detail.html",
        {
            "institution": institution,
            "sheet": sheet_of(institution, scope_of(request.user)),
            "papers": institution.papers.order_by("-issued_on", "-pk"),
            "today": today,
            "standings": [(each, each.holds_on(today)) for each in standings],
            "reasons_against": reasons_against(institution, on=today),
            "sees_members": named,
            "members": members_of(institution, on=today) if named else [],
        },
    )


@require_safe
@requires(Permission.SEE_REPORTS)
def area_figures(request):
    form = AreaForm(request.GET, scope=scope_of(request.user))
    area = form.cleaned_data["wilayah"] if form.is_valid() else ""
    table = area_table(request.user, area, on=timezone.localdate())
    return render(request, "reports/area_figures.html", {"form": form, "area": area, "table": table})
