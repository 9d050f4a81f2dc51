from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.enrolment.rules import MAX_WHY


class DeclineForm(forms.Form):
    why = LineField(
        max_length=MAX_WHY,
        error_messages={"required": _("Say why, so that the institution knows what to do next.")},
    )
