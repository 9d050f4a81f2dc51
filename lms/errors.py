from django.shortcuts import render

from lms.accounts.permissions import public


@public
def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)
