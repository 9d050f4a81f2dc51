"""Rows of small versions: what their table refuses."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories.content import RecordingVariantFactory, SlideDeckFactory

REASON = [{"code": "recording_no_sound", "values": {}}]


@pytest.mark.parametrize("make", [RecordingVariantFactory, SlideDeckFactory])
@pytest.mark.parametrize(
    "fields",
    [
        {"percent": 101},
        {"state": "refused", "refusal": []},
        {"state": "absent", "refusal": []},
        {"state": "waiting", "refusal": REASON},
        {"state": "ready"},
    ],
)
def test_a_row_that_contradicts_itself_is_refused(db, make, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)


@pytest.mark.parametrize("fields", [{"size_bytes": 10}, {"file": "variants/a.m4a"}, {"ready": True, "size_bytes": 0}])
def test_only_a_ready_version_has_a_file_and_a_size(db, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordingVariantFactory(**fields)


def test_only_drawn_slides_have_pages(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        SlideDeckFactory(pages=[{"name": "slides/1.webp"}])


def test_a_recording_has_each_small_version_once(db):
    variant = RecordingVariantFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        RecordingVariantFactory(recording=variant.recording)


def test_a_refusal_is_kept_as_a_code_and_said_in_the_words_of_today(db):
    variant = RecordingVariantFactory(state="absent", refusal=REASON)
    variant.refresh_from_db()

    assert [str(reason) for reason in variant.reasons] == [
        "This video has no sound, so there is nothing to listen to. Readers get the video alone."
    ]


def test_a_small_version_goes_with_its_recording(db):
    variant = RecordingVariantFactory(ready=True)

    variant.recording.delete()

    assert not type(variant).objects.exists()
