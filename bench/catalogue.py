"""The list of courses with one course and with 5,000: how many queries, and how much longer."""

import statistics
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from bench.province import Province
from content.models import CatalogPage, CoursePage, ModulePage, ProgrammePage
from lms.cohorts.models import Cohort

Show = Callable[..., None]

PROGRAMMES, COURSES_EACH, MODULES_EACH = 50, 100, 3
ROUNDS = 9
ASKED = {
    "whole": {},
    "words": {"cari": "keluarga lansia"},
    "filters": {"cari": "modul", "tema": "PPKS-05", "jp": "9-24", "wilayah": "62"},
    "open": {"dibuka": "on"},
    "last_page": {"page": "99999"},
}
THEMES = ("Keluarga tangguh", "Bimtek LKS", "Pembinaan mental", "Usaha bersama")


def catalogue(province: Province, show: Show) -> None:
    few = {name: asked(province, query) for name, query in ASKED.items()}
    fill()
    for name, query in ASKED.items():
        queries, seconds = asked(province, query)
        show(f"catalogue_{name}_queries_1_course", few[name][0], "queries", at_most=12)
        show(f"catalogue_{name}_queries_5000_courses", queries, "queries", at_most=12)
        show(f"catalogue_{name}_5000_courses", seconds * 1000, "ms")
        show(f"catalogue_{name}_5000_to_1", seconds / few[name][1], "ratio")


def asked(province: Province, query: dict[str, str]) -> tuple[int, float]:
    """How many queries one answer takes, and the middle of several times."""
    address, took = reverse("catalogue"), []
    province.client.get(address, query)  # what is read once for each process, and the session's minute
    with CaptureQueriesContext(connection) as queries:
        answer = province.client.get(address, query)
    assert answer.status_code == 200, f"{address} answered {answer.status_code}"
    number = len(queries)  # read now: the next request empties the log
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        province.client.get(address, query)
        took.append(time.perf_counter() - begin)
    return number, statistics.median(took)


def fill() -> None:
    """5,000 courses of 50 offices with three modules each; each tenth has an open cohort."""
    catalog = CatalogPage.objects.get()
    taken = catalog.get_children().count()
    offices, courses, modules = [], [], []
    for number in range(PROGRAMMES):
        office = page(ProgrammePage, catalog, taken + number + 1, f"Dinas Sosial {number}")
        office.summary, office.region_code = "", ("62", "62.03", "11", "")[number % 4]
        offices.append(office)
        for place in range(COURSES_EACH):
            course = page(CoursePage, office, place + 1, f"{THEMES[place % 4]} {number}-{place}")
            course.kind, course.summary = ("family", "bimtek", "mental", "kube")[place % 4], "Bagi pendamping lansia."
            course.for_ppks, course.certificate_title = [f"PPKS-{place % 26 + 1:02}"], course.title
            courses.append(course)
            for step in range(MODULES_EACH):
                module = page(ModulePage, course, step + 1, f"Modul {step + 1} tentang keluarga")
                module.code, module.theory_minutes = f"M{step + 1}", 45 * (place % 12 + 1)
                modules.append(module)
    for pages in (offices, courses, modules):
        insert(pages)
    catalog.numchild += PROGRAMMES
    catalog.save(update_fields=["numchild"])
    hold(courses[::10])


def page(model: type[Page], parent: Page, place: int, title: str) -> Any:
    path = model._get_path(parent.path, parent.depth + 1, place)
    slug = f"bench-{path.lower()}"
    parent.numchild = max(parent.numchild, place)
    return model(
        path=path, depth=parent.depth + 1, title=title, draft_title=title, slug=slug, live=True,
        url_path=f"{parent.url_path}{slug}/", content_type=ContentType.objects.get_for_model(model),
        locale=the_locale(),
    )  # fmt: skip


@cache
def the_locale() -> Locale:
    return Locale.objects.get()


def insert(pages: list[Any]) -> None:
    """Rows of pages, many at once: Django inserts a child model one by one."""
    model, names = type(pages[0]), [field.attname for field in Page._meta.concrete_fields if field.name != "id"]
    bases = Page.objects.bulk_create([Page(**{n: getattr(each, n) for n in names}) for each in pages], batch_size=300)
    for base, each in zip(bases, pages, strict=True):
        each.page_ptr_id = base.pk
    fields = model._meta.local_concrete_fields
    for begin in range(0, len(pages), 300):
        model._base_manager._insert(pages[begin : begin + 300], fields=fields, using="default", raw=True)


def hold(courses: list[Any]) -> None:
    """An open cohort for each of these courses, after the example of one there is."""
    example, today = Cohort.objects.open().first(), timezone.localdate()
    assert example is not None, "the seeded province has an open cohort"
    Cohort.objects.bulk_create(
        Cohort(
            course_id=course.page_ptr_id, office_id=example.office_id, title=f"Bench {course.page_ptr_id}",
            venue=example.venue, city=example.city, starts_on=today, ends_on=today, nominate_until=today,
            status=example.status, syllabus=example.syllabus, policy=example.policy, opened_at=example.opened_at,
            opened_by_id=example.opened_by_id,
        )
        for course in courses
    )  # fmt: skip
