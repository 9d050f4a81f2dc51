"""Texts that a person shares by WhatsApp herself: the platform sends nothing there."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.cohorts.models import Cohort
from lms.notices.models import Notice
from lms.notices.rules import whatsapp_url
from lms.notices.words import action_of, words_of
from lms.privacy.enums import Purpose
from lms.privacy.models import Consent


@dataclass(frozen=True)
class Share:
    text: str
    url: str
    is_personal: bool = False


def share_of_notice(notice: Notice) -> Share:
    """For whoever got it, to show it to others."""
    words = words_of(notice)
    text = f"*{words.subject}*\n\n{words.body}\n\n{settings.BASE_URL}{action_of(notice)[1]}"
    return Share(text, whatsapp_url(text))


def share_with_recipient(notice: Notice) -> Share:
    """For an officer. With the person's number only where she agreed to be written to by WhatsApp."""
    words = words_of(notice)
    text = f"*{words.subject}*\n\n{words.body}\n\n{settings.BASE_URL}{reverse('inbox')}"
    phone = phone_for_whatsapp(notice)
    return Share(text, whatsapp_url(text, phone=phone), bool(phone))


def phone_for_whatsapp(notice: Notice) -> str:
    agreed = Consent.objects.in_force().filter(
        person__user=notice.recipient_id, text__purpose=Purpose.WHATSAPP, person__erased_at__isnull=True
    )
    if not agreed.exists():
        return ""
    person = notice.recipient.person
    return notice.recipient.phone or person.phone


def share_of_cohort(cohort: Cohort) -> Share:
    """An invitation, ready for a group."""
    words = _(
        "*%(cohort)s*\n\nDays: %(days)s\nPlace: %(place)s\nNominations until: %(until)s\n\n"
        "More and nominations: %(url)s"
    )
    text = words % {
        "cohort": cohort.title,
        "days": cohort.days_in_words,
        "place": ", ".join(part for part in (cohort.venue, cohort.city) if part),
        "until": date_format(cohort.nominate_until, "j F Y"),
        "url": settings.BASE_URL + reverse("cohort_detail", args=[cohort.pk]),
    }
    return Share(text, whatsapp_url(text))
