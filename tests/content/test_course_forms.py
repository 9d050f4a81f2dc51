"""The forms of a course: what every course begins with, what authors may change, what a cohort freezes, the paper."""

import importlib
import json
import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import JSONField, Value
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content.copying import clone_course, copy_course
from content.course_forms import defaults
from content.course_forms.blocks import EvaluationLines, RtlLines
from content.course_forms.lines import MAX_LETTERS, MAX_LINES
from content.models import CoursePage
from content.operations import KELUARGA_TANGGUH, ensure_catalog, ensure_collection, import_course
from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory
from tests.factories.organisations import KindOfNeedFactory

NONE = {"trainer_evaluation": [], "organiser_evaluation": [], "rtl_form": []}


def scale(key, words):
    return {"id": key, "type": "scale", "value": words}


def again(course):
    return CoursePage.objects.get(pk=course.pk)


# --- what a cohort freezes ------------------------------------------------------------------------


def test_every_new_course_has_the_forms_of_the_house_in_this_shape_and_order(db):
    KindOfNeedFactory()

    data = again(CoursePageFactory()).forms_as_data()

    about = [(line["key"], line["about"], line["kind"]) for line in data["evaluation"]]
    assert about == [
        ("trainer-mastery", "trainer", "scale"),
        ("trainer-order", "trainer", "scale"),
        ("trainer-clarity", "trainer", "scale"),
        ("trainer-methods", "trainer", "scale"),
        ("trainer-interaction", "trainer", "scale"),
        ("trainer-time", "trainer", "scale"),
        ("trainer-benefit", "trainer", "scale"),
        ("trainer-advice", "trainer", "text"),
        ("organiser-information", "organiser", "scale"),
        ("organiser-committee", "organiser", "scale"),
        ("organiser-room", "organiser", "scale"),
        ("organiser-meals", "organiser", "scale"),
        ("organiser-lodging", "organiser", "scale"),
        ("organiser-materials", "organiser", "scale"),
        ("organiser-schedule", "organiser", "scale"),
        ("organiser-access", "organiser", "scale"),
        ("organiser-wishes", "organiser", "text"),
    ]
    assert [(line["key"], line["kind"]) for line in data["rtl"]] == [
        ("problem", "text"),
        ("activity", "text"),
        ("target_kind", "choice"),
        ("target_number", "number"),
        ("place", "text"),
        ("starts_on", "date"),
        ("ends_on", "date"),
        ("partners", "text"),
        ("support", "text"),
        ("indicator", "text"),
        ("status", "choice"),
        ("evidence", "text"),
    ]
    assert list(data) == ["evaluation", "rtl"]
    assert data["evaluation"][0] == {
        "key": "trainer-mastery",
        "about": "trainer",
        "text": "Penguasaan materi",
        "kind": "scale",
    }
    assert data["rtl"][0] == {
        "key": "problem",
        "label": "Masalah",
        "kind": "text",
        "help": "Apa yang ingin Anda perbaiki di lembaga atau di lingkungan Anda?",
    }
    assert json.loads(json.dumps(data)) == data


def test_only_a_choice_says_what_may_be_chosen_and_kinds_of_ppks_come_from_the_register(db):
    KindOfNeedFactory()

    with translation.override("en"):  # whoever opens a cohort: what is frozen is Indonesian
        lines = {line["key"]: line for line in CoursePageFactory().forms_as_data()["rtl"]}

    assert lines["target_kind"]["choices"] == [["PPKS-08", "Lanjut usia telantar"]]
    assert [kept for kept, _shown in lines["status"]["choices"]] == [
        "Belum mulai",
        "Sedang berjalan",
        "Selesai",
        "Terhambat",
    ]
    assert [key for key, line in lines.items() if "choices" in line] == ["target_kind", "status"]


