from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.exchange import operations
from lms.exchange.enums import FindingKind, ImportStatus, SheetKind
from lms.exchange.forms import RunForm, UndoForm, UploadForm
from lms.exchange.models import ImportRun
from lms.exchange.tables import LIMITS
from lms.exchange.words import SHEET_WORDS
from lms.journal.once import once
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form

PAGE_SIZE = 50
PARTS = {
    "kesalahan": FindingKind.ERROR,
    "keraguan": FindingKind.DOUBT,
    "perbaikan": FindingKind.REPAIR,
    "perubahan": FindingKind.CHANGE,
}
View = Callable[..., HttpResponse]


def not_too_large(view: View) -> View:
    """A file beyond the limit lies on disk by now, never in memory; it is not looked at, and the answer is 413."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        files = [file for _name, sent in request.FILES.lists() for file in sent]
        if any((file.size or 0) > LIMITS.upload_bytes for file in files):
            for file in files:  # Django forgets them on the way to a 413
                file.close()
            raise RequestDataTooBig("an import is larger than its limit")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@requires(Permission.MANAGE_REGISTER)
def import_list(request):
    """One's own imports, newest first."""
    page = capped_page(ImportRun.objects.visible_to(request.user), request.GET.get("page"))
    return render(request, "exchange/import_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
@not_too_large
@once
def import_new(request):
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file, kind = form.cleaned_data["file"], SheetKind(form.cleaned_data["kind"])
        with shown_on_form(form):
            run = operations.upload_import(file, name=file.name, kind=kind, by=request.user, at=timezone.now())
            return redirect("import_detail", run.pk)
    return render(request, "exchange/import_new.html", {"form": form, "sheets": SheetKind})


@require_safe
@requires(Permission.MANAGE_REGISTER)
def import_template(request, kind):
    name = f"pilar-{SHEET_WORDS[kind]}.xlsx"
    return FileResponse(operations.write_template(kind), as_attachment=True, filename=name)


@require_safe
@requires(Permission.MANAGE_REGISTER)
def import_detail(request, pk):
    """What became of one import: its progress, the result of the check, the run, the undoing."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    if run.is_working:
        context = {"run": run, "done": operations.progress_of(run), "is_stuck": operations.is_stuck(run)}
        template = "exchange/import_progress.html" if request.htmx else "exchange/import_working.html"
        return render(request, template, context)
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    part = _part(run, request.GET.get("bagian", ""))
    page = Paginator(run.findings.filter(kind=PARTS.get(part, "")), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "counts": [
            (_("new"), run.new_rows),
            (_("changed"), run.changed_rows),
            (_("unchanged"), run.unchanged_rows),
            (_("with errors"), run.error_rows),
        ],
        "form": RunForm(run=run) if run.status == ImportStatus.CHECKED else None,
        "may_run": bool(run.write_rows) and not run.obstacle,
        "parts": [(name, kind, sum(run.tallies.get(kind, {}).values())) for name, kind in PARTS.items()],
        "part": part,
        "page": page,
        "query": f"bagian={part}",
        "is_cut": part == "kesalahan" and sum(run.tallies.get(FindingKind.ERROR, {}).values()) > page.paginator.count,
    }
    return render(request, "exchange/import_detail.html", context)


def _part(run: ImportRun, asked: str) -> str:
    """The part that was asked for, else the first with something in it."""
    return asked if asked in PARTS else next((name for name, kind in PARTS.items() if run.tallies.get(kind)), "")


@require_POST
@requires(Permission.MANAGE_REGISTER)
@once
def import_run(request, pk):
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    form = RunForm(request.POST, run=run)
    form.is_valid()
    with shown_as_message(request):
        run = operations.start_import(
            run,
            accepted=form.cleaned_data.get("accepted", ()),
            leaves_out_errors=form.cleaned_data.get("leaves_out_errors", False),
            by=request.user,
            at=timezone.now(),
        )
        if run.status == ImportStatus.DONE:
            words = ngettext("%(number)s row is written.", "%(number)s rows are written.", run.write_rows)
            messages.success(request, words % {"number": run.write_rows})
    return redirect("import_detail", pk)


@require_POST
@requires(Permission.MANAGE_REGISTER)
def import_drop(request, pk):
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    operations.drop_import(run, by=request.user, at=timezone.now())
    messages.success(request, _("The file is dropped. Nothing was written."))
    return redirect("import_list")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
def import_undo(request, pk):
    """What taking back would do, and the taking back."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    if run.status != ImportStatus.DONE:
        return redirect("import_detail", pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            keeps_later = form.cleaned_data["keeps_later"]
            operations.undo_import(run, keeps_later=keeps_later, by=request.user, at=timezone.now())
            return redirect("import_detail", pk)
    context = {"run": run, "form": form, "found": operations.look_back(run)}
    return render(request, "exchange/import_undo.html", context)
