"""Where authors find the forms on paper: on top of the editor of a course. Loaded by ``content.wagtail_hooks``."""

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from content.course_forms.views import course_forms
from content.models import CoursePage


@hooks.register("register_admin_urls")
def urls_of_forms() -> list[Any]:
    return [
        path("kursus/<int:page_id>/formulir/", course_forms, name="course_forms"),
        path("kursus/<int:page_id>/formulir/<slug:form>/", course_forms, name="course_form"),
    ]


@hooks.register("register_page_header_buttons")
def button_to_forms(*, page: Page, **_more: Any) -> Iterator[Button]:
    if isinstance(page.specific_deferred, CoursePage):
        yield Button(_("Forms on paper"), reverse("course_forms", args=[page.pk]), icon_name="form", priority=52)