def test_keys_stay_when_lines_change_their_words_and_places(db):
    course = CoursePageFactory()
    lines = course.trainer_evaluation.get_prep_value()[::-1]
    lines[-1]["value"] = "Penguasaan bahan"
    course.trainer_evaluation = lines
    course.save_revision().publish()

    kept = [line for line in again(course).forms_as_data()["evaluation"] if line["about"] == "trainer"]

    assert (kept[0]["key"], kept[-1]["key"]) == ("trainer-advice", "trainer-mastery")
    assert kept[-1]["text"] == "Penguasaan bahan"


@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
def test_a_course_from_a_template_has_the_forms(db):
    course = import_course(KELUARGA_TANGGUH, parent=ensure_catalog("Kursus"), collection=ensure_collection("Bimtek"))
    assert again(course).forms_as_data() == CoursePageFactory().forms_as_data()


def test_a_clone_and_a_copy_keep_the_forms_with_their_keys(db):
    course = CoursePageFactory(organiser_evaluation=[scale("own-line", "Musala")])
    course.save_revision().publish()

    clone = clone_course(course, title="Tahun depan", by=UserFactory())
    copy = copy_course(
        again(course),
        to=Page.objects.get(pk=course.get_parent().pk),
        collection=ensure_collection("Bimtek"),
        title="Salinan",
        by=UserFactory(),
    )

    assert again(clone).forms_as_data() == again(copy).forms_as_data() == again(course).forms_as_data()
    assert again(clone).forms_as_data()["evaluation"][-1]["key"] == "organiser-own-line"


# --- courses written before -----------------------------------------------------------------------


def test_courses_written_before_get_the_forms(db):
    course = CoursePageFactory()
    CoursePage.objects.update(**{name: Value([], output_field=JSONField()) for name in NONE})
    assert again(course).forms_as_data() == {"evaluation": [], "rtl": []}

    importlib.import_module("content.migrations.0005_evaluation_and_rtl_forms").give_forms(apps, None)

    assert again(course).forms_as_data() == CoursePageFactory().forms_as_data()


def test_a_draft_written_before_opens_with_the_forms(db):
    course = CoursePageFactory()
    revision = course.save_revision()
    for name in NONE:
        del revision.content[name]
    revision.save(update_fields=["content"])

    assert again(course).get_latest_revision_as_object().forms_as_data() == CoursePageFactory().forms_as_data()


# --- what authors may write -----------------------------------------------------------------------


def cleaned(block, *lines):
    with translation.override("en"):
        return block.clean(block.to_python(list(lines)))


def refused(block, *lines):
    with pytest.raises(ValidationError) as refusal:
        cleaned(block, *lines)
    errors = [*getattr(refusal.value, "block_errors", {}).values(), *refusal.value.messages]
    return re.sub(r"\s+", " ", str(errors))


def evaluation():
    block = EvaluationLines()
    block.set_name("trainer_evaluation")
    return block


def test_a_form_has_at_most_twenty_lines(db):
    lines = [scale(f"line-{number}", f"Baris {number}") for number in range(MAX_LINES + 1)]
    assert len(cleaned(evaluation(), *lines[:-1])) == MAX_LINES
    with pytest.raises(ValidationError):
        cleaned(evaluation(), *lines)


def test_a_line_has_at_most_two_hundred_letters_on_one_line(db):
    (line,) = cleaned(evaluation(), scale("a", " Ruang\n\tdan   " + "a" * 180))
    assert line.value == "Ruang dan " + "a" * 180
    with pytest.raises(ValidationError):
        cleaned(evaluation(), scale("a", "a" * (MAX_LETTERS + 1)))


def test_a_line_needs_words(db):
    with pytest.raises(ValidationError):
        cleaned(evaluation(), scale("a", "   "))


def test_the_same_words_twice_are_refused(db):
    assert "twice" in refused(evaluation(), scale("a", "Ruang"), scale("b", "ruang "))
    asked = {"type": "text", "value": {"label": "Lokasi", "help": ""}}
    assert "twice" in refused(RtlLines(), asked, {**asked, "type": "date"})


