"""What is next for assisted participants, for the page of their companion: the room of enrolment lies below."""

from django import template
from django.utils import timezone

from lms.reports.assisted import Accompanied, next_for

register = template.Library()


@register.simple_tag
def assisted_steps(enrolments) -> list[Accompanied]:
    return next_for(enrolments, at=timezone.now())
