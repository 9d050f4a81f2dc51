"""The seeded province, a signed-in trainee in it, and the bare page beside her lesson."""

import io
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from bench.bare.models import BarePage
from content.models import LessonPage
from lms.accounts.models import User
from lms.enrolment.models import Enrolment

TRAINEE = "+6281200000001"


@dataclass(frozen=True)
class Province:
    client: Client  # signed in, in this process
    cookie: str  # the same session, for a server
    lesson: str
    bare: str
    mixed: list[str]


def build() -> Province:
    quiet = io.StringIO()
    call_command("compile_catalogue", stdout=quiet)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed", stdout=quiet)

    root = Site.objects.get(is_default_site=True).root_page
    bare = root.add_child(instance=BarePage(title="Bare", slug="bare", paragraph="Satu alinea. " * 40))
    trainee = User.objects.get(phone=TRAINEE)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(trainee, backend="django.contrib.auth.backends.ModelBackend")
    enrolment = Enrolment.objects.of(trainee).accepted().latest("nominated_at")
    course = enrolment.cohort.course
    lesson = LessonPage.objects.descendant_of(course).live().order_by("path").first()
    outline = reverse("course_outline", args=[enrolment.pk])
    return Province(
        client=client,
        cookie=f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}",
        lesson=reverse("lesson", args=[enrolment.pk, lesson.pk]),
        bare=bare.get_url(),
        mixed=[
            reverse("front"),
            reverse("home"),
            outline,
            *(
                reverse("lesson", args=[enrolment.pk, each.pk])
                for each in LessonPage.objects.descendant_of(course)[:12]
            ),
            reverse("test_intro", args=[enrolment.pk]),
            reverse("certificate_list"),
            reverse("check_in"),
            reverse("verify_form"),
            "/verifikasi/tidak-ada/",
            "/tidak-ada/",
        ],
    )
