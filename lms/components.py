"""Components of the interface: one function here, one template of the same name in ``templates/components``."""

from django import template

register = template.Library()
