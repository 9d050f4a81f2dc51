from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField, ParagraphField
from lms.cohorts.models import Cohort
from lms.notices.models import Preference
from lms.notices.rules import MAX_BODY, MAX_SUBJECT
from lms.organisations.enums import Zone

MOST_DAYS_AHEAD = 366


class WordsForm(forms.Form):
    subject = LineField(label=_("Subject"), max_length=MAX_SUBJECT)
    body = ParagraphField(label=_("Message"), max_length=MAX_BODY)


class MessageForm(WordsForm):
    """A message to all participants, now or later. The moment is read on the clock of the cohort."""

    due = forms.DateTimeField(
        label=_("Send it not before"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": _("Write the day and the time, for example 2026-07-22 08:00.")},
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.zone = cohort.tzinfo
        words = _("Time in %(zone)s. Leave it empty to send it now.")
        self.fields["due"].help_text = words % {"zone": cohort.get_zone_display()}

    def clean_due(self):
        """The field read it in the zone of the installation; the same digits are meant in the cohort's."""
        due = self.cleaned_data["due"]
        if due is None:
            return None
        meant = timezone.make_naive(due).replace(tzinfo=self.zone)
        now = timezone.now()
        if meant < now - timedelta(minutes=5):
            raise forms.ValidationError(_("This moment has passed."), code="past")
        if meant > now + timedelta(days=MOST_DAYS_AHEAD):
            raise forms.ValidationError(_("This is more than a year ahead."), code="far")
        return meant


class WishesForm(forms.ModelForm):
    zone = forms.ChoiceField(
        label=_("Time zone"), required=False, choices=[("", _("That of my region")), *Zone.choices]
    )

    class Meta:
        model = Preference
        fields = ("wants_mail", "is_quiet", "quiet_from", "quiet_until", "zone")
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
