from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.cohorts.models import Cohort

MAX_REASON = 300


class ClosingForm(forms.Form):
    """A number is never taken back, so closing is confirmed in words."""

    confirmed = forms.BooleanField(
        label=_("I have checked attendance and scores. The certificate numbers cannot be taken back."),
        error_messages={"required": _("Tick this box after you have checked attendance and scores.")},
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not cohort.gives_certificate:
            box = self.fields["confirmed"]
            box.label = _("I have checked attendance. The numbers of the statements cannot be taken back.")
            box.error_messages["required"] = _("Tick this box after you have checked attendance.")


class RevocationForm(forms.Form):
    reason = LineField(  # one line: the register and the public page show it so
        label=_("Why is the certificate revoked?"),
        help_text=_("This sentence stands on the public page of the certificate. Name nobody in it."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confirmed = forms.BooleanField(
        label=_("I understand that a revoked certificate stays revoked."),
        error_messages={"required": _("Tick this box to confirm the revocation.")},
    )