@pytest.mark.parametrize("key", ["a", "A b", "<script>", "x" * 37, "", None])
def test_a_key_that_is_taken_or_strange_is_given_anew(db, key):
    first, second = cleaned(evaluation(), scale("a", "Ruang"), scale(key, "Konsumsi"))
    assert first.id == "a"
    assert re.fullmatch(r"[0-9a-f-]{36}", second.id)


def test_a_choice_has_two_to_ten_options(db):
    def choice(count):
        value = {"label": "Status", "help": "", "options": [f"Pilihan {number}" for number in range(count)]}
        return {"type": "choice", "value": value}

    assert len(cleaned(RtlLines(), choice(10))[0].value["options"]) == 10
    for count in (1, 11):
        with pytest.raises(ValidationError):
            cleaned(RtlLines(), choice(count))


@pytest.mark.parametrize(
    ("empty", "field"),
    [
        ({"trainer_evaluation": [], "organiser_evaluation": []}, "needs_evaluation"),
        ({"rtl_form": []}, "needs_rtl"),
    ],
)
def test_a_form_that_must_be_filled_in_is_not_empty(db, empty, field):
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        CoursePageFactory(**empty)
    assert list(refusal.value.message_dict) == [field]
    assert "Add a line" in refusal.value.message_dict[field][0]


def test_a_form_nobody_must_fill_in_may_be_empty(db):
    course = CoursePageFactory(**NONE, needs_evaluation=False, needs_rtl=False)
    assert again(course).forms_as_data() == {"evaluation": [], "rtl": []}


def test_one_part_of_the_evaluation_is_enough(db):
    assert CoursePageFactory(trainer_evaluation=[]).pk


# --- the editor -----------------------------------------------------------------------------------


def course_form(course, **forms):
    lines = {
        "trainer_evaluation": streamfield([("scale", "Penguasaan materi")]),
        "organiser_evaluation": streamfield([("scale", "Ruang")]),
        "rtl_form": streamfield([("text", {"label": "Masalah", "help": ""})]),
    }
    return nested_form_data(
        {
            "title": course.title,
            "slug": course.slug,
            "kind": course.kind,
            "summary": course.summary,
            "certificate_title": course.certificate_title,
            "aims": rich_text("<p>Satu.</p>", features=["bold"]),
            "needs_evaluation": "on",
            "needs_rtl": "on",
            **{name: inline_formset([]) for name in ("comments", "prerequisites", "regulations")},
            **lines,
            **forms,
        }
    )


def test_an_author_changes_adds_removes_and_orders_lines(desk, course):
    course.save_revision()
    edit = reverse("wagtailadmin_pages:edit", args=[course.pk])
    assert "Penguasaan materi" in desk.get(edit).content.decode()
    form = course_form(course, trainer_evaluation=streamfield([("text", "Saran"), ("scale", "Penguasaan bahan")]))
    form["trainer_evaluation-1-id"] = "mastery"

    answer = desk.post(edit, form)

    assert answer.status_code == 302
    kept = again(course).get_latest_revision_as_object().forms_as_data()
    trainer = [line for line in kept["evaluation"] if line["about"] == "trainer"]
    assert [(line["text"], line["kind"]) for line in trainer] == [("Saran", "text"), ("Penguasaan bahan", "scale")]
    assert trainer[1]["key"] == "trainer-mastery"
    assert [line["label"] for line in kept["rtl"]] == ["Masalah"]


def test_an_empty_form_that_must_be_filled_in_is_refused_in_words(desk, course):
    empty = {name: streamfield([]) for name in NONE}
    answer = desk.post(reverse("wagtailadmin_pages:edit", args=[course.pk]), course_form(course, **empty))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "The evaluation must be filled in, but both parts are empty." in page
    assert "The RTL must be handed in, but its form is empty." in page


