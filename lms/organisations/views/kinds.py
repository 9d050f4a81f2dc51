"""Kinds of PSKS, those a province adds, and the bodies that hold their people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.access import scope_of
from lms.organisations.enums import KindCategory
from lms.organisations.forms.kinds import KindForm, WadahForm, provinces_kept_by
from lms.organisations.kinds import kind_book
from lms.organisations.operations.kinds import add_local_kind, make_wadah
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
@once
def wadah_new(request):
    """A body for people of a kind without one, managed by the dinsos."""
    form = WadahForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        with shown_on_form(form):
            wadah = make_wadah(**form.wadah(), by=request.user, at=timezone.now())
            messages.success(request, _("%(name)s can now have members.") % {"name": wadah.name})
            return redirect("institution_detail", wadah.pk)
    return render(request, "organisations/institution_wadah.html", {"form": form})


@require_safe
@requires(Permission.MANAGE_REGISTER)
def kind_list(request):
    areas = scope_of(request.user).areas(Permission.MANAGE_REGISTER)
    words = dict(KindCategory.choices)
    rows = [(line, words[line.category]) for line in kind_book(*areas).psks]
    context = {"rows": rows, "may_add": bool(provinces_kept_by(request.user))}
    return render(request, "organisations/institution_kinds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
@once
def kind_new(request):
    """Only who keeps the register of a whole province adds a kind to it."""
    provinces = provinces_kept_by(request.user)
    if not provinces:
        raise PermissionDenied
    form = KindForm(request.POST if request.method == "POST" else None, provinces=provinces)
    if form.is_valid():
        data = form.cleaned_data
        with shown_on_form(form):
            kind = add_local_kind(
                name=data["name"],
                category=data["category"],
                province=provinces[data["province"]],
                synonyms=data["synonyms"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("%(kind)s is now a kind of your province.") % {"kind": kind.name})
            return redirect("kind_list")
    return render(request, "organisations/institution_kind_new.html", {"form": form})
