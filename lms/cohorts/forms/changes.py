from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField, ParagraphField
from lms.cohorts.fields import LinkField, offer_choices, time_field
from lms.cohorts.models import Session
from lms.cohorts.timetables import days_offered


class MoveForm(forms.Form):
    """Another time or place for one session, in the cohort's local time."""

    day = forms.TypedChoiceField(label=_("Day"), coerce=date.fromisoformat)
    starts = time_field(label=_("Begins"))
    ends = time_field(label=_("Ends"))
    room = LineField(label=_("Room"), max_length=60, required=False)
    link = LinkField(label=_("Meeting link"))

    def __init__(self, *args: Any, session: Session, **kwargs: Any):
        cohort = session.cohort
        starts = timezone.localtime(session.starts_at, cohort.tzinfo)
        ends = timezone.localtime(session.ends_at, cohort.tzinfo)
        kwargs["initial"] = {
            "day": starts.date().isoformat(),
            "starts": starts.time(),
            "ends": ends.time(),
            "room": session.room,
            "link": session.link,
        }
        super().__init__(*args, **kwargs)
        self.zone = cohort.tzinfo
        offer_choices(self, "day", days_offered(cohort.starts_on, cohort.ends_on))

    def move(self) -> dict[str, Any]:
        """The answer as ``move_session`` takes it."""
        data = self.cleaned_data
        return {
            "starts_at": datetime.combine(data["day"], data["starts"], self.zone),
            "ends_at": datetime.combine(data["day"], data["ends"], self.zone),
            "room": data["room"],
            "link": data["link"],
        }


class PlaceForm(forms.Form):
    venue = LineField(label=_("Venue"), max_length=150)
    city = LineField(label=_("City"), max_length=80)


class CancelForm(forms.Form):
    why = ParagraphField(
        label=_("Why"), max_length=500, help_text=_("The participants will read it. Say it plainly and kindly.")
    )