def test_a_form_that_was_not_sent_stays_as_it_is(desk, course):
    sent = {name: value for name, value in course_form(course).items() if not name.startswith(tuple(NONE))}

    assert desk.post(reverse("wagtailadmin_pages:edit", args=[course.pk]), sent).status_code == 302
    latest = again(course).get_latest_revision_as_object()
    assert latest.forms_as_data() == CoursePageFactory().forms_as_data()


# --- on paper -------------------------------------------------------------------------------------


def test_an_author_prints_all_forms_or_one(desk, course):
    every = desk.get(reverse("course_forms", args=[course.pk])).content.decode()
    one = desk.get(reverse("course_form", args=[course.pk, "organiser"])).content.decode()

    assert every.count('class="worksheet form-sheet"') == 3
    assert one.count('class="worksheet form-sheet"') == 1
    assert "Konsumsi" in one
    assert "Penguasaan materi" not in one
    assert (
        reverse("course_forms", args=[course.pk])
        in desk.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    )


def test_the_paper_shows_what_the_author_last_left(desk, course):
    course.rtl_form = [{"type": "text", "value": {"label": "Janji saya", "help": ""}}]
    course.save_revision()
    assert "Janji saya" in desk.get(reverse("course_form", args=[course.pk, "rtl"])).content.decode()


def test_an_evaluation_asks_for_no_name(desk, course):
    for form in ("trainer", "organiser"):
        page = desk.get(reverse("course_form", args=[course.pk, form])).content.decode()
        assert "Do not write your name." in page
        assert "<span>Name</span>" not in page


def test_scale_and_words_stay_in_the_order_of_the_author(desk, course):
    lines = [("text", "Awal"), ("scale", "Tengah"), ("text", "Akhir")]
    course.organiser_evaluation = lines
    course.save_revision()
    page = desk.get(reverse("course_form", args=[course.pk, "organiser"])).content.decode()
    assert re.findall(r"\d\. (?:Awal|Tengah|Akhir)", page) == ["1. Awal", "2. Tengah", "3. Akhir"]


def test_the_words_of_a_line_are_words_on_paper(desk, course):
    course.organiser_evaluation = [scale("a", "<script>alert(1)</script>")]
    course.save_revision()
    page = desk.get(reverse("course_form", args=[course.pk, "organiser"])).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_course_without_forms_says_how_to_begin(desk, course):
    CoursePage.objects.update(**{name: Value([], output_field=JSONField()) for name in NONE})
    assert "No form has a line" in desk.get(reverse("course_forms", args=[course.pk])).content.decode()
    assert desk.get(reverse("course_form", args=[course.pk, "rtl"])).status_code == 404


def test_forms_of_another_tree_and_unknown_forms_are_not_there(desk, course):
    other = CoursePageFactory()
    addresses = [
        reverse("course_forms", args=[other.pk]),
        reverse("course_form", args=[other.pk, "rtl"]),
        reverse("course_form", args=[course.pk, "sertifikat"]),
        reverse("course_forms", args=[999_999]),
    ]
    assert [desk.get(address).status_code for address in addresses] == [404] * 4


def test_a_reviewer_prints_the_forms_and_a_stranger_does_not(publisher, course, client):
    address = reverse("course_forms", args=[course.pk])
    assert publisher.get(address).status_code == 200
    assert client.get(address).status_code == 302
    assert publisher.post(address).status_code == 405


def test_defaults_keep_the_limits_of_the_house(db):
    for block, make in (
        (evaluation(), defaults.trainer_lines),
        (evaluation(), defaults.organiser_lines),
        (RtlLines(), defaults.rtl_lines),
    ):
        assert [line.id for line in cleaned(block, *make())] == [line["id"] for line in make()]


def test_no_key_of_the_house_stands_twice_in_the_editor():
    makers = (defaults.trainer_lines, defaults.organiser_lines, defaults.rtl_lines)
    keys = re.findall(r'"id": "([^"]+)"', json.dumps([make() for make in makers]))
    assert len(keys) == len(set(keys)) == 33
