from allauth.account.decorators import reauthentication_required
from django.http import FileResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.roles import Permission
from lms.exchange.enums import FileFormat, SheetKind
from lms.exchange.forms import ExportForm
from lms.exchange.operations import export_register
from lms.exchange.words import SHEET_WORDS
from lms.organisations.access import scope_of
from lms.organisations.enums import RegionLevel
from lms.organisations.models import Region
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form

METHODS = ["GET", "HEAD", "POST"]
CONTENT_TYPES = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
}


@require_safe
@requires(Permission.SEE_REPORTS)
def export_list(request):
    return render(
        request, "exchange/export_list.html", {"sees_names": Permission.SEE_NAMES in scope_of(request.user).permissions}
    )


@require_http_methods(METHODS)
@requires(Permission.SEE_REPORTS)
def export_institutions(request):
    return _export(request, SheetKind.INSTITUTIONS, Permission.SEE_REPORTS)


# Names leave the house: the password once more. Source: house security rules 5.
@require_http_methods(METHODS)
@requires(Permission.SEE_NAMES)
@reauthentication_required(allow_get=True)
def export_people(request):
    return _export(request, SheetKind.PEOPLE, Permission.SEE_NAMES)


@require_http_methods(METHODS)
@requires(Permission.SEE_NAMES)
@reauthentication_required(allow_get=True)
def export_memberships(request):
    return _export(request, SheetKind.MEMBERSHIPS, Permission.SEE_NAMES)


def _export(request, kind: SheetKind, permission: Permission):
    """A POST answers with the file, for it leaves a line in the journal."""
    inside = scope_of(request.user).region_filter(permission, "code")
    regions = list(Region.objects.filter(inside, level=RegionLevel.REGENCY))
    form = ExportForm(request.POST if request.method == "POST" else None, regions=regions)
    if form.is_valid():
        file_format, at = FileFormat(form.cleaned_data["format"]), timezone.now()
        with shown_on_form(form):
            file, _rows = export_register(kind, file_format, area=form.cleaned_data["area"], by=request.user, at=at)
            name = f"{SHEET_WORDS[kind]}-{timezone.localdate(at).isoformat()}.{file_format}"
            response = FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[file_format])
            response["Cache-Control"] = "no-store"
            response["Content-Security-Policy"] = "sandbox; default-src 'none'"
            return response
    return render(request, "exchange/export_sheet.html", {"form": form, "kind": kind})
