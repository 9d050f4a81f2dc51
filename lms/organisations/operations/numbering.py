from collections import Counter
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import transaction

from lms.organisations.models import Institution, PSKSKind, Region, RegisterCounter


def next_number(*, kind: PSKSKind, region: Region) -> str:
    """The next register number of a kind in a kabupaten/kota, such as ``62.03/04/0017``; never given twice."""
    place = (region.pk, kind.pk)
    return next_numbers([place])[place][0]


@transaction.atomic
def next_numbers(
    places: Iterable[tuple[str, str]], *, avoiding: Collection[str] = ()
) -> dict[tuple[str, str], list[str]]:
    """Register numbers for many (kabupaten or kota, kind) at once, each counter raised under its lock.

    In the transaction that uses them. A number that somebody typed before, or that stands in ``avoiding``, is passed
    over. ``PILAR_REGISTER_NUMBER_PATTERN`` names the tokens: ``{wilayah}``, ``{jenis}`` (what follows the hyphen in the
    code of the kind) and ``{seri}``.
    """
    given: dict[tuple[str, str], list[str]] = {}
    for (region, kind), count in sorted(Counter(places).items()):
        RegisterCounter.objects.get_or_create(region_id=region, kind_id=kind)
        counter = RegisterCounter.objects.select_for_update().get(region_id=region, kind_id=kind)
        free: list[str] = []
        while len(free) < count:
            first, counter.last = counter.last + 1, counter.last + count - len(free)
            numbers = [_number(region, kind, serial) for serial in range(first, counter.last + 1)]
            taken = set(Institution.objects.filter(number__in=numbers).values_list("number", flat=True))
            free += [number for number in numbers if number not in taken and number not in avoiding]
        counter.save(update_fields=["last"])
        given[(region, kind)] = free
    return given


def _number(region: str, kind: str, serial: int) -> str:
    return settings.PILAR_REGISTER_NUMBER_PATTERN.format(wilayah=region, jenis=kind.rpartition("-")[2], seri=serial)
