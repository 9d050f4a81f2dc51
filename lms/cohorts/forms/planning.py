from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.models import CoursePage
from lms.accounts.fields import LineField
from lms.cohorts import rules
from lms.cohorts.enums import ActivityKind, Delivery
from lms.cohorts.fields import PageChoiceField, day_field, offer_rows
from lms.cohorts.models import Cohort, offices_planned_by
from lms.cohorts.timetables import TIMETABLES
from lms.organisations.enums import Zone
from lms.organisations.models import Office
from lms.refusal import Reason

ONLINE_VENUE = "Ruang daring"  # data of documents, always Indonesian
WITHOUT_ROOM = (Delivery.ONLINE, Delivery.SELF_PACED)


class PlanForm(forms.Form):
    """What an activity is, when and where."""

    title = LineField(label=_("Title"), max_length=150, help_text=_("For example: Bimtek LKS, cohort 1 of 2026."))
    kind = forms.TypedChoiceField(
        label=_("Kind of activity"),
        choices=ActivityKind.choices,
        coerce=ActivityKind,
        initial=ActivityKind.BIMTEK,
        help_text=_("A bimtek and a training give certificates with JP; the others a statement of attendance."),
    )
    delivery = forms.TypedChoiceField(
        label=_("Delivery"),
        choices=Delivery.choices,
        coerce=Delivery,
        initial=Delivery.FACE_TO_FACE,
        help_text=_("At one's own pace needs no timetable and no seats."),
    )
    joins_freely = forms.BooleanField(
        label=_("Everybody with an account may join"),
        required=False,
        help_text=_("Only online or at one's own pace. Nobody needs to be nominated then."),
    )
    venue = LineField(label=_("Venue"), max_length=150)
    city = LineField(label=_("City"), max_length=80)
    zone = forms.ChoiceField(label=_("Time zone"), choices=Zone.choices, help_text=_("Of the venue."))
    starts_on = day_field(label=_("First day"))
    ends_on = day_field(label=_("Last day"))
    nominate_until = day_field(
        label=_("Nominations until"), help_text=_("The last day on which institutions may send nominations.")
    )
    seats_per_region = forms.IntegerField(
        label=_("Seats for each kabupaten or kota"),
        min_value=0,
        max_value=100,
        initial=2,
        help_text=_("Not asked for where everybody may join, nor at one's own pace."),
    )

    def __init__(self, data: Any = None, **kwargs: Any):
        super().__init__(data, **kwargs)
        if data is not None and data.get("delivery") in WITHOUT_ROOM:
            self.fields["venue"].required = False
            self.fields["seats_per_region"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seats_per_region", 0) is None:
            cleaned["seats_per_region"] = 0
        if cleaned.get("delivery") in WITHOUT_ROOM and not cleaned.get("venue") and "venue" not in self.errors:
            cleaned["venue"] = ONLINE_VENUE
        if "course" in self.fields and "course" not in self.errors and not cleaned.get("course"):
            for reason in self._reasons_for_a_course(cleaned):
                self.add_error("course", str(reason))
        return cleaned

    @staticmethod
    def _reasons_for_a_course(cleaned: dict[str, Any]) -> tuple[Reason, ...]:
        known = {"kind", "delivery"} <= cleaned.keys()
        return rules.reasons_for_a_course(cleaned["kind"], cleaned["delivery"]) if known else ()

    @staticmethod
    def initial_of(cohort: Cohort) -> dict[str, Any]:
        return {name: getattr(cohort, name) for name in PlanForm.base_fields}


def course_field() -> PageChoiceField:
    return PageChoiceField(
        queryset=CoursePage.objects.none(),
        label=_("Course"),
        required=False,
        empty_label=_("No course"),
        help_text=_("A bimtek and a training need one. A public briefing, a meeting or an accompaniment does not."),
    )


class CorrectionForm(PlanForm):
    """A draft to be corrected. One that was planned without a course may get one; a course once chosen stays."""

    def __init__(self, data: Any = None, *, cohort: Cohort, **kwargs: Any):
        super().__init__(data, initial=self.initial_of(cohort), **kwargs)
        if cohort.course_id is None:
            self.fields["course"] = course_field()
            offer_courses(self)
            self.order_fields(["title", "kind", "course"])


class CohortForm(PlanForm):
    """A cohort to be planned, by a person for one of the offices she plans for."""

    office = forms.ModelChoiceField(queryset=Office.objects.none(), label=_("Organiser"), empty_label=None)
    course = course_field()

    field_order = ["office", "title", "kind", "course"]

    def __init__(self, data: Any = None, *, user: Any, **kwargs: Any):
        super().__init__(data, **kwargs)
        offer_origin(self, user)


class SampleForm(forms.Form):
    """A whole bimtek in one step: a course, its sample timetable, a first day."""

    office = forms.ModelChoiceField(queryset=Office.objects.none(), label=_("Organiser"), empty_label=None)
    sample = forms.TypedChoiceField(
        label=_("Sample timetable"),
        choices=[(key, one.name) for key, one in TIMETABLES.items()],
        coerce=TIMETABLES.__getitem__,
    )
    course = PageChoiceField(
        queryset=CoursePage.objects.none(),
        label=_("Course"),
        empty_label=None,
        help_text=_("The one the sample was made for, or your copy of it."),
    )
    title = LineField(label=_("Title"), max_length=150, help_text=_("For example: Bimtek LKS, cohort 1 of 2026."))
    starts_on = day_field(label=_("First day"), help_text=_("The sample says how many days it takes."))
    nominate_until = day_field(
        label=_("Nominations until"), required=False, help_text=_("Empty means: a week before the first day.")
    )
    venue = LineField(label=_("Venue"), max_length=150)
    city = LineField(label=_("City"), max_length=80)
    zone = forms.ChoiceField(label=_("Time zone"), choices=Zone.choices, help_text=_("Of the venue."))
    seats_per_region = forms.IntegerField(
        label=_("Seats for each kabupaten or kota"), min_value=1, max_value=100, initial=2
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_origin(self, user)

    def clean(self) -> dict[str, Any]:
        return with_deadline(super().clean() or {})


class RepeatForm(forms.Form):
    """An earlier cohort once more, on other days."""

    title = LineField(label=_("Title"), max_length=150)
    starts_on = day_field(label=_("First day"))
    nominate_until = day_field(
        label=_("Nominations until"), required=False, help_text=_("Empty means: a week before the first day.")
    )

    def clean(self) -> dict[str, Any]:
        return with_deadline(super().clean() or {})


def with_deadline(cleaned: dict[str, Any]) -> dict[str, Any]:
    first_day = cleaned.get("starts_on")
    if first_day and cleaned.get("nominate_until") is None:
        cleaned["nominate_until"] = first_day - timedelta(days=7)
    return cleaned


def offer_origin(form: forms.Form, user: Any) -> None:
    """The offices this person plans for and all published courses; place and zone as the first office has them."""
    offices = offices_planned_by(user).select_related("region")
    offer_rows(form, "office", offices)
    offer_courses(form)
    if office := offices.first():
        form.fields["city"].initial = office.city
        form.fields["zone"].initial = office.region.zone


def offer_courses(form: forms.Form) -> None:
    offer_rows(form, "course", CoursePage.objects.live().order_by("title"))
