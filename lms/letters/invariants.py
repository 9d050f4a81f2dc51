from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Max

from lms.journal.invariants import invariant
from lms.journal.models import Delivery
from lms.letters.enums import EntryState, LetterEvent, LetterState
from lms.letters.models import Letter, NumberBook, NumberEntry


@invariant("letter-numbers")
def numbers_are_unique_and_without_gap(*, at: datetime) -> Iterator[str]:
    """Every serial of a book up to the last has its line, each follows the one before, and no number stands twice."""
    counted = NumberBook.objects.annotate(
        serials=Count("entries__serial"),
        different=Count("entries__serial", distinct=True),
        highest=Max("entries__serial", default=0),
    )
    agrees = {"serials": F("last_serial"), "different": F("last_serial"), "highest": F("last_serial")}
    for book in counted.exclude(**agrees).order_by("pk"):
        yield (
            f"number book {book.pk}: the counter says {book.last_serial}, "
            f"{book.different} serials exist, the highest is {book.highest}"
        )
    followers = NumberEntry.objects.filter(after__isnull=False)
    for pk in followers.exclude(after__book=F("book"), after__serial=F("serial") - 1).values_list("pk", flat=True):
        yield f"number entry {pk} does not follow the one before it"
    doubles = NumberEntry.objects.order_by().values("book", "number").annotate(times=Count("pk")).filter(times__gt=1)
    for pk in doubles.values_list("book", flat=True):
        yield f"number book {pk}: a number stands in it twice"


@invariant("letter-entries")
def letters_and_their_numbers_agree(*, at: datetime) -> Iterator[str]:
    void = Letter.objects.in_force().filter(entry__state__in=[EntryState.VOID, EntryState.RESERVED])
    for pk in void.values_list("pk", flat=True):
        yield f"letter {pk} is in force and its number is not"
    alone = NumberEntry.objects.filter(state=EntryState.ISSUED, letter__isnull=True)
    for pk in alone.values_list("pk", flat=True):
        yield f"number entry {pk} is given to a letter, and there is none"


@invariant("letter-documents")
def every_letter_gets_its_document(*, at: datetime) -> Iterator[str]:
    under_way = Delivery.objects.open().filter(event__name=LetterEvent.INTENDED)
    drawing = {int(subject) for subject in under_way.values_list("event__subject_id", flat=True)}
    intended = Letter.objects.filter(state=LetterState.INTENDED).exclude(pk__in=drawing)
    for pk in intended.values_list("pk", flat=True):
        yield f"letter {pk} has no document, and nothing is under way to draw it"
