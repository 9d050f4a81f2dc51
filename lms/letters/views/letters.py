from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.letters.boards import assignments_to_issue
from lms.letters.enums import LetterKind
from lms.letters.files import walled_off
from lms.letters.forms import LetterNumberForm, ReasonForm
from lms.letters.models import Letter
from lms.letters.operations import give_number, reissue_letter, void_letter
from lms.letters.printing import write_letter
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form

ROWS_PER_PAGE = 25
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAMES = {
    LetterKind.INVITATION: "undangan",
    LetterKind.ASSIGNMENT: "surat-tugas",
    LetterKind.CONFIRMATION: "daftar-peserta",
    LetterKind.STATEMENT: "surat-keterangan",
}


def sent_by(request, pk):
    letters = Letter.objects.managed_by(request.user)
    return get_object_or_404(letters.select_related("cohort__office__region", "office__region", "entry"), pk=pk)


def board_of(letter):
    """The page on which its sender finds it."""
    if letter.office_id:
        return reverse("assignment_of_office", args=[letter.cohort_id, letter.office_id])
    if letter.institution_id:
        return reverse("assignment_of_institution", args=[letter.cohort_id, letter.institution_id])
    return reverse("letter_board", args=[letter.cohort_id])


@require_safe
@requires(Permission.SIGNED_IN)
def letter_list(request):
    """Letters to oneself, one's institution, one's kabupaten or kota."""
    letters = Letter.objects.sent_to(request.user).select_related(
        "cohort__office", "office", "institution", "entry", "replaced_by__entry"
    )
    page = Paginator(letters.order_by("-issued_on", "-pk"), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "letters/letter_list.html", {"page": page, "to_issue": assignments_to_issue(request.user)})


@require_safe
@requires(Permission.SIGNED_IN)
def letter_download(request, pk):
    """The stored bytes."""
    letter = get_object_or_404(Letter.objects.visible_to(request.user).exclude(document=""), pk=pk)
    name = f"{NAMES[LetterKind(letter.kind)]}-{letter.pk}.pdf"
    return walled_off(FileResponse(letter.document.open("rb"), filename=name, content_type="application/pdf"))


@require_safe
@requires(Permission.SIGNED_IN)
def letter_docx(request, pk):
    """For the office that sends it: what was frozen, as a Word file to be edited."""
    letter = sent_by(request, pk)
    response = HttpResponse(write_letter(letter), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{NAMES[LetterKind(letter.kind)]}-{letter.pk}.docx"'
    return walled_off(response)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SIGNED_IN)
@once
def letter_number(request, pk):
    letter = sent_by(request, pk)
    form = LetterNumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            give_number(letter, typed=form.cleaned_data["typed"], by=request.user, at=timezone.now())
            messages.success(request, _("The letter has its number and is being made anew."))
            return redirect(board_of(letter))
    return render(request, "letters/letter_number.html", {"letter": letter, "form": form, "back_url": board_of(letter)})


@require_POST
@requires(Permission.SIGNED_IN)
@once
def letter_reissue(request, pk):
    letter = sent_by(request, pk)
    with shown_as_message(request):
        reissue_letter(letter, by=request.user, at=timezone.now())
        messages.success(request, _("A new letter is being made. It names the one it replaces."))
    return redirect(board_of(letter))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SIGNED_IN)
@once
def letter_void(request, pk):
    letter = sent_by(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            void_letter(letter, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
            messages.success(request, _("The letter is void, and its number with it."))
            return redirect(board_of(letter))
    return render(request, "letters/letter_void.html", {"letter": letter, "form": form, "back_url": board_of(letter)})
