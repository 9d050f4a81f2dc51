"""Stored files, each only through what it belongs to."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from lms.accounts.roles import Permission
from lms.organisations.models import RegistrationPaper
from lms.organisations.permissions import requires
from lms.organisations.uploads import serve_stored


@require_safe
@requires(Permission.SIGNED_IN)
def paper_scan(request, pk):
    papers = RegistrationPaper.objects.readable_by(request.user).filter(scan__isnull=False)
    return serve_stored(get_object_or_404(papers.select_related("scan"), pk=pk).scan)
