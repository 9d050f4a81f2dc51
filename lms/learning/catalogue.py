"""Which courses there are to learn: the public list, its filters, and what a card of it says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Length, Substr

from content.models import CoursePage, ModulePage, ProgrammePage
from content.rules import SHARES
from lms.cohorts.models import Cohort
from lms.organisations.access import covers

MOST_WORDS = 6
FEW_JP, MANY_JP = 8, 24
HOURS = {"sampai-8": (0, FEW_JP), "9-24": (FEW_JP + 1, MANY_JP), "lebih": (MANY_JP + 1, None)}
NATIONAL = "nasional"  # courses that belong to no office of a region


@dataclass(frozen=True)
class Programme:
    """An office's part of the catalogue; ``path`` says which courses lie in it."""

    path: str
    title: str
    region: str


def programmes() -> list[Programme]:
    rows = ProgrammePage.objects.live().order_by("path").values_list("path", "title", "region_code")
    return [Programme(*row) for row in rows]


def parent_path() -> Substr:
    """A page's path without its last step, which is the path of the page above it."""
    return Substr("path", 1, Length("path") - CoursePage.steplen)


def joinable(on: date) -> QuerySet[Cohort]:
    """Cohorts somebody can still be nominated for, the nearest first."""
    return Cohort.objects.open().filter(nominate_until__gte=on).order_by("starts_on", "pk")


def jp_of_course() -> Coalesce:
    """The JP of a course's published modules, read from the index of the paths: the tree of one course alone."""
    hour = settings.PILAR_MINUTES_PER_JP
    below = ModulePage.objects.live().filter(
        path__gt=OuterRef("path"), path__lte=Concat(OuterRef("path"), Value("Z" * CoursePage.steplen))
    )
    hours = sum((F(f"{share}_minutes") / hour for share in SHARES[1:]), F(f"{SHARES[0]}_minutes") / hour)
    total = below.order_by().annotate(all=Value(1)).values("all").annotate(jp=Sum(hours)).values("jp")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def courses(on: date) -> QuerySet[CoursePage]:
    """The published courses: those one can join first, then by title."""
    is_joinable = Exists(joinable(on).order_by().filter(course=OuterRef("pk")))
    rows = CoursePage.objects.live().annotate(is_joinable=is_joinable)
    return rows.order_by("-is_joinable", "title", "pk")


def holding_words(text: str) -> Q:
    """Courses that hold each word in their title, their summary or the title of a module."""
    wanted = Q()
    for word in text.split()[:MOST_WORDS]:
        modules = ModulePage.objects.live().filter(title__icontains=word).annotate(above=parent_path())
        wanted &= Q(title__icontains=word) | Q(summary__icontains=word) | Q(path__in=modules.values("above"))
    return wanted


def about(field: str, code: str) -> Q:
    """Courses whose list of codes has this one; a list is stored as JSON, on every database readable as text."""
    return Q(**{f"{field}_text__contains": f'"{code}"'})


def narrowed(rows: QuerySet[CoursePage], wanted: dict[str, Any], offices: Iterable[Programme]) -> QuerySet[CoursePage]:
    """The courses that fit every filter; ``wanted`` is the cleaned data of ``CatalogueForm``."""
    rows = rows.filter(holding_words(wanted["cari"]))
    for name, field in (("untuk", "for_psks"), ("tema", "for_ppks")):
        if wanted[name]:
            rows = rows.annotate(**{f"{field}_text": Cast(field, TextField())}).filter(about(field, wanted[name]))
    if wanted["jenis"]:
        rows = rows.filter(kind=wanted["jenis"])
    if wanted["jp"]:
        least, most = HOURS[wanted["jp"]]
        rows = rows.annotate(hours=jp_of_course()).filter(hours__gte=least)
        rows = rows if most is None else rows.filter(hours__lte=most)
    if wanted["wilayah"]:
        rows = rows.annotate(above=parent_path()).filter(_of_region(wanted["wilayah"], offices))
    return rows.filter(is_joinable=True) if wanted["dibuka"] else rows


def _of_region(area: str, offices: Iterable[Programme]) -> Q:
    """Courses of the offices in this region; the national ones are those that no office of a region has."""
    if area == NATIONAL:
        return ~Q(above__in=[each.path for each in offices if each.region])
    return Q(above__in=[each.path for each in offices if each.region and covers(area, each.region)])


@dataclass(frozen=True)
class Card:
    course: CoursePage
    url: str
    jp: int
    office: str
    cohort: Cohort | None  # the next one to join


def cards(found: Iterable[CoursePage], offices: Iterable[Programme], *, request: Any, on: date) -> list[Card]:
    """What the list shows of these courses, in two queries."""
    shown = list(found)
    names = {each.path: each.title for each in offices}
    hours = dict(CoursePage.objects.filter(pk__in=[c.pk for c in shown]).values_list("pk", jp_of_course()))
    nearest: dict[int | None, Cohort] = {}
    for cohort in joinable(on).filter(course__in=[c.pk for c in shown if c.is_joinable]):
        nearest.setdefault(cohort.course_id, cohort)
    return [
        Card(
            course=course,
            url=course.get_url(request),
            jp=hours[course.pk],
            office=names.get(course.path[: -CoursePage.steplen], ""),
            cohort=nearest.get(course.pk),
        )
        for course in shown
    ]
