"""The sections of an institution, each a page with a form of its own."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lms.accounts.roles import Permission
from lms.organisations.forms.sections import (
    ContactForm,
    IdentityForm,
    LegalForm,
    PlaceForm,
    ServicesForm,
    StatusForm,
    YouthGradeForm,
)
from lms.organisations.models import Institution
from lms.organisations.operations.institutions import change_institution, set_status
from lms.organisations.permissions import requires
from lms.organisations.rules.kinds import YOUTH_KIND
from lms.refusal import shown_on_form


def kept(request, pk):
    return get_object_or_404(Institution.objects.editable_by(request.user).select_related("region", "kind"), pk=pk)


def serviced(request, pk):
    return get_object_or_404(Institution.objects.serviced_by(request.user).select_related("region", "kind"), pk=pk)


def section(request, institution, form_class, title, *, save=None, **given):
    """Show the form, or save it. Who would overwrite a later word is shown the difference first: 409."""
    name = institution.name  # the form may come back with another one in it
    form = form_class(request.POST if request.method == "POST" else None, institution=institution, **given)
    conflicts = []
    if form.is_valid() and not (conflicts := form.conflicts()):
        with shown_on_form(form):
            (save or change)(institution, form, by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("institution_detail", institution.pk)
    if conflicts:
        form.take_notice()
    context = {"form": form, "institution": institution, "name": name, "title": title, "conflicts": conflicts}
    return render(request, "organisations/institution_section.html", context, status=409 if conflicts else 200)


def change(institution, form, *, by, at):
    change_institution(institution, by=by, at=at, before=form.before(), **form.changes())


def change_status(institution, form, *, by, at):
    data = form.cleaned_data
    set_status(
        institution,
        status=data["status"],
        why=data["status_why"],
        before=form.before().get("status", data["status"]),
        by=by,
        at=at,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
def institution_identity(request, pk):
    return section(request, kept(request, pk), IdentityForm, gettext_lazy("Identity"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
def institution_legal(request, pk):
    return section(request, kept(request, pk), LegalForm, gettext_lazy("Legal papers"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
def institution_place(request, pk):
    title = gettext_lazy("Place and work area")
    return section(request, kept(request, pk), PlaceForm, title, user=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def institution_contact(request, pk):
    return section(request, serviced(request, pk), ContactForm, gettext_lazy("Contact and staff"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def institution_services(request, pk):
    return section(request, serviced(request, pk), ServicesForm, gettext_lazy("Services"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
def institution_grade(request, pk):
    institution = kept(request, pk)
    if institution.kind.slug != YOUTH_KIND:
        raise Http404
    return section(request, institution, YouthGradeForm, gettext_lazy("Classification"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
def institution_status(request, pk):
    return section(request, kept(request, pk), StatusForm, gettext_lazy("Status"), save=change_status)
