"""Fetching what a person may reach; everything else is not there (404)."""

from django.shortcuts import get_object_or_404

from lms.registration.models import Application

WITH_PLACES = ("institution__region__parent", "institution__district", "institution__kind", "region", "applicant")


def own_application(request, pk):
    return get_object_or_404(Application.objects.of(request.user).select_related(*WITH_PLACES), pk=pk)


def examined_application(request, pk):
    """To look at: the responsible office, and the province above it."""
    return get_object_or_404(Application.objects.examined_by(request.user).select_related(*WITH_PLACES), pk=pk)


def decidable_application(request, pk):
    return get_object_or_404(Application.objects.decidable_by(request.user).select_related(*WITH_PLACES), pk=pk)


def item_of(application, **wanted):
    item = get_object_or_404(application.items.select_related("file"), **wanted)
    item.application = application
    return item
