"""From the author's desk through the machine to the reviewer, each with a browser of her own."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Page, TaskState, Workflow, WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from content.operations import ensure_author_group, ensure_reviewer_group
from lms.authoring.models import MachineTask, ReviewTask
from lms.authoring.operations.reviewing import ensure_review
from lms.journal.models import Event
from lms.journal.operations import claim_next, deliver_claimed
from tests.authoring.lessons import (
    block_of_picture,
    block_of_text,
    checks,
    editor,
    form_of,
    fresh,
    lesson_in,
    picture_in,
)
from tests.content.readability_corpus import HARD
from tests.factories.content import LessonPageFactory, ModulePageFactory

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")

KAPUAS = "62.03"
GOOD = block_of_text("Tamu menulis namanya saat datang.")


@pytest.fixture
def tree(trees):
    return trees[KAPUAS]


@pytest.fixture
def lesson(tree):
    return lesson_in(tree)


@pytest.fixture
def trainer(trainer_of):
    return trainer_of(KAPUAS)


@pytest.fixture
def officer(officer_of):
    return officer_of(KAPUAS)


@pytest.fixture
def author(trainer, desk_of):
    return desk_of(trainer)


@pytest.fixture
def reviewer(officer, desk_of):
    return desk_of(officer)


@pytest.fixture
def without_words(tree):
    return block_of_picture(picture_in(tree.collection), "")


def deliver_all():
    while claim := claim_next(at=timezone.now()):
        deliver_claimed(claim)


def submit(client, lesson, *blocks):
    return client.post(editor(lesson), form_of(*(blocks or (GOOD,)), act="submit"), follow=True)


def steps(lesson):
    """Each step taken with what came of it, in order."""
    states = TaskState.objects.filter(workflow_state__object_id=lesson.pk).order_by("pk")
    return [(type(state.task.specific), state.status) for state in states]


def decide(client, lesson, action, comment=""):
    state = fresh(lesson).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, action, state.pk])
    return client.post(url, {"comment": comment}, follow=True)


# --- setting up --------------------------------------------------------------


def test_the_way_of_a_page_is_set_up_once_for_each_office(tree):
    again = ensure_review(tree.programme, reviewers=tree.reviewers)

    assert [type(task.specific) for task in again.tasks] == [MachineTask, ReviewTask]
    assert (Workflow.objects.filter(name=again.name).count(), MachineTask.objects.count()) == (1, 1)


def test_offices_share_the_machine_and_have_reviewers_of_their_own(trees):
    reviews = {code: fresh_review(tree) for code, tree in trees.items()}

    assert MachineTask.objects.count() == 1
    assert {code: list(task.groups.all()) for code, task in reviews.items()} == {
        code: [tree.reviewers] for code, tree in trees.items()
    }


def fresh_review(tree):
    return Page.objects.get(pk=tree.programme.pk).get_workflow().tasks.last().specific


def test_an_author_may_not_publish_and_a_reviewer_may(lesson, trainer, officer):
    of_author, of_reviewer = (lesson.permissions_for_user(user) for user in (trainer, officer))

    assert (of_author.can_edit(), of_author.can_submit_for_moderation(), of_author.can_publish()) == (True, True, False)
    assert (of_reviewer.can_edit(), of_reviewer.can_publish()) == (True, True)


def test_the_right_to_publish_is_taken_from_a_group_that_once_had_it(tree):
    group = ensure_reviewer_group("Narasumber lama", page=tree.programme, collection=tree.collection)

    ensure_author_group("Narasumber lama", page=tree.programme, collection=tree.collection)

    rights = group.page_permissions.values_list("permission__codename", flat=True)
    assert sorted(rights) == ["add_page", "change_page", "lock_page"]


# --- the machine -------------------------------------------------------------


def test_the_machine_sends_a_page_back_with_a_list_that_leads_to_each_place(author, lesson, without_words):
    answer = submit(author, lesson, GOOD, without_words)

    page, picture = answer.content.decode(), fresh(lesson).get_latest_revision_as_object().body[1]
    assert answer.redirect_chain == [(checks(lesson), 302)]
    assert "Not handed in yet" in page
    assert "has been submitted" not in page
    assert f'href="{editor(lesson)}#:w:contentpath=body.{picture.id}.alt_text"' in page
    assert steps(lesson) == [(MachineTask, "rejected")]
    assert not fresh(lesson).live


def test_the_editor_shows_what_the_machine_holds_against_the_page(author, lesson, without_words):
    submit(author, lesson, GOOD, without_words)

    page = author.get(editor(lesson)).content.decode()

    assert "To be mended before it can be published" in page
    assert "#:w:contentpath=body." in page
    assert "pilar-notice" in page


def test_a_page_handed_in_the_moment_it_is_made_is_checked_too(author, lesson, without_words):
    url = reverse("wagtailadmin_pages:add", args=["content", "lessonpage", lesson.get_parent().pk])

    answer = author.post(url, form_of(without_words, act="submit"), follow=True)

    assert "Not handed in yet" in answer.content.decode()
    assert list(WorkflowState.objects.values_list("status", flat=True)) == ["needs_changes"]


def test_what_a_block_refuses_is_found_as_well(author, lesson, tree):
    decorated = ("picture", {"image": "", "alt_text": "Meja.", "caption": ""})
    steps_without_any = ("steps", {"title": "Cara", "steps": {"count": "0"}, "audio": ""})

    page = submit(author, lesson, decorated, steps_without_any).content.decode()

    assert "“Picture” is still empty." in page
    assert steps(lesson) == [(MachineTask, "rejected")]
    assert page.count("must be mended") >= 2


def test_a_lesson_too_hard_to_read_is_sent_back(author, lesson):
    page = submit(author, lesson, block_of_text(" ".join(HARD[0].text.split()))).content.decode()

    assert "This is too hard to read for those it is for" in page


def test_a_mended_page_goes_on_to_the_reviewers(author, lesson, tree, without_words):
    submit(author, lesson, GOOD, without_words)

    mended = block_of_picture(picture_in(tree.collection), "Meja dengan buku terbuka.")
    answer = submit(author, lesson, GOOD, mended)

    assert "has been submitted" in answer.content.decode()
    assert steps(lesson) == [(MachineTask, "rejected"), (MachineTask, "approved"), (ReviewTask, "in_progress")]


def test_the_history_of_the_page_tells_what_the_machine_said(author, lesson, without_words):
    submit(author, lesson, GOOD, without_words)

    state = TaskState.objects.get(workflow_state__object_id=lesson.pk)
    assert state.comment.startswith("1 thing to mend first:\n- This picture has no description.")
    assert state.finished_by is None


# --- the reviewer ------------------------------------------------------------


def test_a_reviewer_publishes_and_the_author_is_told(author, reviewer, lesson, trainer):
    submit(author, lesson)
    deliver_all()
    mail.outbox.clear()

    decide(reviewer, lesson, "approve")
    deliver_all()

    assert fresh(lesson).live
    assert steps(lesson)[-1] == (ReviewTask, "approved")
    assert [letter.to for letter in mail.outbox] == [[trainer.email]]


def test_reviewers_are_told_after_the_page_was_handed_in_and_not_within(author, officer, lesson):
    submit(author, lesson)
    before = len(mail.outbox)
    deliver_all()

    assert before == 0
    assert [letter.to for letter in mail.outbox] == [[officer.email]]


def test_nobody_is_told_of_a_page_that_was_withdrawn_meanwhile(author, officer, lesson):
    submit(author, lesson)
    author.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), form_of(GOOD, act="cancel-workflow"))
    deliver_all()

    assert mail.outbox == []


def test_each_deciding_act_stands_in_the_journal(author, reviewer, lesson, trainer, officer):
    submit(author, lesson)
    decide(reviewer, lesson, "reject", "Tambahkan contoh.")
    submit(author, lesson)
    decide(reviewer, lesson, "approve")

    events = Event.objects.filter(name__startswith="review.").order_by("pk").values_list("name", "by_id", "data")
    assert list(events) == [
        ("review.waiting", trainer.pk, {"page": lesson.pk}),
        ("review.sent_back", officer.pk, {"page": lesson.pk}),
        ("review.waiting", trainer.pk, {"page": lesson.pk}),
        ("review.approved", officer.pk, {"page": lesson.pk}),
    ]


def test_what_comes_back_after_changes_is_seen_by_the_machine_again(author, reviewer, lesson, without_words):
    submit(author, lesson)
    decide(reviewer, lesson, "reject", "Tambahkan gambar.")

    answer = submit(author, lesson, GOOD, without_words)

    assert "Not handed in yet" in answer.content.decode()
    assert steps(lesson)[-1] == (ReviewTask, "rejected")


@pytest.mark.parametrize("in_editor", [True, False])
def test_a_reviewer_who_spoils_the_page_cannot_approve_it(reviewer, author, lesson, in_editor):
    submit(author, lesson)
    spoiled = block_of_text(" ".join(HARD[0].text.split()))
    if in_editor:
        acts = {"action-workflow-action": "true", "workflow-action-name": "approve"}
        answer = reviewer.post(editor(lesson), form_of(spoiled, **acts), follow=True)
    else:
        reviewer.post(editor(lesson), form_of(spoiled))
        answer = decide(reviewer, lesson, "approve")

    assert answer.redirect_chain[-1][0] == checks(lesson)
    assert not fresh(lesson).live
    assert steps(lesson)[-1] == (ReviewTask, "in_progress")


def test_who_may_publish_by_hand_does_not_go_round_the_machine(reviewer, lesson):
    hard = block_of_text(" ".join(HARD[0].text.split()))

    answer = reviewer.post(editor(lesson), form_of(hard, act="publish"), follow=True)

    assert "Not published yet" in answer.content.decode()
    assert not fresh(lesson).live
    assert fresh(lesson).get_latest_revision_as_object().title == "Buku tamu"


def test_a_page_refused_the_moment_it_is_made_does_not_stay_public(reviewer, lesson):
    url = reverse("wagtailadmin_pages:add", args=["content", "lessonpage", lesson.get_parent().pk])
    hard = block_of_text(" ".join(HARD[0].text.split()))

    reviewer.post(url, form_of(hard, act="publish"))

    assert list(Page.objects.filter(slug="buku-tamu").values_list("live", flat=True)) == [False]


def test_many_pages_are_not_published_at_once_past_the_machine(reviewer, tree):
    hard = f"<p>{' '.join(HARD[0].text.split())}</p>"
    held = lesson_in(tree, body=[("text", hard)])
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?next=/admin/&id={held.pk}"

    answer = reviewer.post(url, follow=True)

    assert "is not ready" in answer.content.decode()
    assert not fresh(held).live


@pytest.mark.parametrize("method", ["post", "put"])
def test_drafts_below_a_page_are_not_published_along_past_the_machine(reviewer, tree, method):
    held = lesson_in(tree, body=[("text", f"<p>{' '.join(HARD[0].text.split())}</p>")])
    chosen = held if method == "put" else held.get_parent().get_parent()  # a put brings no fields
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?next=/admin/&id={chosen.pk}"

    getattr(reviewer, method)(url, {"include_descendants": "on"})

    assert not fresh(held).live


def test_a_reviewer_of_another_office_decides_nothing(author, officer_of, desk_of, lesson):
    submit(author, lesson)
    stranger = desk_of(officer_of("62.71"))

    answer = decide(stranger, lesson, "approve")

    assert answer.status_code == 404
    assert steps(lesson)[-1] == (ReviewTask, "in_progress")


# --- what Wagtail brings: revisions, comments, differences, schedules, locks ---


def comment_form(text, path):
    return {
        "comments-TOTAL_FORMS": "1",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        "comments-0-id": "",
        "comments-0-contentpath": path,
        "comments-0-text": text,
        "comments-0-position": "",
        "comments-0-resolved": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
        "comments-0-replies-MIN_NUM_FORMS": "0",
        "comments-0-replies-MAX_NUM_FORMS": "0",
    }


def test_a_reviewer_leaves_a_comment_at_a_block_and_the_author_sees_it(author, reviewer, lesson, officer):
    submit(author, lesson)
    block = fresh(lesson).get_latest_revision_as_object().body[0]

    same = {**form_of(GOOD), "body-0-id": block.id}
    reviewer.post(editor(lesson), {**same, **comment_form("Beri contoh.", f"body.{block.id}")})

    assert [(each.user, each.text) for each in Comment.objects.filter(page_id=lesson.pk)] == [(officer, "Beri contoh.")]
    assert "Beri contoh." in author.get(editor(lesson)).content.decode()


def test_two_versions_are_shown_beside_each_other_block_by_block(author, reviewer, lesson):
    for words in ("Tamu menulis namanya.", "Tamu menulis namanya dan alamatnya."):
        author.post(editor(lesson), {**form_of(block_of_text(words)), "body-0-id": "b1"})
    versions = list(lesson.revisions.order_by("-pk").values_list("pk", flat=True)[:2])

    url = reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, versions[1], versions[0]])
    page = reviewer.get(url).content.decode()

    assert '<span class="addition"> dan alamatnya.</span>' in page


def test_an_earlier_version_comes_back(author, lesson):
    author.post(editor(lesson), form_of(block_of_text("Tamu menulis namanya.")))
    first = fresh(lesson).latest_revision
    author.post(editor(lesson), form_of(block_of_text("Salah ketik.")))

    opened = author.get(reverse("wagtailadmin_pages:revisions_revert", args=[lesson.pk, first.pk]))

    assert opened.status_code == 200
    assert "Tamu menulis namanya." in json.dumps(opened.context["form"].instance.body.get_prep_value())


def test_a_reviewer_sets_the_hour_at_which_a_page_appears(reviewer, lesson):
    hour = timezone.localtime() + timedelta(days=2)

    reviewer.post(editor(lesson), form_of(GOOD, act="publish", go_live_at=hour.strftime("%Y-%m-%d %H:%M")))

    assert (fresh(lesson).live, fresh(lesson).scheduled_revision is not None) == (False, True)


def test_a_page_under_review_is_locked_for_its_author_and_open_for_the_reviewer(author, reviewer, lesson):
    submit(author, lesson)

    author.post(editor(lesson), form_of(block_of_text("Diam-diam.")))
    reviewer.post(editor(lesson), form_of(block_of_text("Tamu menulis nama dan asalnya.")))

    assert "asalnya" in str(fresh(lesson).get_latest_revision_as_object().body)
    assert not any("Diam-diam" in str(each.content) for each in lesson.revisions.all())


def test_an_author_locks_her_page_and_the_reviewer_may_unlock_it(author, reviewer, lesson, trainer):
    author.post(reverse("wagtailadmin_pages:lock", args=[lesson.pk]))
    locked_by = fresh(lesson).locked_by
    reviewer.post(editor(lesson), form_of(block_of_text("Diam-diam.")))
    reviewer.post(reverse("wagtailadmin_pages:unlock", args=[lesson.pk]))

    assert (locked_by, fresh(lesson).locked) == (trainer, False)
    assert "Diam-diam" not in str(fresh(lesson).get_latest_revision_as_object().body)


def test_an_author_takes_back_what_she_handed_in(author, lesson):
    submit(author, lesson)

    author.post(editor(lesson), form_of(GOOD, act="cancel-workflow"))

    assert list(WorkflowState.objects.values_list("status", flat=True)) == ["cancelled"]


def test_the_desk_of_a_reviewer_shows_what_waits_for_her(author, reviewer, lesson):
    submit(author, lesson)

    assert "Buku tamu" in reviewer.get(reverse("wagtailadmin_home")).content.decode()


def test_a_module_is_handed_in_and_published_the_same_way(author, reviewer, tree, lesson):
    module = ModulePageFactory(parent=lesson.get_parent().get_parent(), code="L9", live=False)
    LessonPageFactory(parent=module)
    fields = {
        "title": module.title, "slug": module.slug, "code": "L9", "theory_minutes": "90", "practice_minutes": "45",
        "field_minutes": "0", "online_minutes": "0", "aims": "null", "action-submit": "submit",
    }  # fmt: skip
    author.post(editor(module), nested_form_data({**fields, "comments": inline_formset([])}))
    state = Page.objects.get(pk=module.pk).current_workflow_task_state
    reviewer.post(reverse("wagtailadmin_pages:workflow_action", args=[module.pk, "approve", state.pk]), {"comment": ""})

    assert Page.objects.get(pk=module.pk).live
