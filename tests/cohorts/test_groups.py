"""Parallel classes of one cohort: at the same hour, each with its own room and trainer."""

import pytest

from lms.cohorts.papers import terms_facts
from lms.notices.ics import calendar_of, sessions_of_cohort
from tests.cohorts.test_grid import draft, edit, paste, pasted, planner, trained
from tests.factories.cohorts import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]
__all__ = ["draft", "planner"]


def test_parallel_classes_are_pasted_and_shown(planner, draft):
    trained(draft)
    lines = [f"22/07/2026\t08.00\t10.15\tL1\tCT\tRuang {name}\t\tKelas {name}" for name in "AB"]

    saved = planner.post(paste(draft), pasted("\n".join(lines), sure="1"))
    shown = [form.initial["group"] for form in planner.get(edit(draft)).context["lines"].initial_forms]
    page = planner.get(saved.url)

    assert list(draft.sessions.values_list("group", "jp")) == [("Kelas A", 3), ("Kelas B", 3)]
    assert shown == ["Kelas A", "Kelas B"]
    assert "Kelas B" in page.content.decode()
    assert page.context["total_jp"] == 3


def test_one_trainer_or_room_of_two_parallel_classes_is_told(planner, draft):
    trained(draft)
    lines = [f"22/07/2026\t08.00\t10.15\tL1\tCT\tAula\tBudi Santoso\tKelas {name}" for name in "AB"]

    page = planner.get(planner.post(paste(draft), pasted("\n".join(lines), sure="1")).url)

    assert [reason.code for reason in page.context["clashes"]] == ["trainer_busy", "room_busy"]


def test_the_terms_of_reference_and_calendars_name_the_group():
    session = SessionFactory(group="Kelas A")

    paper = terms_facts(session.cohort, on=session.cohort.starts_on)
    calendar = calendar_of(sessions_of_cohort(session.cohort), name="Bimtek", with_links=False).decode()

    assert paper["days"][0]["rows"][0]["what"].endswith("· Kelas A")
    assert "· Kelas A ·" in calendar.replace("\r\n ", "")
