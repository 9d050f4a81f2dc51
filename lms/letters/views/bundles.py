from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.journal.once import once
from lms.letters.enums import BundleForm, BundleKind
from lms.letters.files import walled_off
from lms.letters.forms import BundleAskForm
from lms.letters.models import Bundle
from lms.letters.operations import ask_bundle
from lms.letters.printing import SUFFIXES
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message

MEDIA_TYPES = {".pdf": "application/pdf", ".zip": "application/zip"}
NAMES = {
    BundleKind.INVITATION: "undangan",
    BundleKind.ASSIGNMENT: "surat-tugas",
    BundleKind.BADGES: "kartu-nama",
    BundleKind.DESK_NAMES: "papan-nama",
    BundleKind.BIODATA: "biodata",
}


@require_POST
@requires(Permission.PLAN_COHORT)
@once
def bundle_ask(request, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=pk)
    form = BundleAskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the papers on this page."))
        return redirect("letter_board", pk)
    kind, shape = BundleKind(form.cleaned_data["kind"]), BundleForm(form.cleaned_data["form"])
    with shown_as_message(request):
        ask_bundle(cohort, kind, shape, by=request.user, at=timezone.now())
        messages.success(request, _("The papers are being made. You may leave this page."))
    return redirect("letter_board", pk)


@require_safe
@requires(Permission.PLAN_COHORT)
def bundle_download(request, pk):
    mine = Bundle.objects.filter(cohort__in=Cohort.objects.planned_by(request.user)).exclude(document="")
    bundle = get_object_or_404(mine.select_related("cohort"), pk=pk)
    suffix = SUFFIXES[BundleForm(bundle.form)]
    name = f"{NAMES[BundleKind(bundle.kind)]}-{slugify(bundle.cohort.title)[:60]}{suffix}"
    file = bundle.document.open("rb")
    is_zip = suffix == ".zip"
    return walled_off(FileResponse(file, filename=name, as_attachment=is_zip, content_type=MEDIA_TYPES[suffix]))
