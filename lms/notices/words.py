"""The words of each kind of notice, made from its values when it is read, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.notices.enums import NoticeKind
from lms.notices.models import Notice
from lms.organisations.enums import Zone


@dataclass(frozen=True)
class Template:
    subject: Any
    body: Any


@dataclass(frozen=True)
class Words:
    subject: str
    body: str


WHY = _("The reason: %(why)s")

TEMPLATES: dict[str, Template] = {
    NoticeKind.NOMINATED: Template(
        _("%(person)s is nominated for %(cohort)s"),
        _("%(institution)s nominates %(person)s. Please look at the nomination, and confirm or decline it."),
    ),
    NoticeKind.APPLIED: Template(
        _("%(person)s applies for %(cohort)s"),
        _("%(person)s applies by herself. Please look at the application, and confirm or decline it."),
    ),
    NoticeKind.CONFIRMED: Template(
        _("%(region)s confirms %(person)s for %(cohort)s"),
        _("%(person)s of %(institution)s waits for a seat. Please accept or decline."),
    ),
    NoticeKind.ACCEPTED: Template(
        _("You are accepted: %(cohort)s"),
        _("Good news, %(person)s. You have a seat.\n\nDays: %(days)s\nPlace: %(place)s"),
    ),
    NoticeKind.ACCEPTED_SENT: Template(
        _("%(person)s is accepted: %(cohort)s"),
        _("%(person)s has a seat. Please tell her, and help her to come.\n\nDays: %(days)s\nPlace: %(place)s"),
    ),
    NoticeKind.DECLINED: Template(
        _("No seat for you this time: %(cohort)s"),
        _("We are sorry, %(person)s. Your nomination is declined."),
    ),
    NoticeKind.DECLINED_SENT: Template(
        _("%(person)s is declined: %(cohort)s"),
        _("The nomination of %(person)s is declined. You may send somebody else while nominations are open."),
    ),
    NoticeKind.WITHDRAWN: Template(
        _("Your nomination is withdrawn: %(cohort)s"),
        _("Your nomination for %(cohort)s is withdrawn. If this surprises you, ask the admin of your institution."),
    ),
    NoticeKind.WITHDRAWN_SENT: Template(
        _("The nomination of %(person)s is withdrawn: %(cohort)s"),
        _("%(person)s does not take part. You may send somebody else while nominations are open."),
    ),
    NoticeKind.RESERVED: Template(
        _("You are on the reserve list: %(cohort)s"),
        _("All seats are taken for now, %(person)s. If one becomes free, we tell you here."),
    ),
    NoticeKind.RESERVED_SENT: Template(
        _("%(person)s is on the reserve list: %(cohort)s"),
        _("All seats are taken for now. If one becomes free, we tell you and %(person)s here."),
    ),
    NoticeKind.OFFERED: Template(
        _("A seat is free for you: %(cohort)s"),
        _(
            "%(person)s, a seat has become free. Say until %(until_at)s whether you come; then it goes to somebody "
            "else.\n\nDays: %(days)s\nPlace: %(place)s"
        ),
    ),
    NoticeKind.OFFERED_SENT: Template(
        _("A seat is free for %(person)s: %(cohort)s"),
        _(
            "A seat has become free and is offered to %(person)s. Please remind her to answer until %(until_at)s, or "
            "answer for her. Then it goes to somebody else."
        ),
    ),
    NoticeKind.OFFER_ENDING: Template(
        _("Please answer: a seat in %(cohort)s"),
        _(
            "%(person)s, a seat is kept for you until %(until_at)s. Say whether you come; then it goes to somebody "
            "else.\n\nDays: %(days)s\nPlace: %(place)s"
        ),
    ),
    NoticeKind.OFFER_ENDING_SENT: Template(
        _("Please answer: a seat for %(person)s in %(cohort)s"),
        _("A seat is kept for %(person)s until %(until_at)s. Please remind her, or answer for her."),
    ),
    NoticeKind.REPLACED: Template(
        _("Somebody comes in your place: %(cohort)s"),
        _("%(person)s, your seat in %(cohort)s went to somebody else. If this surprises you, ask your institution."),
    ),
    NoticeKind.REPLACED_SENT: Template(
        _("%(person)s is replaced: %(cohort)s"),
        _("Somebody else comes to %(cohort)s in the place of %(person)s."),
    ),
    NoticeKind.JOINED: Template(
        _("You have joined: %(cohort)s"),
        _("Welcome, %(person)s. You may begin."),
    ),
    NoticeKind.INVITED_REGENCY: Template(
        _("Your kabupaten or kota is invited: %(cohort)s"),
        _(
            "Seats are kept for your area. Ask institutions to nominate their members until %(nominate_until_on)s.\n\n"
            "Days: %(days)s\nPlace: %(place)s"
        ),
    ),
    NoticeKind.INVITED_INSTITUTION: Template(
        _("Your institution is invited: %(cohort)s"),
        _("You may nominate members until %(nominate_until_on)s.\n\nDays: %(days)s\nPlace: %(place)s"),
    ),
    NoticeKind.DEADLINE_REGENCY: Template(
        _("Nominations end on %(nominate_until_on)s: %(cohort)s"),
        _(
            "Seats of your area are still free. Please ask institutions to nominate their members in time.\n\n"
            "Days: %(days)s\nPlace: %(place)s"
        ),
    ),
    NoticeKind.DEADLINE_INSTITUTION: Template(
        _("Nominations end on %(nominate_until_on)s: %(cohort)s"),
        _(
            "Seats of your area are still free. You may nominate members until %(nominate_until_on)s.\n\n"
            "Days: %(days)s\nPlace: %(place)s"
        ),
    ),
    NoticeKind.SESSION_MOVED: Template(
        _("A session is moved: %(session)s"),
        _("“%(session)s” of %(cohort)s has changed. It now begins on %(starts_at)s and ends at %(ends_time)s."),
    ),
    NoticeKind.DAY_AHEAD: Template(
        _("Reminder for %(day_on)s: %(cohort)s"),
        _("It begins on %(starts_at)s and ends at %(ends_time)s.\n\nPlace: %(place)s"),
    ),
    NoticeKind.DAY_AHEAD_TRAINER: Template(
        _("You teach on %(day_on)s: %(cohort)s"),
        _("The day begins on %(starts_at)s and ends at %(ends_time)s.\n\nPlace: %(place)s"),
    ),
    NoticeKind.PLACE_CHANGED: Template(
        _("The place has changed: %(cohort)s"),
        _("%(cohort)s now takes place here: %(place)s.\n\nDays: %(days)s"),
    ),
    NoticeKind.CANCELLED: Template(
        _("Cancelled: %(cohort)s"),
        _("We are sorry: %(cohort)s is cancelled. Please do not travel.\n\nThe days would have been: %(days)s"),
    ),
    NoticeKind.TRAINER_ASSIGNED: Template(
        _("You are to teach: %(cohort)s"),
        _("You are assigned as a trainer.\n\nDays: %(days)s\nPlace: %(place)s"),
    ),
    NoticeKind.CERTIFICATE: Template(
        _("Your certificate is ready: %(cohort)s"),
        _("Congratulations, %(person)s. You can download your certificate now."),
    ),
    NoticeKind.REVOKED: Template(
        _("Your certificate is revoked: %(cohort)s"),
        _("%(person)s, your certificate no longer counts. Whoever checks it sees why. Ask the organiser what to do."),
    ),
}

ACTIONS: dict[str, tuple[Any, Callable[[Notice], str]]] = {
    NoticeKind.NOMINATED: (_("See the nominations"), lambda notice: reverse("nomination_list")),
    NoticeKind.APPLIED: (_("See the nominations"), lambda notice: reverse("nomination_list")),
    NoticeKind.CONFIRMED: (_("See the participants"), lambda notice: _of_cohort("participant_list", notice)),
    NoticeKind.OFFERED: (_("Answer the offer"), lambda notice: reverse("seat_offers")),
    NoticeKind.OFFERED_SENT: (_("Answer the offer"), lambda notice: reverse("seat_offers")),
    NoticeKind.OFFER_ENDING: (_("Answer the offer"), lambda notice: reverse("seat_offers")),
    NoticeKind.OFFER_ENDING_SENT: (_("Answer the offer"), lambda notice: reverse("seat_offers")),
    NoticeKind.DAY_AHEAD: (_("See my schedule"), lambda notice: reverse("my_schedule")),
    NoticeKind.DAY_AHEAD_TRAINER: (_("See the activity"), lambda notice: _of_cohort("cohort_detail", notice)),
    NoticeKind.DEADLINE_REGENCY: (_("See the activity"), lambda notice: _of_cohort("cohort_detail", notice)),
    NoticeKind.DEADLINE_INSTITUTION: (_("Nominate members"), lambda notice: _of_cohort("nominate", notice)),
    NoticeKind.INVITED_REGENCY: (_("See the activity"), lambda notice: _of_cohort("cohort_detail", notice)),
    NoticeKind.INVITED_INSTITUTION: (_("Nominate members"), lambda notice: _of_cohort("nominate", notice)),
    NoticeKind.TRAINER_ASSIGNED: (_("See the activity"), lambda notice: _of_cohort("cohort_detail", notice)),
    NoticeKind.CERTIFICATE: (_("See my certificates"), lambda notice: reverse("certificate_list")),
    NoticeKind.REVOKED: (_("See my certificates"), lambda notice: reverse("certificate_list")),
}


def _of_cohort(name: str, notice: Notice) -> str:
    return reverse(name, args=[notice.cohort_id])


def action_of(notice: Notice) -> tuple[Any, str]:
    """What to do next, as label and path; otherwise the way home."""
    label, path = ACTIONS.get(notice.kind, (_("Go to your home page"), lambda _notice: reverse("home")))
    return label, path(notice)


def words_of(notice: Notice) -> Words:
    """In the language of the moment. Own words of an officer are shown as they are."""
    if notice.has_own_words:
        return Words(notice.subject, notice.body)
    template, values = TEMPLATES[notice.kind], shown(notice.values)
    body = str(template.body) % values
    if values.get("why"):
        body = f"{body}\n\n{WHY % values}"
    return Words(str(template.subject) % values, body)


def shown(values: Mapping[str, Any]) -> dict[str, str]:
    """Plain values as people read them: moments in their zone, days in words, the place in one line."""
    found = {}
    zone = values.get("zone") or settings.TIME_ZONE
    for name, value in values.items():
        if name.endswith("_at"):
            found[name] = moment(datetime.fromisoformat(value), zone)
        elif name.endswith("_time"):
            local = datetime.fromisoformat(value).astimezone(ZoneInfo(zone))
            found[name] = f"{local:%H.%M} {zone_name(zone)}"
        elif name.endswith("_on"):
            found[name] = date_format(date.fromisoformat(value), "j F Y")
        else:
            found[name] = str(value)
    if "first_on" in found:
        found["days"] = found["first_on"] if values["first_on"] == values["last_on"] else _span(found)
    return found


def _span(found: Mapping[str, str]) -> str:
    return gettext("%(first)s to %(last)s") % {"first": found["first_on"], "last": found["last_on"]}


def zone_name(zone: str) -> str:
    return dict(Zone.choices).get(zone, zone)


def moment(at: datetime, zone: str) -> str:
    """``22 Juli 2026, 08.00 WIB``."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{date_format(local, 'j F Y')}, {local:%H.%M} {zone_name(zone)}"
