from datetime import UTC, datetime

import factory

from lms.assessment.models import Attempt
from tests.factories.enrolment import EnrolmentFactory

QUESTIONS = [
    {
        "id": f"q{number}",
        "question_id": number,
        "module": "L1",
        "prompt": f"Pertanyaan {number}?",
        "options": [
            {"id": f"q{number}-a", "text": "Benar", "feedback": f"Tepat {number}."},
            {"id": f"q{number}-b", "text": "Salah", "feedback": f"Baca lagi {number}."},
        ],
        "key": f"q{number}-a",
    }
    for number in range(1, 11)
]
RIGHT = {question["id"]: question["key"] for question in QUESTIONS}
EIGHT_RIGHT = RIGHT | {"q9": "q9-b", "q10": "q10-b"}


class AttemptFactory(factory.django.DjangoModelFactory):
    """An open sitting of ten questions. Trait: ``submitted``, with eight right answers."""

    class Meta:
        model = Attempt

    class Params:
        submitted = factory.Trait(
            submitted_at=datetime(2026, 7, 24, 8, tzinfo=UTC), score_percent=80, answers=EIGHT_RIGHT
        )

    enrolment = factory.SubFactory(EnrolmentFactory, accepted=True)
    number = factory.LazyAttribute(lambda o: Attempt.objects.filter(enrolment=o.enrolment).count() + 1)
    questions = factory.LazyFunction(lambda: QUESTIONS)
    started_at = datetime(2026, 7, 24, 7, 45, tzinfo=UTC)
