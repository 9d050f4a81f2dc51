"""The register of institutions: the list, and entering one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.access import in_area, scope_of
from lms.organisations.enums import AgeGroup
from lms.organisations.forms.institutions import BeneficiariesForm, NewInstitutionForm, RegisterFilterForm, packed
from lms.organisations.kinds import Meaning
from lms.organisations.models import Institution
from lms.organisations.operations.institutions import (
    beneficiaries_on,
    count_beneficiaries,
    register_institution,
    verify_institution,
)
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form

ROWS_PER_PAGE = 25
NOTHING_MEANT = Meaning((), ())


def narrowed(form, institutions):
    """The institutions a filter form leaves, and what kinds its words mean; a filter without sense leaves none."""
    if not form.is_valid():
        return institutions.none(), NOTHING_MEANT
    data = form.cleaned_data
    meaning = form.book.meaning(data["cari"])
    codes = {of: [line.code for line in getattr(meaning, of)] for of in ("kinds", "needs")}
    found = institutions.matching(data["cari"], **codes)
    if data["jenis"]:
        found = found.filter(kind=data["jenis"])
    if data["wilayah"]:
        found = found.filter(in_area(data["wilayah"], "region__code"))
    return found, meaning


def query_of(form):
    """The filters of a list as they stand in an address, for its pager."""
    return urlencode({name: form.data[name] for name in form.fields if form.data.get(name)})


def is_narrowed(form):
    """Whether more than words narrows the list: what does so is then shown."""
    return any(form.data.get(name) for name in form.fields if name != "cari")


@require_safe
@requires(Permission.SEE_REPORTS)
def institution_register(request):
    """Every institution in sight, also those that rest or are frozen. At most eight queries."""
    scope = scope_of(request.user)
    form = RegisterFilterForm(request.GET, areas=scope.areas(Permission.SEE_REPORTS))
    found, meaning = narrowed(form, Institution.objects.visible_to(request.user))
    if form.is_valid() and form.cleaned_data["status"]:
        found = found.filter(status=form.cleaned_data["status"])
    rows = found.with_registration(timezone.localdate()).select_related("region", "kind")
    context = {
        "form": form,
        "meaning": meaning,
        "page": capped_page(rows, request.GET.get("page"), size=ROWS_PER_PAGE),
        "query": query_of(form),
        "is_narrowed": is_narrowed(form),
        "may_enter": Permission.MANAGE_REGISTER in scope.permissions,
    }
    return render(request, "organisations/institution_register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
@once
def institution_new(request):
    form = NewInstitutionForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        with shown_on_form(form):
            institution = register_institution(**form.institution(), by=request.user, at=timezone.now())
            words = _("%(name)s is in the register under number %(number)s. Now fill in what else you know.")
            messages.success(request, words % {"name": institution.name, "number": institution.number})
            return redirect("institution_detail", institution.pk)
    return render(request, "organisations/institution_new.html", {"form": form})


@require_POST
@requires(Permission.VERIFY_INSTITUTION)
def institution_verify(request, pk):
    """An officer stands for the institution and its data: with an active status, that puts it into the directory."""
    institution = get_object_or_404(Institution.objects.verifiable_by(request.user), pk=pk)
    verify_institution(institution, on=timezone.localdate(), by=request.user, at=timezone.now())
    messages.success(request, _("It is noted that you verified %(name)s today.") % {"name": institution.name})
    return redirect("institution_detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MEMBERS)
@once
def institution_beneficiaries(request, pk):
    """How many it served on a day. A day that is on file is changed only by who saw what stands there."""
    institution = get_object_or_404(Institution.objects.serviced_by(request.user), pk=pk)
    day = institution.beneficiaries.order_by("-as_of").values_list("as_of", flat=True).first()
    form = BeneficiariesForm(
        request.POST if request.method == "POST" else None, latest=(day, beneficiaries_on(institution, day))
    )
    on_file: list = []
    if form.is_valid():
        as_of, counts = form.cleaned_data["as_of"], form.counts()
        with shown_on_form(form):
            count_beneficiaries(
                institution, as_of=as_of, counts=counts, before=form.before(), by=request.user, at=timezone.now()
            )
            messages.success(request, _("The counts are saved."))
            return redirect("institution_detail", pk)
        there = beneficiaries_on(institution, as_of)
        form.data = form.data.copy()
        form.data["seen"] = packed(as_of, there)
        order = list(AgeGroup.values)
        on_file = sorted(institution.beneficiaries.filter(as_of=as_of), key=lambda row: order.index(row.age_group))
    context = {"form": form, "institution": institution, "on_file": on_file}
    return render(request, "organisations/institution_beneficiaries.html", context, status=409 if on_file else 200)
