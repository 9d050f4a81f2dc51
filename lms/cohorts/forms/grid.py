"""The timetable as one form: a line for each session, saved all together or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField
from lms.cohorts import rules
from lms.cohorts.enums import Method, SessionKind
from lms.cohorts.fields import LinkField, offer_choices, time_field
from lms.cohorts.models import Cohort
from lms.cohorts.operations import GridLine, Line, session_of
from lms.cohorts.pages import module_facts
from lms.cohorts.timetables import days_offered

OTHER_KINDS = [(kind.value, kind.label) for kind in SessionKind if kind != SessionKind.LESSON]
SORTS = [("", _("Sort –")), *Method.choices, *OTHER_KINDS]
BLANK_LINES = 3
SHOWN_TRAINERS = 2


def hinted(words: Any, **more: Any) -> dict[str, Any]:
    return {"placeholder": words, "autocomplete": "off", **more}


@dataclass(frozen=True)
class Offers:
    """What the lines of one cohort may choose among, read once for all of them."""

    cohort: Cohort
    days: list[tuple[str, str]]
    titles: Mapping[str, str]
    trainers: list[tuple[str, str]]
    others: Mapping[str, tuple[Any, ...]]  # by session: trainers beyond the two that a line shows

    @classmethod
    def of(cls, cohort: Cohort, sessions: Iterable[Any] = ()) -> "Offers":
        trainers = cohort.trainers.select_related("user").order_by("user__name", "pk")
        return cls(
            cohort,
            days_offered(cohort.starts_on, cohort.ends_on),
            {module.code: module.title for module in module_facts(cohort.course)},
            [(str(row.pk), row.user.name) for row in trainers],
            {str(session.pk): tuple(session.trainers.all())[SHOWN_TRAINERS:] for session in sessions},
        )


class VersionForm(forms.Form):
    """Which timetable the person saw."""

    version = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)


class LineForm(forms.Form):
    session = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    day = forms.TypedChoiceField(label=_("Day"), coerce=date.fromisoformat)
    starts = time_field(label=_("Begins"))
    ends = time_field(label=_("Ends"))
    sort = forms.ChoiceField(label=_("Kind"), choices=SORTS)
    module_code = forms.ChoiceField(label=_("Module"), required=False)
    title = LineField(
        label=_("Title"), max_length=150, required=False, widget=forms.TextInput(attrs=hinted(_("Title")))
    )
    room = LineField(label=_("Room"), max_length=60, required=False, widget=forms.TextInput(attrs=hinted(_("Room"))))
    link = LinkField(label=_("Meeting link"), widget=forms.TextInput(attrs=hinted("https://…", inputmode="url")))
    group = LineField(
        label=_("Class or group"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=hinted(_("Group, empty for all"))),
    )
    trainer = forms.ChoiceField(label=_("Trainer"), required=False)
    second = forms.ChoiceField(label=_("Second trainer"), required=False)

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offers = offers
        offer_choices(self, "day", [("", _("Day –")), *offers.days])
        modules = [(code, f"{code} · {title}") for code, title in offers.titles.items()]
        offer_choices(self, "module_code", [("", _("Module –")), *modules])
        if offers.cohort.course_id is None:  # lessons are of a course
            offer_choices(self, "sort", [SORTS[0], *OTHER_KINDS])
            self.fields["module_code"].widget = forms.HiddenInput()
        offer_choices(self, "trainer", [("", _("Trainer –")), *offers.trainers])
        offer_choices(self, "second", [("", _("Second trainer –")), *offers.trainers])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("sort") not in Method.values:
            cleaned["module_code"] = ""
        cleaned["title"] = cleaned.get("title") or self.offers.titles.get(cleaned.get("module_code", ""), "")
        if not cleaned["title"] and not self.errors.keys() & {"title", "module_code", "sort"}:
            self.add_error("title", _("Give the session a title, or choose the module of the lesson."))
        return cleaned

    @property
    def other_names(self) -> str:
        """Who teaches the session besides the two in the fields; saving keeps them."""
        others = self.offers.others.get(str(self["session"].value()), ())
        return "; ".join(row.trainer.user.name for row in others)

    def grid_line(self) -> GridLine:
        data, zone = self.cleaned_data, self.offers.cohort.tzinfo
        is_lesson = data["sort"] in Method.values
        line = Line(
            kind=SessionKind.LESSON if is_lesson else SessionKind(data["sort"]),
            module_code=data["module_code"],
            title=data["title"],
            starts_at=datetime.combine(data["day"], data["starts"], zone),
            ends_at=datetime.combine(data["day"], data["ends"], zone),
            method=data["sort"] if is_lesson else "",
            room=data["room"],
            link=data["link"],
            group=data["group"],
        )
        shown = {int(pk) for pk in (data["trainer"], data["second"]) if pk}
        others = {row.trainer_id for row in self.offers.others.get(str(data["session"]), ())}
        return GridLine(line, data["session"], frozenset(shown | others))


def is_removed(form: Any) -> bool:
    """Whether the line is marked for removal; what else is wrong with it does not matter then."""
    return bool(getattr(form, "cleaned_data", {}).get("DELETE"))


class LinesOfTimetable(forms.BaseFormSet):
    """What is wrong with a line is told at the line; an overlap at the later of the two."""

    def kept(self) -> list[Any]:
        """The lines that are filled in and not marked for removal."""
        return [form for form in self.forms if form.has_changed() and not is_removed(form)]

    def clean(self) -> None:
        kept = self.kept()
        if any(form.errors for form in kept):
            return
        cohort = self.form_kwargs["offers"].cohort
        facts = [session_of(cohort, form.grid_line().line).facts() for form in kept]
        for form, reasons in zip(kept, rules.reasons_by_line(facts, cohort.facts()), strict=True):
            for reason in reasons:
                form.add_error(None, str(reason))

    def grid_lines(self) -> list[GridLine]:
        return [form.grid_line() for form in self.kept()]

    def told(self) -> list[tuple[str, int, Any]]:
        """Each error with the line's number and where the cursor should go."""
        rows = []
        for number, form in enumerate(self.forms, start=1):
            if is_removed(form):
                continue
            for name, errors in form.errors.items():
                field = "day" if name == "__all__" else name
                rows += [(form[field].id_for_label, number, message) for message in errors]
        return rows


