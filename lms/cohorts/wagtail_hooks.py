"""What cohorts have to say to authors: a page one rests on is not deleted, and what freezes is not reached by edits."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail.models import Page

from content.keeping import keeps_pages
from content.models import LessonPage
from content.notices import Notice, tells_authors
from lms.cohorts.models import Cohort, cohorts_resting_on


@keeps_pages
def cohorts_on_it(page: Page) -> Iterator[str]:
    if titles := cohorts_resting_on(page):
        words = _("“%(page)s” cannot be deleted: it is used by %(cohorts)s. Keep it, and write a new page beside it.")
        yield words % {"page": page.title, "cohorts": ", ".join(titles)}


@tells_authors
def cohorts_now_open(page: Page) -> Iterator[Notice]:
    """Modules, JP and pass marks are frozen; the text of a lesson is not, and the author is told which is which."""
    lines = tuple(f"{cohort.title} · {cohort.days_in_words}" for cohort in Cohort.objects.open().of_course_above(page))
    if not lines:
        return
    if isinstance(page, LessonPage):
        yield Notice(_("Open cohorts read this lesson: what you publish they see at once. Their JP stay."), lines)
    else:
        yield Notice(_("Your changes do not reach these open cohorts: modules, JP and pass marks stay theirs."), lines)
