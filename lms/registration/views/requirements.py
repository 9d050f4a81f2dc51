"""The checklist of applications: the superuser keeps the nation's, the officers of a province its own."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form
from lms.registration import operations
from lms.registration.forms.requirements import (
    LEVELS,
    RequirementChangeForm,
    RequirementForm,
    RequirementSwitchForm,
    as_initial,
)
from lms.registration.models import Requirement
from lms.registration.permissions import checklists_kept_by

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.KEEP_CHECKLIST)
def requirement_list(request):
    """By kind of institution; whoever keeps several checklists chooses one by ``?wilayah=``."""
    kept = checklists_kept_by(request.user)
    place = request.GET.get("wilayah", "") or next(iter(kept), "")
    region = region_of(request, place)
    rows = Requirement.objects.kept_in(region and region.pk).select_related("kind", "region")
    levels = dict(LEVELS)
    lines = [(row, levels.get(row.level, row.get_level_display())) for row in sorted(rows, key=in_order)]
    groups = [(kind, list(found)) for kind, found in groupby(lines, key=lambda line: line[0].kind)]
    places = [(name, each.name if each else _("The nation")) for name, each in kept.items()]
    context = {"place": place, "region": region, "places": places if len(places) > 1 else [], "groups": groups}
    return render(request, "registration/requirement_list.html", context)


def in_order(row):
    """What is asked of every kind comes first."""
    return (row.kind_id or "", row.position, row.code)


@require_http_methods(FORM_METHODS)
@requires(Permission.KEEP_CHECKLIST)
@once
def requirement_new(request, place):
    region = region_of(request, place)
    form = RequirementForm(request.POST if request.method == "POST" else None, region=region)
    if form.is_valid():
        with shown_on_form(form):
            row = operations.add_requirement(region=region, by=request.user, at=timezone.now(), **form.details)
            messages.success(request, _("New applications are asked for: %(label)s.") % {"label": row.label})
            return redirect(list_of(place))
    lead = region.name if region else _("The nation")
    return render(request, "registration/requirement_new.html", {"form": form, "lead": lead, "back": list_of(place)})


@require_http_methods(FORM_METHODS)
@requires(Permission.KEEP_CHECKLIST)
def requirement_change(request, place, pk):
    region = region_of(request, place)
    row = get_object_or_404(Requirement.objects.kept_in(region and region.pk), pk=pk)
    form = RequirementChangeForm(
        request.POST if request.method == "POST" else None, region=region, initial=as_initial(row)
    )
    if form.is_valid():
        version = form.cleaned_data["version"]
        with shown_on_form(form):
            changed = operations.change_requirement(
                row, region=region, version=version, by=request.user, at=timezone.now(), **form.details
            )
            messages.success(request, _("Saved: %(label)s.") % {"label": changed.label})
            return redirect(list_of(place))
    context = {"form": form, "row": row, "region": region, "back": list_of(place)}
    return render(request, "registration/requirement_change.html", context)


@require_POST
@requires(Permission.KEEP_CHECKLIST)
def requirement_switch(request, place, pk):
    """Off or on; nothing is deleted."""
    region = region_of(request, place)
    row = get_object_or_404(Requirement.objects.kept_in(region and region.pk), pk=pk)
    form = RequirementSwitchForm(request.POST)
    if form.is_valid():
        words = (
            _("Asked for again: %(label)s.") if form.cleaned_data["is_active"] else _("No longer asked for: %(label)s.")
        )
        with shown_as_message(request):
            operations.switch_requirement(row, region=region, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, words % {"label": row.label})
    return redirect(list_of(place))


def list_of(place):
    return f"{reverse('requirement_list')}?wilayah={place}"


def region_of(request, place):
    """The province, or None for the nation; a checklist that somebody else keeps is not there."""
    kept = checklists_kept_by(request.user)
    if place not in kept:
        raise Http404
    return kept[place]
