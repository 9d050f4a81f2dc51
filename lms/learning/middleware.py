"""Whose page an answer is, told to her own browser: the service worker drops what it keeps of anybody else."""

HEADER = "X-Pilar-Account"


def names_account(get_response):
    def middleware(request):
        response = get_response(request)
        # Who is here is not looked up for this: an answer made without asking holds nothing of a person's.
        if hasattr(request, "_cached_user") and request.user.is_authenticated:
            response.headers.setdefault(HEADER, str(request.user.pk))
        return response

    return middleware
