"""What the rooms above know of a course page, for its template: ``content`` knows no cohort and no person."""

from django import template
from django.utils import timezone

from lms.learning.offers import Offer, offer_of

register = template.Library()


@register.simple_tag(takes_context=True)
def course_offer(context) -> Offer:
    return offer_of(context["page"], request=context["request"], on=timezone.localdate())
