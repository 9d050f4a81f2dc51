from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from content.models import CoursePage
from lms.accounts.fields import LineField
from lms.accounts.models import User
from lms.cohorts.enums import SessionKind
from lms.cohorts.fields import PageChoiceField, offer_choices, offer_rows
from lms.cohorts.models import Cohort, offices_planned_by, trainers_near
from lms.cohorts.pages import module_facts
from lms.cohorts.timetables import TIMETABLES
from lms.organisations.enums import Zone
from lms.organisations.models import Office

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
TIME_FORMATS = ["%H:%M", "%H.%M"]


def day_field(**more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(input_formats=DAY_FORMATS, widget=widget, **more)


def time_field(**more: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(input_formats=TIME_FORMATS, widget=widget, **more)


class CohortForm(forms.Form):
    """A cohort to be planned, by a person for one of the offices she plans for."""

    office = forms.ModelChoiceField(queryset=Office.objects.none(), label=_("Organiser"), empty_label=None)
    course = PageChoiceField(queryset=CoursePage.objects.none(), label=_("Course"), empty_label=None)
    title = LineField(label=_("Title"), max_length=150, help_text=_("For example: Bimtek LKS, cohort 1 of 2026."))
    venue = LineField(label=_("Venue"), max_length=150)
    city = LineField(label=_("City"), max_length=80)
    zone = forms.ChoiceField(label=_("Time zone"), choices=Zone.choices, help_text=_("Of the venue."))
    starts_on = day_field(label=_("First day"))
    ends_on = day_field(label=_("Last day"))
    nominate_until = day_field(
        label=_("Nominations until"), help_text=_("The last day on which institutions may send nominations.")
    )
    seats_per_region = forms.IntegerField(
        label=_("Seats for each kabupaten or kota"), min_value=1, max_value=100, initial=2
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offices = offices_planned_by(user).select_related("region")
        offer_rows(self, "office", offices)
        offer_rows(self, "course", CoursePage.objects.live().order_by("title"))
        if office := offices.first():
            self.fields["city"].initial = office.city
            self.fields["zone"].initial = office.region.zone


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

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.titles = {module.code: module.title for module in module_facts(cohort.course)}
        length = (cohort.ends_on - cohort.starts_on).days + 1
        days = [cohort.starts_on + timedelta(days=number) for number in range(length)]
        offer_choices(self, "day", [(day.isoformat(), date_format(day, "l, j F Y")) for day in days])
        codes = [(code, f"{code} · {title}") for code, title in self.titles.items()]
        offer_choices(self, "module_code", [("", "—"), *codes])

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
            "starts_at": datetime.combine(data["day"], data["starts"], self.cohort.tzinfo),
            "ends_at": datetime.combine(data["day"], data["ends"], self.cohort.tzinfo),
        }


class TimetableForm(forms.Form):
    timetable = forms.TypedChoiceField(
        label=_("Timetable"),
        choices=[(key, one.name) for key, one in TIMETABLES.items()],
        coerce=TIMETABLES.__getitem__,
    )


class TrainerForm(forms.Form):
    """Trainers of the organiser's area who are not in the cohort yet."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Trainer"))

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any):
        super().__init__(*args, **kwargs)
        assigned = cohort.trainers.values("user")
        offer_rows(self, "user", trainers_near(cohort.office).exclude(pk__in=assigned))
