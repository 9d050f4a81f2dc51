"""Each kind says something whole, in both languages."""

import re

import pytest
from django.utils.translation import override

from lms.notices.enums import NoticeKind
from lms.notices.models import Notice
from lms.notices.words import ACTIONS, TEMPLATES, action_of, words_of
from tests.factories.notices import NoticeFactory

VALUES = {
    "cohort": "Bimtek LKS Kapuas",
    "person": "Siti Aminah",
    "institution": "LKS Harapan",
    "region": "Kab. Kapuas",
    "place": "Aula Bapelkesos, Palangka Raya",
    "first_on": "2026-07-22",
    "last_on": "2026-07-24",
    "nominate_until_on": "2026-07-10",
    "zone": "Asia/Makassar",
    "day_on": "2026-07-22",
    "session": "Tata kelola",
    "starts_at": "2026-07-22T16:30:00+00:00",
    "ends_time": "2026-07-22T17:30:00+00:00",
    "until_at": "2026-07-20T03:00:00+00:00",
    "why": "Ruang belum siap.",
}
KINDS = [kind for kind in NoticeKind if kind != NoticeKind.MESSAGE]


def notice(kind, **values):
    return Notice(pk=7, kind=kind, values={**VALUES, **values}, cohort_id=3)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_whole_in_each_language(kind, language):
    with override(language):
        words = words_of(notice(kind))
        label, url = action_of(notice(kind))

    assert not re.search(r"%\(|\{\{|None|\d{4}-\d{2}-\d{2}", f"{words.subject} {words.body}")
    assert words.body.endswith("Ruang belum siap.")
    assert len(words.subject) <= 150
    assert "\n" not in words.subject
    assert (str(label) != "", url.startswith("/")) == (True, True)


def test_each_kind_has_its_words_and_no_other():
    assert set(TEMPLATES) == set(KINDS)
    assert set(ACTIONS) <= set(KINDS)


def test_moments_are_told_on_the_clock_of_the_activity():
    with override("id"):
        words = words_of(notice(NoticeKind.SESSION_MOVED, why=""))

    assert "23 Juli 2026, 00.30 WITA" in words.body
    assert "01.30 WITA" in words.body


def test_one_day_is_told_as_one():
    with override("en"):
        words = words_of(notice(NoticeKind.TRAINER_ASSIGNED, last_on="2026-07-22", why=""))

    assert "Days: July 22, 2026\n" in words.body or "Days: 22 July 2026\n" in words.body


def test_own_words_are_shown_as_they_are():
    own = Notice(kind=NoticeKind.ACCEPTED, values={}, subject="100 % hadir", body="Bawa %(semua)s.")

    assert (words_of(own).subject, words_of(own).body) == ("100 % hadir", "Bawa %(semua)s.")


@pytest.mark.django_db
def test_words_follow_the_language_of_the_reader():
    told = NoticeFactory()

    with override("en"):
        english = words_of(told).subject
    with override("id"):
        indonesian = words_of(told).subject

    assert english != indonesian
