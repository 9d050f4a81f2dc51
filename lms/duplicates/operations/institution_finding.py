"""Doubles of institutions: what is known of each, for ``looking``."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from lms.duplicates.models import InstitutionFingerprint, InstitutionSuggestion
from lms.duplicates.operations.looking import Search, look_for
from lms.duplicates.rules.institution_scoring import (
    POLICY,
    InstitutionFacts,
    digest_of,
    keys_of,
    same_npwp,
    same_number,
    score,
)
from lms.organisations.enums import Verification
from lms.organisations.models import Institution, RegistrationPaper


def look_for_double_institutions(institution: Institution, *, at: datetime) -> int:
    """Compare one institution at once; how many suggestions about it stand open."""
    return look_for(INSTITUTIONS, institution.pk, at=at)


def facts_of_institutions(institutions: Iterable[int]) -> dict[int, InstitutionFacts]:
    """Of the register, by id."""
    institutions = list(institutions)
    papers: dict[int, set[str]] = defaultdict(set)
    genuine = RegistrationPaper.objects.filter(institution__in=institutions).exclude(state=Verification.INVALID)
    for institution, number in genuine.values_list("institution_id", "number"):
        if same := same_number(number):
            papers[institution].add(same)
    rows = Institution.objects.in_register().filter(pk__in=institutions).select_related("region").order_by("pk")
    return {row.pk: _facts(row, frozenset(papers[row.pk])) for row in rows}


def _facts(row: Institution, papers: frozenset[str]) -> InstitutionFacts:
    return InstitutionFacts(
        name=row.name,
        place=row.region_id,
        region=row.region.name,
        kind=row.kind_id,
        district=row.district_id or "",
        village=" ".join(row.village.lower().split()),
        phones=frozenset(filter(None, (row.phone, row.whatsapp))),
        email=row.email.lower(),
        npwp=same_npwp(row.npwp),
        nib=row.nib,
        deed=(same_number(row.deed_number), str(row.deed_on or "")),
        decree=same_number(row.decree_number),
        papers=papers,
        point=None if row.latitude is None or row.longitude is None else (float(row.latitude), float(row.longitude)),
    )


INSTITUTIONS = Search(
    sweep=2,
    present=Institution.objects.in_register,
    facts_of=facts_of_institutions,
    keys_of=keys_of,
    digest_of=digest_of,
    score=score,
    most_per_key=POLICY.most_per_key,
    fingerprints=InstitutionFingerprint,
    suggestions=InstitutionSuggestion,
)
