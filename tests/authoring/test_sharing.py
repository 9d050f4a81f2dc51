"""A course goes from the province to Kapuas: offered, taken as a copy, told of newer versions, and never pushed."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from content.copying import into_shelf, state_of
from content.drawings import DRAWINGS
from content.models import CoursePage, LessonPage, ModulePage, PageOrigin, Question
from content.newer import differences, has_newer_source, news_of
from lms.authoring.models import CourseOffer
from lms.authoring.operations.courses import repeat_course
from lms.authoring.operations.sharing import leave_news, offer_course, take_news, take_offer, withdraw_offer
from lms.journal.models import Event
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.authoring import CourseOfferFactory
from tests.factories.content import (
    CoursePageFactory,
    CoursePrerequisiteFactory,
    LessonPageFactory,
    ModulePageFactory,
    PageOriginFactory,
    QuestionFactory,
)

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")


def publish(page):
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def picture(trees):
    drawn = ContentFile(next(iter(DRAWINGS.values()))(), name="pilar.png")
    return Image.objects.create(title="Empat pilar", file=drawn, collection=trees["62"].collection)


@pytest.fixture
def course(trees, picture):
    """Of the province: one module with two lessons, one with a picture, and two questions, one out of use."""
    page = publish(CoursePageFactory(parent=trees["62"].programme, title="Bimtek LKS"))
    module = publish(ModulePageFactory(parent=page, title="Kebijakan"))
    shown = {"image": picture, "alt_text": "Empat pilar.", "caption": "", "is_decorative": False}
    body = [("text", "<p>Satu.</p>"), ("picture", shown)]
    publish(LessonPageFactory(parent=module, title="Empat pilar", body=body))
    publish(LessonPageFactory(parent=module, title="Peran dinsos"))
    LessonPageFactory(parent=module, title="Masih ditulis", live=False)
    QuestionFactory(module=module, prompt="Berapa pilar?")
    QuestionFactory(module=module, prompt="Tidak dipakai lagi?", is_active=False)
    return page


@pytest.fixture
def officer(officer_of):
    return officer_of("62")


@pytest.fixture
def trainer(trainer_of):
    return trainer_of("62.03")


def offered(course, trees, by):
    (offer,) = offer_course(course, trees=[trees["62.03"]], by=by, at=timezone.now())
    return offer


@pytest.fixture
def copy(course, trees, officer, trainer):
    return take_offer(offered(course, trees, officer), by=trainer, at=timezone.now())


def lesson_of(course, title):
    return LessonPage.objects.descendant_of(course).get(title=title)


def rewritten(lesson, words="<p>Ditulis ulang.</p>", **more):
    """The lesson published anew, its first block changed and its other blocks as they were."""
    lesson = LessonPage.objects.get(pk=lesson.pk)
    raw = [dict(block) for block in lesson.body.get_prep_value()]
    raw[0]["value"] = {"text": words, "audio": raw[0]["value"].get("audio")}
    lesson.body = LessonPage.body.field.stream_block.to_python(raw)
    for name, value in more.items():
        setattr(lesson, name, value)
    return publish(lesson)


# --- offering ------------------------------------------------------------------------------------


def test_a_province_offers_to_the_offices_of_its_area_and_each_sees_only_its_own(
    course, trees, officer, trainer, trainer_of, desk_of
):
    offer = offered(course, trees, officer)

    seen = {code: desk_of(user).get(reverse("offer_list")) for code, user in
            {"62.03": trainer, "62.71": trainer_of("62.71")}.items()}  # fmt: skip

    assert ["Bimtek LKS" in answer.content.decode() for answer in seen.values()] == [True, False]
    assert (
        desk_of(trainer_of("62.71"))
        .post(reverse("offer_take", args=[offer.pk]), {"once_key": str(uuid.uuid4())})
        .status_code
        == 404
    )


@pytest.mark.parametrize(
    ("who", "to", "code"),
    [
        ("62.03", ["62.71"], "not_in_area"),
        ("62.71", ["62.03"], "not_in_area"),
        ("62", ["62"], "not_in_area"),
        ("62", [], "nobody_chosen"),
    ],
)
def test_nobody_offers_beyond_the_own_area(trees, officer_of, who, to, code):
    course = publish(CoursePageFactory(parent=trees[who].programme))

    with pytest.raises(Refusal) as refusal:
        offer_course(course, trees=[trees[each] for each in to], by=officer_of(who), at=timezone.now())

    assert [reason.code for reason in refusal.value.reasons] == [code]
    assert not CourseOffer.objects.exists()


def test_a_superuser_offers_to_all(course, trees):
    boss = UserFactory(is_superuser=True)

    offers = offer_course(course, trees=[trees["62.03"], trees["62.71"]], by=boss, at=timezone.now())

    assert len(offers) == 2


def test_a_draft_is_not_offered(trees, officer):
    draft = CoursePageFactory(parent=trees["62"].programme, live=False)

    with pytest.raises(Refusal, match="course_not_live"):
        offered(draft, trees, officer)


def test_an_open_offer_stands_once_and_may_be_taken_back(course, trees, officer, trainer):
    offer = offered(course, trees, officer)
    with pytest.raises(Refusal, match="authoring_courseoffer_open_once"):
        offered(course, trees, officer)
    withdraw_offer(offer, by=officer, at=timezone.now())

    with pytest.raises(Refusal, match="withdrawn"):
        take_offer(offer, by=trainer, at=timezone.now())
    assert offered(course, trees, officer).pk != offer.pk


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"taken_at": timezone.now()}, "authoring_courseoffer_taken_by_somebody"),
        ({"taken_at": "offered", "taken_by": "somebody", "withdrawn_at": "offered"},
         "authoring_courseoffer_taken_or_withdrawn"),
        ({"taken_at": "before", "taken_by": "somebody"}, "authoring_courseoffer_offered_before_taken"),
    ],
)  # fmt: skip
def test_the_database_refuses_an_offer_that_cannot_be(db, values, constraint):
    offer = CourseOfferFactory()
    moments = {"offered": offer.offered_at, "before": offer.offered_at - timezone.timedelta(days=1)}
    people = {"somebody": offer.offered_by}

    with pytest.raises(IntegrityError, match=constraint):
        CourseOffer.objects.filter(pk=offer.pk).update(
            **{name: moments.get(value, people.get(value, value)) for name, value in values.items()}
        )


def test_a_page_is_not_its_own_origin(db):
    origin = PageOriginFactory()

    with pytest.raises(IntegrityError, match="content_pageorigin_of_another"):
        PageOrigin.objects.filter(pk=origin.pk).update(source=origin.page_id)


# --- the copy --------------------------------------------------------------------------------------


def test_the_copy_is_a_draft_with_all_that_was_published_and_remembers_its_source(copy, course, trees, trainer):
    pages = [page.specific for page in copy.get_descendants(inclusive=True)]

    assert copy.get_parent().pk == trees["62.03"].programme_id
    assert [page.title for page in pages] == ["Bimtek LKS", "Kebijakan", "Empat pilar", "Peran dinsos"]
    assert {page.live for page in pages} == {False}
    assert {page.owner for page in pages} == {trainer}
    assert (copy.copied_from.pk, copy.copied_at) == (course.pk, course.last_published_at)
    assert [q.prompt for q in Question.objects.filter(course=copy)] == ["Berapa pilar?"]
    assert [c.is_key for c in Question.objects.get(course=copy).choices.all()] == [True, False, False]
    assert PageOrigin.objects.filter(page__path__startswith=copy.path).count() == 4
    assert Event.objects.filter(name="course.taken", subject_id=str(copy.pk), by_id=trainer.pk).count() == 1


def test_what_comes_first_in_the_copy_is_the_own_copy_of_it_or_nothing(course, trees, officer, trainer):
    taken, other = (publish(CoursePageFactory(parent=trees["62"].programme)) for _each in range(2))
    for gate in (other, taken):
        CoursePrerequisiteFactory(page=course, course=gate)
    own = take_offer(offered(taken, trees, officer), by=trainer, at=timezone.now())

    copy = take_offer(offered(course, trees, officer), by=trainer, at=timezone.now())

    versions = (copy, copy.get_latest_revision_as_object())
    assert [[gate.course_id for gate in each.prerequisites.all()] for each in versions] == [[own.pk], [own.pk]]
    assert course.prerequisites.count() == 2


def test_pictures_lie_on_the_shelf_of_the_copy_once(copy, course, trees, picture):
    mine = lesson_of(copy, "Empat pilar").body[1].value["image"]

    assert (mine.collection_id, mine.title) == (trees["62.03"].collection_id, "Empat pilar")
    assert mine.file.name != picture.file.name
    assert lesson_of(course, "Empat pilar").body[1].value["image"] == picture
    assert into_shelf(trees["62.03"].collection)(picture) == mine  # asked again, the same one
    assert into_shelf(trees["62"].collection)(picture) == picture


def test_pictures_are_copied_before_the_transaction_opens_which_finds_them_there(
    course, trees, officer, trainer, desk_of
):
    offer, shelf = offered(course, trees, officer), trees["62.03"].collection

    refused = desk_of(trainer).post(reverse("offer_take", args=[offer.pk]), {"once_key": "no key"})
    brought = Image.objects.get(collection=shelf)
    copy = take_offer(offer, by=trainer, at=timezone.now())

    assert refused.status_code == 400
    assert lesson_of(copy, "Empat pilar").body[1].value["image"] == brought
    assert Image.objects.filter(collection=shelf).count() == 1


def test_pictures_of_news_are_copied_beforehand_of_what_is_ticked_alone(copy, course, trees, trainer, desk_of):
    image = Image.objects.create(
        title="Baru", file=ContentFile(list(DRAWINGS.values())[1](), name="baru.png"), collection=trees["62"].collection
    )
    lesson = lesson_of(course, "Peran dinsos")
    shown = {"image": image, "alt_text": "Baru.", "caption": "", "is_decorative": False}
    lesson.body = [("text", "<p>Satu.</p>"), ("picture", shown)]
    publish(lesson)
    client, url = desk_of(trainer), reverse("course_news", args=[copy.pk])
    mine = Image.objects.filter(collection=trees["62.03"].collection, title="Baru")

    counts = []
    for sources in (["٣", "9" * 30], [lesson.pk]):
        client.post(url, {"once_key": "no key", "sources": sources})
        counts.append(mine.count())

    assert counts == [0, 1]


def test_a_picture_without_its_file_does_not_stop_the_copy(course, trees, picture, officer, trainer):
    picture.file.storage.delete(picture.file.name)

    copy = take_offer(offered(course, trees, officer), by=trainer, at=timezone.now())

    assert lesson_of(copy, "Empat pilar").body[1].value["image"] == picture


def test_an_offer_pressed_twice_makes_one_copy(course, trees, officer, trainer, desk_of):
    offer, client = offered(course, trees, officer), desk_of(trainer)
    form = {"once_key": str(uuid.uuid4())}

    answers = [client.post(reverse("offer_take", args=[offer.pk]), form) for _time in range(2)]
    again = client.post(reverse("offer_take", args=[offer.pk]), {"once_key": str(uuid.uuid4())}, follow=True)

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert "This course was taken already" in again.content.decode()
    assert CoursePage.objects.filter(copied_from=course).count() == 1


def test_the_source_of_a_copy_is_not_deleted(copy, course, desk_of):
    client = desk_of(UserFactory(is_superuser=True, language="en"))

    for page in (course, course.get_parent()):
        answer = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
        assert "1 course elsewhere is a copy of it" in answer.content.decode()
    assert CoursePage.objects.filter(pk=course.pk).exists()


# --- newer versions ----------------------------------------------------------------------------------


def test_nothing_is_new_right_after_taking(copy):
    assert (has_newer_source(copy), news_of(copy)) == (False, [])


def test_what_was_published_without_a_change_is_no_news(copy, course):
    publish(lesson_of(course, "Peran dinsos"))

    assert news_of(copy) == []


def test_a_draft_of_the_source_is_no_news(copy, course):
    lesson = lesson_of(course, "Peran dinsos")
    lesson.title = "Peran dinsos hari ini"
    lesson.save_revision()

    assert (has_newer_source(copy), news_of(copy)) == (False, [])


def test_the_authors_of_the_copy_are_told_what_changed_lesson_by_lesson(copy, course, trainer, desk_of):
    rewritten(lesson_of(course, "Empat pilar"), title="Lima pilar")
    module = ModulePage.objects.child_of(course).get()
    publish(LessonPageFactory(parent=module, title="Pelajaran tambahan"))

    (changed, new) = news_of(copy)
    editor = desk_of(trainer).get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).content.decode()

    assert changed.lines == ("Title: “Empat pilar” became “Lima pilar”.", "Changed: Text “Ditulis ulang.”")
    assert (new.source.title, new.lines) == ("Pelajaran tambahan", ("New in the source.",))
    assert "A newer version is there: 2 pages changed." in editor
    assert reverse("course_news", args=[copy.pk]) in editor


def test_one_lesson_is_taken_over_as_a_draft_and_the_rest_waits(copy, course, trees, trainer):
    for title in ("Empat pilar", "Peran dinsos"):
        rewritten(lesson_of(course, title))
    source, mine = lesson_of(course, "Peran dinsos"), lesson_of(copy, "Peran dinsos")

    take_news(copy, [source.pk], replaces_own=False, by=trainer, at=timezone.now())

    latest = LessonPage.objects.get(pk=mine.pk).get_latest_revision_as_object()
    assert state_of(latest) == state_of(source)
    assert [each.source.title for each in news_of(copy)] == ["Empat pilar"]
    assert not LessonPage.objects.get(pk=mine.pk).live


def test_own_changes_give_way_only_when_that_is_said_and_stay_in_the_history(copy, course, trainer):
    source = rewritten(lesson_of(course, "Peran dinsos"))
    mine = lesson_of(copy, "Peran dinsos")
    mine.title = "Peran dinsos Kapuas"
    mine.save_revision()

    with pytest.raises(Refusal, match="own_changes"):
        take_news(copy, [source.pk], replaces_own=False, by=trainer, at=timezone.now())
    refused = LessonPage.objects.get(pk=mine.pk).get_latest_revision_as_object().title
    take_news(copy, [source.pk], replaces_own=True, by=trainer, at=timezone.now())

    latest = LessonPage.objects.get(pk=mine.pk)
    assert (refused, latest.get_latest_revision_as_object().title) == ("Peran dinsos Kapuas", "Peran dinsos")
    assert "Peran dinsos Kapuas" in {each.content["title"] for each in latest.revisions.all()}
    assert news_of(copy) == []


@pytest.mark.parametrize("held", ["locked", "under review"])
def test_a_page_somebody_else_holds_takes_no_news(copy, course, trainer, officer, held):
    source, mine = rewritten(lesson_of(course, "Peran dinsos")), lesson_of(copy, "Peran dinsos")
    before = mine.latest_revision_id
    if held == "locked":
        LessonPage.objects.filter(pk=mine.pk).update(locked=True, locked_by=officer)
    else:
        mine.get_workflow().start(mine, trainer)

    with pytest.raises(Refusal, match="held") as refusal:
        take_news(copy, [source.pk], replaces_own=True, by=trainer, at=timezone.now())

    assert "“Peran dinsos”" in str(refusal.value.reasons[0])
    assert LessonPage.objects.get(pk=mine.pk).latest_revision_id == before


def test_all_is_taken_over_at_once_with_new_modules_and_hours(copy, course, trees, trainer):
    module = ModulePage.objects.child_of(course).get()
    module.practice_minutes = 90
    publish(module)
    added = publish(ModulePageFactory(parent=course, title="Modul baru", code="L2"))
    publish(LessonPageFactory(parent=added, title="Di dalam modul baru"))
    QuestionFactory(module=added, prompt="Apa yang baru?")
    rewritten(lesson_of(course, "Empat pilar"))

    take_news(copy, [each.source.pk for each in news_of(copy)], replaces_own=False, by=trainer, at=timezone.now())

    first, second = ModulePage.objects.child_of(copy)
    assert first.get_latest_revision_as_object().practice_minutes == 90
    assert (second.title, [page.title for page in second.get_children()]) == ("Modul baru", ["Di dalam modul baru"])
    assert Question.objects.filter(course=copy).count() == 2
    assert (
        lesson_of(copy, "Empat pilar").get_latest_revision_as_object().body[1].value["image"].collection
        == trees["62.03"].collection
    )
    assert news_of(copy) == []


def test_taking_nothing_or_what_is_not_new_is_refused(copy, course, trainer):
    source = lesson_of(course, "Peran dinsos")

    for sources in ([], [source.pk], [copy.pk]):
        with pytest.raises(Refusal, match="nothing_chosen"):
            take_news(copy, sources, replaces_own=True, by=trainer, at=timezone.now())


def test_the_screen_of_news_takes_what_is_ticked_and_asks_before_own_words_give_way(copy, course, trainer, desk_of):
    source = rewritten(lesson_of(course, "Peran dinsos"))
    mine = lesson_of(copy, "Peran dinsos")
    mine.title = "Peran dinsos Kapuas"
    mine.save_revision()
    client, url = desk_of(trainer), reverse("course_news", args=[copy.pk])

    asked = client.get(url).content.decode()
    refused = client.post(url, {"once_key": str(uuid.uuid4()), "sources": [source.pk]})
    absurd = client.post(url, {"once_key": str(uuid.uuid4()), "sources": ["x" * 10_000, "٣", "9" * 30]})
    form = {"once_key": str(uuid.uuid4()), "sources": [source.pk], "replaces_own": "on"}
    taken = client.post(url, form, follow=True)

    assert "you changed this too" in asked
    assert "You changed “Peran dinsos” yourself." in refused.content.decode()
    assert absurd.status_code == 200
    assert "Your copy has everything that the source has published." in taken.content.decode()


def with_another_line(course, words="Musala"):
    course = CoursePage.objects.get(pk=course.pk)
    lines = [*course.organiser_evaluation.get_prep_value(), {"type": "scale", "value": words, "id": "own-line"}]
    course.organiser_evaluation = CoursePage._meta.get_field("organiser_evaluation").stream_block.to_python(lines)
    return publish(course)


def last_line(course):
    return CoursePage.objects.get(pk=course.pk).get_latest_revision_as_object().evaluation_lines()[-1].text


def test_changed_forms_of_the_source_are_told_and_taken_as_a_draft(copy, course, trainer):
    title = copy.title
    with_another_line(course)
    (news,) = news_of(copy)

    told = (has_newer_source(copy), news.source.pk, news.lines, news.is_changed_here)
    take_news(copy, [course.pk], replaces_own=False, by=trainer, at=timezone.now())

    assert told == (True, course.pk, ("Changed: evaluation of the organisers",), False)
    assert (last_line(copy), news_of(copy)) == ("Musala", [])
    assert CoursePage.objects.get(pk=copy.pk).get_latest_revision_as_object().title == title
    assert not CoursePage.objects.get(pk=copy.pk).live


def test_own_forms_give_way_only_when_that_is_said(copy, course, trainer):
    with_another_line(course)
    mine = CoursePage.objects.get(pk=copy.pk)
    mine.needs_rtl, mine.rtl_form = False, []
    mine.save_revision()

    with pytest.raises(Refusal, match="own_changes"):
        take_news(copy, [course.pk], replaces_own=False, by=trainer, at=timezone.now())

    assert last_line(copy) != "Musala"


def test_a_form_that_is_empty_in_the_source_is_not_asked_for_in_the_copy_either(copy, course, trainer):
    source = CoursePage.objects.get(pk=course.pk)
    source.needs_rtl, source.rtl_form = False, []
    publish(source)

    take_news(copy, [course.pk], replaces_own=False, by=trainer, at=timezone.now())

    mine = CoursePage.objects.get(pk=copy.pk).get_latest_revision_as_object()
    assert (mine.needs_rtl, len(mine.rtl_form), mine.needs_evaluation) == (False, 0, True)


def test_changed_forms_that_are_left_are_told_no_more_and_nothing_else_is_forgotten(copy, course, trainer):
    lesson_of(copy, "Peran dinsos").delete()
    with_another_line(course)

    leave_news(copy, [course.pk], by=trainer, at=timezone.now())

    assert (last_line(copy) != "Musala", news_of(copy)) == (True, [])
    with_another_line(course, "Dapur")
    assert [each.source.pk for each in news_of(copy)] == [course.pk]


def test_a_copy_from_before_forms_were_remembered_hears_nothing_of_them(copy, course):
    origin = PageOrigin.objects.get(page=copy.pk)
    origin.source_state.pop("forms")
    origin.save()

    with_another_line(course)

    assert news_of(copy) == []


def test_a_copy_whose_source_is_unpublished_hears_nothing(copy, course):
    rewritten(lesson_of(course, "Peran dinsos"))
    course.unpublish()

    copy = CoursePage.objects.get(pk=copy.pk)
    assert (has_newer_source(copy), news_of(copy)) == (False, [])


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({"title": "A"}, {"title": "A"}, []),
        ({"title": "A", "aim": "x"}, {"title": "A", "aim": "y"}, ["The aims were rewritten."]),
        ({"title": "A", "code": "L1"}, {"title": "A", "code": "L2"}, ["Code: “L1” became “L2”."]),
        (
            {"title": "A", "minutes": {"theory": 45}},
            {"title": "A", "minutes": {"theory": 90}},
            ["Duration: 45 minutes became 90 minutes."],
        ),
        (
            {"title": "A", "blocks": [{"id": "1", "type": "text", "value": {"text": "<p>x</p>"}}]},
            {"title": "A", "blocks": [{"id": "2", "type": "text", "value": {"text": "<p>y</p>"}}]},
            ["New: Text “y”", "Taken out: Text “x”"],
        ),
        (
            {"title": "A", "blocks": [{"id": i, "type": "gone", "value": ""} for i in "12"]},
            {"title": "A", "blocks": [{"id": i, "type": "gone", "value": ""} for i in "21"]},
            ["The blocks stand in another order."],
        ),
    ],
)
def test_differences_are_told_in_words(before, now, expected):
    assert list(differences(before, now)) == expected


# --- questions, pages gone and pages left out ------------------------------------------------------------


def in_use(course):
    """Prompt, and the texts of the answers, of each question in use."""
    rows = Question.objects.filter(course=course.pk, is_active=True).order_by("pk")
    return [(question.prompt, [choice.text for choice in question.choices.all()]) for question in rows]


def take_all(copy, trainer, **more):
    sources = [each.key for each in news_of(copy)]
    return take_news(copy, sources, at=timezone.now(), by=trainer, **{"replaces_own": False, **more})


def test_changed_questions_are_news_and_are_taken_at_once(copy, course, trainer):
    module = ModulePage.objects.child_of(course).get()
    question = Question.objects.get(module=module, is_active=True)
    question.prompt = "Ada berapa pilar?"
    question.save()
    QuestionFactory(module=module, prompt="Siapa mitra dinsos?")

    (news,) = news_of(copy)
    before = (has_newer_source(copy), in_use(copy)[0][0])
    take_all(copy, trainer)

    assert news.lines == ("Questions: 1 new, 1 changed, 0 taken out. Taken over, they hold at once.",)
    assert before == (True, "Berapa pilar?")
    assert in_use(copy) == in_use(course)
    assert Question.objects.filter(course=copy).count() == 2
    assert (has_newer_source(copy), news_of(copy)) == (False, [])


def test_a_changed_answer_is_news_too_and_keeps_one_key(copy, course, trainer):
    choice = Question.objects.get(course=course, is_active=True).choices.first()
    choice.text = "Empat"
    choice.save()

    take_all(copy, trainer)

    assert in_use(copy) == in_use(course)
    assert [c.is_key for c in Question.objects.get(course=copy).choices.all()] == [True, False, False]


def test_a_question_taken_out_in_the_source_goes_out_of_use_and_is_not_lost(copy, course, trainer):
    Question.objects.filter(course=course).update(is_active=False)

    (news,) = news_of(copy)
    take_all(copy, trainer)

    assert news.lines == ("Questions: 0 new, 0 changed, 1 taken out. Taken over, they hold at once.",)
    assert (in_use(copy), Question.objects.filter(course=copy).count()) == ([], 1)


def test_a_question_changed_here_gives_way_only_when_its_author_says_so(copy, course, trainer):
    Question.objects.filter(course=copy).update(prompt="Pilar kami ada berapa?")
    Question.objects.filter(course=course, is_active=True).update(prompt="Ada berapa pilar?")

    with pytest.raises(Refusal, match="own_changes"):
        take_all(copy, trainer)
    kept = in_use(copy)[0][0]
    take_all(copy, trainer, replaces_own=True)

    assert (kept, in_use(copy)[0][0]) == ("Pilar kami ada berapa?", "Ada berapa pilar?")


def test_a_question_deleted_here_stays_away(copy, course, trainer):
    Question.objects.filter(course=copy).delete()
    Question.objects.filter(course=course, is_active=True).update(prompt="Ada berapa pilar?")

    take_all(copy, trainer)

    assert (in_use(copy), news_of(copy)) == ([], [])


def test_a_copy_from_before_questions_were_remembered_is_not_told_of_all_of_them(copy, course, trainer):
    origin = PageOrigin.objects.get(page__in=ModulePage.objects.child_of(copy).values("pk"))
    origin.source_state.pop("questions")
    origin.save()
    quiet = (has_newer_source(copy), news_of(copy))
    module = ModulePage.objects.child_of(course).get()
    module.title = "Kebijakan sosial"
    publish(module)

    take_all(copy, trainer)

    assert quiet == (False, [])
    assert Question.objects.filter(course=copy).count() == 1
    Question.objects.filter(course=course, is_active=True).update(prompt="Ada berapa pilar?")
    take_all(copy, trainer)
    assert [prompt for prompt, _texts in in_use(copy)] == ["Ada berapa pilar?"]


def test_a_page_deleted_in_the_copy_is_not_new_for_ever(copy, course, trainer):
    lesson_of(copy, "Peran dinsos").delete()
    publish(lesson_of(course, "Peran dinsos"))

    assert (has_newer_source(copy), news_of(copy)) == (False, [])


def test_a_lesson_taken_later_and_then_deleted_is_not_new_again(copy, course, trainer):
    module = ModulePage.objects.child_of(course).get()
    publish(LessonPageFactory(parent=module, title="Pelajaran tambahan"))
    take_all(copy, trainer)
    lesson_of(copy, "Pelajaran tambahan").delete()

    assert news_of(copy) == []


@pytest.mark.parametrize("way", ["delete", "unpublish"])
def test_what_is_gone_in_the_source_is_told_and_stays_here(copy, course, trainer, way):
    getattr(lesson_of(course, "Peran dinsos"), way)()

    (news,) = news_of(copy)
    with pytest.raises(Refusal, match="gone"):
        take_all(copy, trainer)

    assert (news.source, news.title, has_newer_source(copy)) == (None, "Peran dinsos", True)
    assert lesson_of(copy, "Peran dinsos")
    leave_news(copy, [news.key], by=trainer, at=timezone.now())
    assert (has_newer_source(copy), news_of(copy)) == (False, [])
    assert lesson_of(copy, "Peran dinsos")


def test_a_module_gone_in_the_source_is_told_once_for_all_its_lessons(copy, course):
    module = ModulePage.objects.child_of(course).get()
    Question.objects.filter(module=module).delete()
    module.unpublish()

    assert [each.title for each in news_of(copy)] == ["Kebijakan"]


def test_what_was_left_as_it_is_comes_back_only_when_more_is_new(copy, course, trainer):
    rewritten(lesson_of(course, "Empat pilar"))
    publish(LessonPageFactory(parent=ModulePage.objects.child_of(course).get(), title="Pelajaran tambahan"))
    mine = state_of(lesson_of(copy, "Empat pilar"))

    leave_news(copy, [each.key for each in news_of(copy)], by=trainer, at=timezone.now())

    assert (has_newer_source(copy), news_of(copy)) == (False, [])
    assert state_of(lesson_of(copy, "Empat pilar")) == mine
    assert Event.objects.filter(name="course.news_left", subject_id=str(copy.pk)).count() == 1
    rewritten(lesson_of(course, "Empat pilar"), words="<p>Sekali lagi.</p>")
    assert [each.lines for each in news_of(copy)] == [("Changed: Text “Sekali lagi.”",)]


def test_the_screen_of_news_leaves_what_was_ticked(copy, course, trainer, desk_of):
    rewritten(lesson_of(course, "Empat pilar"))
    (news,) = news_of(copy)
    form = {"once_key": str(uuid.uuid4()), "sources": [news.key], "leaves": "1"}

    answer = desk_of(trainer).post(reverse("course_news", args=[copy.pk]), form, follow=True)

    assert "Left as they are here: 1." in answer.content.decode()
    assert news_of(copy) == []


def test_the_clone_of_a_copy_is_told_of_questions_too(copy, course, trainer):
    clone = repeat_course(copy, title="Bimtek 2027", by=trainer, at=timezone.now())
    quiet = news_of(clone)
    Question.objects.filter(course=course, is_active=True).update(prompt="Ada berapa pilar?")

    take_all(clone, trainer)

    assert quiet == []
    assert [in_use(each)[0][0] for each in (clone, copy)] == ["Ada berapa pilar?", "Berapa pilar?"]
    assert Question.objects.filter(course=clone).count() == 1


# --- the screens ---------------------------------------------------------------------------------------


def test_the_share_screen_offers_what_is_free_and_takes_offers_back(course, trees, officer, desk_of):
    client, url = desk_of(officer), reverse("course_share", args=[course.pk])
    form = {"once_key": str(uuid.uuid4()), "trees": [trees["62.03"].pk]}

    first = client.post(url, form, follow=True).content.decode()
    offer = CourseOffer.objects.get()
    back = client.post(
        reverse("offer_withdraw", args=[course.pk, offer.pk]), {"once_key": str(uuid.uuid4())}, follow=True
    )

    assert "Offered, not taken yet" in first
    assert "The offer is taken back." in back.content.decode()
    assert CourseOffer.objects.open().count() == 0


def test_who_may_not_offer_finds_no_screen_and_no_button(course, copy, trainer, desk_of):
    client = desk_of(trainer)

    answers = [client.get(reverse("course_share", args=[page.pk])).status_code for page in (course, copy)]

    assert answers == [404, 404]
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).content.decode()
    assert reverse("course_share", args=[copy.pk]) not in edit


@pytest.mark.parametrize("name", ["course_again", "course_share", "course_news"])
def test_the_course_of_another_office_does_not_exist_here(course, trainer, desk_of, name):
    client = desk_of(trainer)

    assert client.get(reverse(name, args=[course.pk])).status_code == 404
    assert client.post(reverse(name, args=[course.pk]), {"once_key": str(uuid.uuid4())}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_offers_asks_the_same_number_of_questions_for_one_and_for_three(
    trees, trainer, officer, desk_of, number, django_assert_num_queries
):
    for _each in range(number):
        offered(publish(CoursePageFactory(parent=trees["62"].programme)), trees, officer)
    client = desk_of(trainer)
    client.get(reverse("offer_list"))

    with django_assert_num_queries(17):
        client.get(reverse("offer_list"))


def test_the_copied_lesson_is_still_saved_by_its_author(copy, trainer, desk_of):
    """Its picture is hers now, so the check of strange pictures lets it pass."""
    lesson = lesson_of(copy, "Empat pilar")
    picture = {"image": str(lesson.body[1].value["image"].pk), "alt_text": "Empat pilar.", "caption": ""}
    form = nested_form_data(
        {"title": "Baru", "slug": "baru", "body": streamfield([("picture", picture)]), "comments": inline_formset([])}
    )

    assert desk_of(trainer).post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), form).status_code == 302
