"""The timetable as one form and as pasted lines: all or nothing, errors at their line, nothing twice."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from lms.cohorts.models import Cohort, Session
from lms.cohorts.rules import MAX_SESSIONS
from tests.cohorts.test_pasting import SHEET
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, CohortTrainerFactory, SessionFactory, ready_course
from tests.factories.organisations import ProvinceFactory, RoleGrantFactory
from tests.naughty import NAUGHTY, encodable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]

ROW = {
    "day": "2026-07-22", "starts": "08.00", "ends": "10:15", "sort": "lecture", "module_code": "L1", "title": "",
    "room": "Aula", "link": "", "group": "", "trainer": "", "second": "",
}  # fmt: skip


@pytest.fixture
def planner(login):
    client = login(RoleGrantFactory(province=True, user__language="en").user)
    client.cookies["pilar-language"] = "en"
    return client


@pytest.fixture
def draft():
    return CohortFactory(course=ready_course())


def sheet_of(*rows, version=0, initial=0, **more):
    data = {"once_key": str(uuid.uuid4()), "version": version}
    data |= {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return {**data, **more}


def typed(initial):
    """What a browser sends back of a line it was shown."""
    return {**initial, "starts": f"{initial['starts']:%H:%M}", "ends": f"{initial['ends']:%H:%M}"}


def edit(cohort):
    return reverse("timetable_edit", args=[cohort.pk])


def paste(cohort):
    return reverse("timetable_paste", args=[cohort.pk])


def pasted(text, **more):
    return {"once_key": str(uuid.uuid4()), "version": 0, "text": text, **more}


def test_lines_are_changed_added_and_removed_by_one_save(planner, draft):
    kept = SessionFactory(cohort=draft)
    gone = SessionFactory(cohort=draft)
    trainer = CohortTrainerFactory(cohort=draft)
    rows = [
        {**ROW, "session": kept.pk, "trainer": trainer.pk},
        {**ROW, "session": gone.pk, "starts": "nonsense", "DELETE": "on"},
        {**ROW, "starts": "10.15", "ends": "10.30", "sort": "break", "module_code": "", "title": "Rehat"},
        dict.fromkeys(ROW, ""),
    ]

    response = planner.post(edit(draft), sheet_of(*rows, initial=2))

    first, second = draft.sessions.with_trainers()
    assert (response.status_code, response.url) == (302, edit(draft))
    assert (first.pk, first.title, first.jp, first.room) == (kept.pk, "Modul L1", 3, "Aula")
    assert first.trainer_names() == [trainer.user.name]
    assert (second.title, second.kind) == ("Rehat", "break")
    assert not Session.objects.filter(pk=gone.pk).exists()


def test_the_form_shows_what_is_there_and_saves_it_unchanged(planner, draft):
    trainer = CohortTrainerFactory(cohort=draft)
    session = SessionFactory(cohort=draft, method="discussion", room="Ruang 2")
    session.trainers.create(trainer=trainer)
    shown = [form.initial for form in planner.get(edit(draft)).context["lines"].initial_forms]

    response = planner.post(edit(draft), sheet_of(*map(typed, shown), initial=1))

    assert response.status_code == 302
    again = draft.sessions.with_trainers().get()
    assert (again.pk, again.starts_at, again.method, again.room) == (
        session.pk,
        session.starts_at,
        "discussion",
        "Ruang 2",
    )
    assert again.trainer_names() == [trainer.user.name]


def test_a_third_trainer_is_named_in_the_form_and_stays(planner, draft):
    session = SessionFactory(cohort=draft)
    names = ["Ani", "Budi", "Citra"]
    for name in names:
        session.trainers.create(trainer=CohortTrainerFactory(cohort=draft, user__name=name))
    (form,) = planner.get(edit(draft)).context["lines"].initial_forms
    assert form.other_names == "Citra"

    planner.post(edit(draft), sheet_of(typed(form.initial), initial=1))
    assert draft.sessions.with_trainers().get().trainer_names() == names

    planner.post(edit(draft), sheet_of({**typed(form.initial), "second": ""}, version=1, initial=1))
    assert draft.sessions.with_trainers().get().trainer_names() == ["Ani", "Citra"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends": "07.00"}, "ends before it starts"),
        ({"starts": "10.00", "ends": "12.15"}, "overlap"),
        ({"module_code": ""}, "choose the module"),
        ({"module_code": "L99"}, "L99"),
        ({"link": "javascript:alert(1)"}, "begins with https://"),
        ({"room": "R" * 61}, "60"),
        ({"trainer": "999"}, "999"),
        ({"day": "2026-07-25"}, "2026-07-25"),
    ],
)
def test_a_bad_line_is_told_at_its_line_and_nothing_is_saved(planner, draft, change, words):
    second = {**ROW, "starts": "10.15", "ends": "12.30", **change}

    response = planner.post(edit(draft), sheet_of(ROW, second))

    told = response.context["told"]
    assert (response.status_code, {number for _anchor, number, _message in told}) == (200, {2})
    assert any(words in str(message) for _anchor, _number, message in told)
    assert not draft.sessions.exists()


def test_a_room_of_60_letters_is_kept(planner, draft):
    planner.post(edit(draft), sheet_of({**ROW, "room": "R" * 60}))

    assert draft.sessions.get().room == "R" * 60


def test_three_more_lines_are_given_and_nothing_is_saved(planner, draft):
    response = planner.post(edit(draft), sheet_of({**ROW, "ends": ""}, more="1"))

    assert (response.status_code, len(response.context["lines"].forms)) == (200, 4)
    assert "error-summary" not in response.content.decode()
    assert not draft.sessions.exists()


def test_two_windows_never_overwrite_each_other(planner, draft):
    planner.post(edit(draft), sheet_of(ROW))

    response = planner.post(edit(draft), sheet_of({**ROW, "title": "Jendela kedua"}, version=0))

    assert "Somebody changed the timetable meanwhile" in response.content.decode()
    assert [session.title for session in draft.sessions.all()] == ["Modul L1"]


def test_a_timetable_sent_twice_is_saved_once(planner, draft):
    body = sheet_of(ROW)

    answers = [planner.post(edit(draft), body).status_code for _time in range(2)]

    assert (answers, Cohort.objects.get().timetable_version) == ([302, 302], 1)


@pytest.mark.parametrize(
    "change",
    [{"form-TOTAL_FORMS": "x"}, {"form-TOTAL_FORMS": "999999999"}, {"version": ""}, {"version": "9" * 30}],
)
def test_a_broken_form_is_told_and_saves_nothing(planner, draft, change):
    response = planner.post(edit(draft), {**sheet_of(ROW), **change})

    assert (response.status_code, draft.sessions.count()) == (200, 0)
    assert "error-summary" in response.content.decode()


@pytest.mark.parametrize("field", list(ROW))
def test_naughty_lines_never_break_the_form(planner, draft, field):
    rows = [{**ROW, field: encodable(text)} for text in NAUGHTY]

    response = planner.post(edit(draft), sheet_of(*rows))

    assert (response.status_code, draft.sessions.count()) == (200, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_grid_takes_the_same_queries_for_one_and_three(planner, draft, django_assert_num_queries, rows):
    for _number in range(rows):
        session = SessionFactory(cohort=draft)
        session.trainers.create(trainer=CohortTrainerFactory(cohort=draft))
    planner.get(edit(draft))

    with django_assert_num_queries(18):
        response = planner.get(edit(draft))

    assert len(response.context["lines"].initial_forms) == rows


# --- pasted lines ------------------------------------------------------------------------------------


def trained(draft):
    for name in ("Budi Santoso", "Dr. Siti Aminah, M.Si"):
        CohortTrainerFactory(cohort=draft, user=UserFactory(name=name))


def test_pasting_shows_first_and_saves_after(planner, draft):
    trained(draft)

    shown = planner.post(paste(draft), pasted(SHEET))
    before = draft.sessions.count()
    saved = planner.post(paste(draft), pasted(SHEET, sure="1"))

    assert (shown.status_code, shown.context["reading"].is_clear, before) == (200, True, 0)
    assert saved.url == reverse("cohort_detail", args=[draft.pk])
    assert list(draft.sessions.values_list("title", "kind", "jp")) == [
        ("Modul L1", "lesson", 2), ("Rehat", "break", 0), ("Kelembagaan LKS", "lesson", 3),
    ]  # fmt: skip


def test_an_unclear_line_is_told_and_even_when_sure_nothing_is_saved(planner, draft):
    trained(draft)
    text = SHEET + "23/07/2026\t10.00\t09.00\tL3\tDK\t\tOrang Lain\n"

    response = planner.post(paste(draft), pasted(text, sure="1"))

    page = response.content.decode()
    assert (response.status_code, draft.sessions.count()) == (200, 0)
    assert "Orang Lain is no trainer of this cohort" in page
    assert "Not everything is clear" in page


def test_pasted_lines_that_meet_the_sessions_there_are_told(planner, draft):
    trained(draft)
    SessionFactory(cohort=draft, title="Sudah ada")
    meeting = planner.post(paste(draft), pasted(SHEET, sure="1"))
    instead = planner.post(paste(draft), pasted(SHEET, sure="1", replaces="on"))

    assert (meeting.status_code, instead.status_code) == (200, 302)
    assert "overlap" in meeting.content.decode()
    assert not draft.sessions.filter(title="Sudah ada").exists()


def test_pasted_lines_are_added_to_the_sessions_there(planner, draft):
    trained(draft)
    SessionFactory(cohort=draft, title="Sudah ada", starts_at="2026-07-23T02:00Z", ends_at="2026-07-23T04:15Z")

    planner.post(paste(draft), pasted(SHEET, sure="1"))

    assert [session.title for session in draft.sessions.all()] == ["Modul L1", "Rehat", "Kelembagaan LKS", "Sudah ada"]


def test_pasting_twice_with_one_key_is_pasting_once(planner, draft):
    trained(draft)
    body = pasted(SHEET, sure="1")

    answers = [planner.post(paste(draft), body).status_code for _time in range(2)]

    assert (answers, draft.sessions.count()) == ([302, 302], 3)


@pytest.mark.parametrize("text", ["\n".join(["22/07/2026\t08.00\t08.45\tL1"] * 400), "", "a" * 60_000, *NAUGHTY])
def test_endless_empty_and_naughty_pastes_are_told(planner, draft, text):
    response = planner.post(paste(draft), pasted(encodable(text), sure="1"))

    assert (response.status_code, draft.sessions.count()) == (200, 0)


def test_four_hundred_lines_are_counted_in_words(planner, draft):
    response = planner.post(paste(draft), pasted("\n".join(["22/07/2026\t08.00\t08.45\tL1"] * 400)))

    assert f"You pasted 400 lines; a timetable has at most {MAX_SESSIONS} sessions." in response.content.decode()


# --- who and when --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["timetable_edit", "timetable_paste"])
def test_open_and_foreign_timetables_are_not_found(planner, login, draft, name):
    south = RoleGrantFactory(province=True, region=ProvinceFactory(code="63", name="Kalimantan Selatan")).user
    opened = CohortFactory(opened=True, starts_on=date(2026, 7, 22))

    assert planner.get(reverse(name, args=[opened.pk])).status_code == 404
    assert login(south).get(reverse(name, args=[draft.pk])).status_code == 404
    assert login(UserFactory()).get(reverse(name, args=[draft.pk])).status_code == 403
