from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.cohorts.enums import SessionKind
from lms.cohorts.fields import offer_choices, time_field
from lms.cohorts.models import Cohort
from lms.cohorts.pages import module_facts
from lms.cohorts.timetables import TIMETABLES, days_offered


class SessionForm(forms.Form):
    """One line of a timetable, in the cohort's local time."""

    day = forms.TypedChoiceField(label=_("Day"), coerce=date.fromisoformat)
    starts = time_field(label=_("Begins"))
    ends = time_field(label=_("Ends"))
    kind = forms.TypedChoiceField(label=_("Kind"), choices=SessionKind.choices, coerce=SessionKind)
    module_code = forms.ChoiceField(label=_("Module"), required=False, help_text=_("For lessons only."))
    title = LineField(
        label=_("Title"),
        max_length=150,
        required=False,
        help_text=_("May stay empty for a lesson: the module's title."),
    )
    group = LineField(
        label=_("Class or group"),
        max_length=40,
        required=False,
        help_text=_("For parallel classes only, such as Kelas A. Empty: for everybody."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.titles = {module.code: module.title for module in module_facts(cohort.course)}
        offer_choices(self, "day", days_offered(cohort.starts_on, cohort.ends_on))
        codes = [(code, f"{code} · {title}") for code, title in self.titles.items()]
        offer_choices(self, "module_code", [("", "—"), *codes])
        if cohort.course_id is None:  # lessons are of a course
            offer_choices(self, "kind", [each for each in SessionKind.choices if each[0] != SessionKind.LESSON])
            del self.fields["module_code"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") != SessionKind.LESSON:
            cleaned["module_code"] = ""
        cleaned["title"] = cleaned.get("title") or self.titles.get(cleaned.get("module_code", ""), "")
        if not cleaned["title"] and "title" not in self.errors and "module_code" not in self.errors:
            self.add_error("title", _("Give the session a title, or choose the module of the lesson."))
        return cleaned

    def line(self) -> dict[str, Any]:
        """The session as ``add_session`` takes it: moments instead of local times."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "module_code": data["module_code"],
            "title": data["title"],
            "group": data["group"],
            "starts_at": datetime.combine(data["day"], data["starts"], self.cohort.tzinfo),
            "ends_at": datetime.combine(data["day"], data["ends"], self.cohort.tzinfo),
        }


class TimetableForm(forms.Form):
    timetable = forms.TypedChoiceField(
        label=_("Timetable"),
        choices=[(key, one.name) for key, one in TIMETABLES.items()],
        coerce=TIMETABLES.__getitem__,
    )
