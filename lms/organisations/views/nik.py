from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts.roles import Permission
from lms.organisations.forms.nik import NikConfirmForm, NikForm, NikSearchForm, NikViewForm
from lms.organisations.models import Person
from lms.organisations.operations import people as operations
from lms.organisations.permissions import requires
from lms.refusal import Refusal, shown_as_message, shown_on_form


@require_POST
@sensitive_post_parameters("nik")
@requires(Permission.MANAGE_REGISTER)
def nik_find(request):
    """Who has a NIK; a POST, since it must not stand in an address."""
    form = NikSearchForm(request.POST)
    holder = operations.nik_holder(form.cleaned_data["nik"]) if form.is_valid() else None
    if holder and Person.objects.visible_to(request.user).filter(pk=holder.pk).exists():
        return redirect("person_detail", holder.pk)
    for error in form.errors.get("nik", []):
        messages.error(request, str(error))
    if form.is_valid():
        messages.info(request, _("Nobody in your area has this NIK."))
    return redirect("person_list")


def nik_page(request, person, *, status=200, **forms):
    """The page on the NIK of one person, with whichever form came back."""
    is_kept = Person.objects.kept_by(request.user, on=timezone.localdate()).filter(pk=person.pk).exists()
    context = {
        "person": person,
        "is_kept": is_kept,
        "masked": operations.masked_nik(person),
        "doubts": operations.nik_doubts(person),
        "form": NikForm(),
        "confirm_form": NikConfirmForm(initial={"version": operations.nik_version(person)}, auto_id="confirm_%s"),
        "view_form": NikViewForm(),
        **forms,
    }
    if not is_kept:
        context["form"].fields.pop("saw_card", None)
    return render(request, "organisations/nik_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("nik")
@requires(Permission.MANAGE_MEMBERS)
@never_cache
def nik_edit(request, pk):
    """Set or replace the NIK. Doubts do not stop it: they are shown on the page one comes back to."""
    person = get_object_or_404(Person.objects.editable_by(request.user), pk=pk)
    if request.method != "POST":
        return nik_page(request, person)
    form = NikForm(request.POST)
    holder = None
    if form.is_valid():
        nik, saw_card = form.cleaned_data["nik"], form.cleaned_data["saw_card"]
        is_keeper = Person.objects.kept_by(request.user, on=timezone.localdate()).filter(pk=pk).exists()
        with shown_on_form(form):
            operations.enter_nik(
                person, nik=nik, is_keeper=is_keeper, saw_card=saw_card, by=request.user, at=timezone.now()
            )
            messages.success(request, _("The NIK of %(person)s is saved.") % {"person": person.name})
            return redirect("nik_edit", pk)
        other = operations.nik_holder(nik, but=person)
        holder = other and Person.objects.visible_to(request.user).filter(pk=other.pk).first()
    return nik_page(request, person, form=form, holder=holder)


def kept_or_404(request, pk):
    return get_object_or_404(Person.objects.kept_by(request.user, on=timezone.localdate()), pk=pk)


@require_POST
@requires(Permission.MANAGE_REGISTER)
def nik_confirm(request, pk):
    person = kept_or_404(request, pk)
    form = NikConfirmForm(request.POST, auto_id="confirm_%s")
    if form.is_valid():
        with shown_as_message(request):
            operations.confirm_nik(person, version=form.cleaned_data["version"], by=request.user, at=timezone.now())
            messages.success(request, _("The NIK of %(person)s is confirmed.") % {"person": person.name})
        return redirect("nik_edit", pk)
    return nik_page(request, person, confirm_form=form)


@require_POST
@requires(Permission.MANAGE_REGISTER)
def nik_remove(request, pk):
    """The NIK of somebody else was entered here."""
    person = kept_or_404(request, pk)
    with shown_as_message(request):
        operations.remove_nik(person, by=request.user, at=timezone.now())
        messages.success(request, _("The NIK is taken off %(person)s.") % {"person": person.name})
    return redirect("nik_edit", pk)


@require_POST
@requires(Permission.MANAGE_REGISTER)
@never_cache
def nik_view(request, pk):
    """The full NIK, once, as the answer to a reason that is kept."""
    person = kept_or_404(request, pk)
    form, status = NikViewForm(request.POST), 200
    if form.is_valid():
        try:
            nik = operations.view_nik(person, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            for reason in refusal.reasons:
                form.add_error("why", str(reason))
                status = 429 if reason.code == operations.TOO_MANY_VIEWS else status
        else:
            return render(request, "organisations/nik_view.html", {"person": person, "nik": nik})
    return nik_page(request, person, view_form=form, status=status)
