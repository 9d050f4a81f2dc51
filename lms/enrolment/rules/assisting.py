"""Peserta dampingan: somebody without a telephone, whom a member of an institution enters and accompanies. Pure."""

from django.utils.translation import gettext_lazy as _

from lms.enrolment.rules.joining import NewcomerFacts
from lms.refusal import Reason


def reasons_against_companion(*, is_member: bool) -> tuple[Reason, ...]:
    if is_member:
        return ()
    return (Reason("companion_no_member", _("Only present members of an institution can bring somebody.")),)


def reasons_against_assisted(newcomer: NewcomerFacts, *, person_name: str) -> tuple[Reason, ...]:
    values = (("person", person_name),)
    if newcomer.is_live:
        return (Reason("joined_already", _("%(person)s is on the list of this cohort already."), values),)
    if newcomer.was_declined:
        return (Reason("declined_before", _("The organiser declined %(person)s in this cohort."), values),)
    return ()
