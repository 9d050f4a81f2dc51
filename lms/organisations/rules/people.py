"""What is said of people, and to whom it is said in full. Pure."""

import re
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lms.refusal import Reason

ADULT_AT_YEARS = 18  # Source: UU 35/2014 art. 1 (1), who is a child
MIN_WHY, MAX_WHY = 10, 200
MANY_DIGITS = re.compile(r"(?:\d[ .-]?){8}", re.ASCII)
DIGITS_OF_A_NIK = re.compile(r"(?:\d[ .-]?){12}", re.ASCII)


class ViewReason(TextChoices):
    """Why somebody opens contact data that are shown masked elsewhere."""

    CONTACT = "contact", _("To reach this person")
    CORRECTION = "correction", _("To check or correct the data")
    TRAINING = "training", _("To prepare a training")
    REQUEST = "request", _("This person asked me to")


def is_minor(birth_on: date | None, *, on: date) -> bool:
    """Younger than 18 on the day; an unknown date of birth makes nobody a child."""
    if birth_on is None:
        return False
    had_birthday = (on.month, on.day) >= (birth_on.month, birth_on.day)
    return on.year - birth_on.year - (not had_birthday) < ADULT_AT_YEARS


def masked_phone(phone: str) -> str:
    """``0812******90`` of an E.164 number."""
    home = f"0{phone[3:]}" if phone.startswith("+62") else phone
    return f"{home[:4]}{'*' * (len(home) - 6)}{home[-2:]}" if phone else ""


def masked_email(email: str) -> str:
    """``n***@contoh.id``: the first letter and the house."""
    box, _at, house = email.partition("@")
    return f"{box[:1]}***@{house}" if email else ""


def masked_reach(reach: str | None) -> str:
    """An address or a number, each as lists show it; empty when there is none."""
    return (masked_email if "@" in (reach or "") else masked_phone)(reach or "")


def core_of_name(name: str) -> str:
    """A name without the titles behind it, spaces and case, as ``Person.search_text`` begins."""
    return "".join(name.partition(",")[0].lower().split())


def looks_like_nik(text: str) -> bool:
    """Whether a search holds so many digits that it had better not stand in an address."""
    return DIGITS_OF_A_NIK.search(text) is not None


def reasons_against_why(why: str) -> tuple[Reason, ...]:
    """A reason is a sentence of one's own and holds no number of anybody: it is kept in the journal."""
    if not MIN_WHY <= len(why) <= MAX_WHY:
        return (Reason("why_length", _("Say in a short sentence why you need the number.")),)
    if MANY_DIGITS.search(why):
        return (Reason("why_number", _("Do not write numbers of people into the reason.")),)
    return ()