LineFormSet = forms.formset_factory(
    LineForm,
    formset=LinesOfTimetable,
    extra=BLANK_LINES,
    can_delete=True,
    max_num=rules.MAX_SESSIONS + BLANK_LINES,
    absolute_max=rules.MAX_SESSIONS + BLANK_LINES,
    validate_max=True,
)


def line_forms(cohort: Cohort, data: Any = None) -> Any:
    """The form with the sessions the cohort has, or with what was sent."""
    (too_many,) = rules.reasons_against_number(rules.MAX_SESSIONS + 1)
    messages = {
        "missing_management_form": gettext("This form did not reach us whole. Open the timetable again, please."),
        "too_many_forms": str(too_many),
    }
    sessions = list(cohort.sessions.with_trainers())
    offers = {"offers": Offers.of(cohort, sessions)}
    if data is not None:
        return LineFormSet(data, form_kwargs=offers, error_messages=messages)
    initial = [_initial(session, cohort) for session in sessions]
    return LineFormSet(initial=initial, form_kwargs=offers, error_messages=messages)


def with_more_lines(data: Any, more: int) -> Any:
    """What was sent, with room for more lines."""
    wider = data.copy()
    total = data.get("form-TOTAL_FORMS", "")
    if total.isdecimal() and len(total) < 4:
        wider["form-TOTAL_FORMS"] = str(min(int(total) + more, rules.MAX_SESSIONS + BLANK_LINES))
    return wider


def _initial(session: Any, cohort: Cohort) -> dict[str, Any]:
    starts, ends = (timezone.localtime(moment, cohort.tzinfo) for moment in (session.starts_at, session.ends_at))
    trainers = [str(row.trainer_id) for row in session.trainers.all()] + [""] * SHOWN_TRAINERS
    lesson = session.method or Method.LECTURE
    return {
        "session": session.pk,
        "day": starts.date().isoformat(),
        "starts": starts.time(),
        "ends": ends.time(),
        "sort": lesson if session.kind == SessionKind.LESSON else session.kind,
        "module_code": session.module_code,
        "title": session.title,
        "room": session.room,
        "link": session.link,
        "group": session.group,
        "trainer": trainers[0],
        "second": trainers[1],
    }
