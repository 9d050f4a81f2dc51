"""What must always be true of certificates. A sentence for each thing that is not; silence is good."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils.translation import gettext as _

from certificates.enums import CertificateState, LineKind
from certificates.models import Certificate, NumberSeries, RegisterLine, Revocation
from certificates.register import verify_register


def check() -> Iterator[str]:
    yield from numbers_have_no_gap()
    yield from acts_have_their_line()
    yield from verify_register()


def numbers_have_no_gap() -> Iterator[str]:
    counted = NumberSeries.objects.annotate(count=Count("certificates"), highest=Max("certificates__serial", default=0))
    for series in counted.exclude(count=F("last_serial"), highest=F("last_serial")):
        yield _(
            "Numbers of %(unit)s %(year)s: the counter says %(last)s, %(count)s exist, the highest is %(highest)s."
        ) % {
            "unit": series.unit,
            "year": series.year,
            "last": series.last_serial,
            "count": series.count,
            "highest": series.highest,
        }


def acts_have_their_line() -> Iterator[str]:
    def has_line(kind: LineKind, certificate: str) -> Exists:
        return Exists(RegisterLine.objects.filter(certificate=OuterRef(certificate), kind=kind))

    issued = Certificate.objects.filter(state=CertificateState.ISSUED)
    for certificate in issued.filter(~has_line(LineKind.ISSUED, "pk")):
        yield _("Certificate %(number)s is issued but stands not in the register.") % {"number": certificate.number}
    for revocation in Revocation.objects.select_related("certificate").filter(
        Q(~has_line(LineKind.REVOKED, "certificate"))
    ):
        yield _("The revocation of certificate %(number)s stands not in the register.") % {
            "number": revocation.certificate.number
        }
