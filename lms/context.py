"""What the shell of every page shows: who is here, which menu she has."""

from lms.organisations.access import scope_of


def shell(request):
    user = getattr(request, "user", None)
    return {"scope": scope_of(user) if user is not None else None}
