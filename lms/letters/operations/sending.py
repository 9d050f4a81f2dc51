"""Assignment letters that others than the organiser send: the dinsos of the participants, or their own institution.

Source: domain reference 5, step "Send": SPT by the dinsos kab/kota or the head of the LKS.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.letters import rules
from lms.letters.documents import Addressee, assignment_facts, institution_head, letterhead
from lms.letters.enums import LetterKind, Numbering
from lms.letters.facts import Terms
from lms.letters.models import Letter
from lms.letters.operations.issuing import issuing_facts, make_letters, missing
from lms.letters.operations.numbers import checked_number
from lms.organisations.models import Institution, Membership, Office
from lms.refusal import Refusal

KIND = LetterKind.ASSIGNMENT


def people_of_office(cohort: Cohort, office: Office) -> QuerySet[Enrolment]:
    return Enrolment.objects.accepted().filter(cohort=cohort, region=office.region_id)


def people_of_institution(cohort: Cohort, institution: Institution) -> QuerySet[Enrolment]:
    return Enrolment.objects.accepted().filter(cohort=cohort, membership__institution=institution)


def without_assignment(people: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Whoever sends it, one is enough."""
    held = Letter.objects.in_force().filter(kind=KIND, enrolment__isnull=False)
    return people.exclude(pk__in=held.values("enrolment"))


def still_members(people: QuerySet[Enrolment], on: date) -> QuerySet[Enrolment]:
    """An institution assigns nobody who has left it meanwhile."""
    return people.filter(membership__in=Membership.objects.on(on))


@transaction.atomic
def issue_from_office(
    cohort: Cohort, office: Office, *, terms: Terms, numbering: Numbering, by: User, at: datetime
) -> list[Letter]:
    """Assignment letters of a dinsos for its people who have none, from its own book. Raises Refusal."""
    cohort.lock()
    found = assignment_facts(cohort, terms, head=letterhead(office), among=people_of_office(cohort, office))
    waiting = _waiting(cohort, [(facts, {"enrolment": each, "office": office}) for each, facts in found])
    return make_letters(cohort, KIND, waiting, numbering=numbering, by=by, at=at)


@transaction.atomic
def issue_from_institution(
    enrolment: Enrolment, institution: Institution, *, number: str, signer: tuple[str, str], by: User, at: datetime
) -> Letter:
    """The letter of an institution for one of its people, under the number of its agenda book.

    ``signer``: title and name. Raises Refusal.
    """
    cohort = enrolment.cohort
    cohort.lock()
    number = checked_number(number)
    title, name = signer
    head = institution_head(institution, signatory_title=title, signatory_name=name)
    people = still_members(people_of_institution(cohort, institution), cohort.local_date(at)).filter(pk=enrolment.pk)
    found = assignment_facts(cohort, Terms(), head=head, among=people)
    waiting = _waiting(cohort, [(facts, {"enrolment": each, "institution": institution}) for each, facts in found])
    waiting = [(facts, {**keys, "typed_number": number}) for facts, keys in waiting]
    (letter,) = make_letters(cohort, KIND, waiting, numbering=Numbering.LATER, by=by, at=at)
    return letter


def _waiting(cohort: Cohort, wanted: list[Addressee]) -> list[Addressee]:
    waiting = missing(cohort, KIND, wanted)
    if reasons := rules.reasons_against_issuing(issuing_facts(cohort, KIND, wanted, waiting)):
        raise Refusal(reasons)
    return waiting
