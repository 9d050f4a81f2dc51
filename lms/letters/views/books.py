from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.models import offices_planned_by
from lms.journal.once import once
from lms.letters import operations
from lms.letters.boards import CERTIFICATES, book_rows, entries_of
from lms.letters.enums import NumberKind
from lms.letters.forms import PatternForm, ReasonForm, ReserveForm, TypedNumberForm, initial_of
from lms.letters.models import NumberBook, NumberEntry
from lms.letters.operations.numbers import local_date
from lms.letters.rules import DEFAULT_PATTERN, DEFAULT_SUBJECTS, FIRST_YEAR
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form

ROWS_PER_PAGE = 50
CERTIFICATES_TITLE = gettext_lazy("Certificates")


def own_office(request, pk):
    return get_object_or_404(offices_planned_by(request.user).select_related("region"), pk=pk)


def known_kind(kind):
    if kind not in NumberKind:
        raise Http404
    return NumberKind(kind)


@require_safe
@requires(Permission.PLAN_COHORT)
def number_books(request):
    """Every book of one's offices, and a door to this year's of each kind."""
    offices = list(offices_planned_by(request.user).select_related("region"))
    at = timezone.now()
    context = {
        "rows": book_rows(offices_planned_by(request.user)),
        "doors": [(office, local_date(office, at).year) for office in offices],
        "kinds": [*NumberKind.choices, (CERTIFICATES, CERTIFICATES_TITLE)],
    }
    return render(request, "letters/number_books.html", context)


@require_safe
@requires(Permission.PLAN_COHORT)
def number_book(request, pk, year, kind):
    """One book, newest number first. Certificates have their own, which is only read here."""
    office = own_office(request, pk)
    is_certificates = kind == CERTIFICATES
    title = CERTIFICATES_TITLE if is_certificates else known_kind(kind).label
    page = Paginator(entries_of(office, kind, year), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    this_year = local_date(office, timezone.now()).year
    if not FIRST_YEAR <= year <= this_year:
        raise Http404
    context = {
        "office": office,
        "kind": kind,
        "title": title,
        "year": year,
        "page": page,
        "is_certificates": is_certificates,
        "is_current": year == this_year and not is_certificates,
    }
    return render(request, "letters/number_book.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def number_reserve(request, pk, kind):
    office, kind, at = own_office(request, pk), known_kind(kind), timezone.now()
    form = ReserveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            entries = operations.reserve_numbers(office, kind, **form.cleaned_data, by=request.user, at=at)
            words = ngettext("%(count)s number is reserved.", "%(count)s numbers are reserved.", len(entries))
            messages.success(request, words % {"count": len(entries)})
            return redirect("number_book", pk, local_date(office, at).year, kind)
    return book_form(request, office, kind, form, "letters/number_reserve.html")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def number_type(request, pk, kind):
    office, kind, at = own_office(request, pk), known_kind(kind), timezone.now()
    form = TypedNumberForm(request.POST if request.method == "POST" else None, initial={"on": local_date(office, at)})
    if form.is_valid():
        with shown_on_form(form):
            entry = operations.type_number(office, kind, **form.cleaned_data, by=request.user, at=at)
            messages.success(request, _("Number %(number)s stands in the book.") % {"number": entry.number})
            return redirect("number_book", pk, entry.book.year, kind)
    return book_form(request, office, kind, form, "letters/number_type.html")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def number_pattern(request, pk, kind):
    office, kind, at = own_office(request, pk), known_kind(kind), timezone.now()
    book = NumberBook.objects.filter(office=office, kind=kind).order_by("-year").first()
    written = book or NumberBook(pattern=DEFAULT_PATTERN, subject=DEFAULT_SUBJECTS[kind])
    form = PatternForm(request.POST if request.method == "POST" else None, initial=initial_of(written))
    if form.is_valid():
        with shown_on_form(form):
            pattern, more = form.cleaned_data["pattern"], form.particulars()
            operations.change_pattern(office, kind, pattern=pattern, particulars=more, by=request.user, at=at)
            messages.success(request, _("New numbers are written this way from now on."))
            return redirect("number_book", pk, local_date(office, at).year, kind)
    return book_form(request, office, kind, form, "letters/number_pattern.html")


def book_form(request, office, kind, form, template):
    year = local_date(office, timezone.now()).year
    return render(request, template, {"office": office, "kind": kind, "form": form, "year": year})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def number_void(request, pk):
    mine = NumberEntry.objects.filter(book__office__in=offices_planned_by(request.user))
    entry = get_object_or_404(mine.select_related("book__office"), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            operations.void_number(entry, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
            messages.success(request, _("Number %(number)s is void and stays in the book.") % {"number": entry.number})
            return redirect("number_book", entry.book.office_id, entry.book.year, entry.book.kind)
    return render(request, "letters/number_void.html", {"entry": entry, "form": form})
