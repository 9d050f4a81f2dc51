from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.cohorts import rules
from lms.cohorts.enums import CohortEvent
from lms.cohorts.models import Cohort, CohortTrainer, CommitteeMember, Partner, trainers_near
from lms.journal import operations as journal
from lms.refusal import Refusal, constraints_as_refusal, refuse


@transaction.atomic
def assign_trainer(
    cohort: Cohort, user: User, *, by: User, at: datetime, decree_number: str = "", decree_on: date | None = None
) -> CohortTrainer:
    """Give a trainer of the office's area the cohort to teach; possible until it closes."""
    _lock_living(cohort)
    if not trainers_near(cohort.office).filter(pk=user.pk).exists():
        raise refuse("no_trainer", _("%(name)s is no trainer in the organiser's area."), name=user.name)
    with constraints_as_refusal(CohortTrainer):
        assigned = CohortTrainer.objects.create(
            cohort=cohort, user=user, decree_number=decree_number, decree_on=decree_on
        )
    journal.record(CohortEvent.TRAINER_ASSIGNED, subject=cohort, by=by, at=at, data={"trainer": user.pk})
    return assigned


@transaction.atomic
def name_member(member: CommitteeMember, *, by: User, at: datetime) -> CommitteeMember:
    """Put somebody, as described by an unsaved row, on the committee."""
    _lock_living(member.cohort)
    with constraints_as_refusal(CommitteeMember):
        member.save(force_insert=True)
    data = {"member": member.pk, "role": member.role}
    journal.record(CohortEvent.MEMBER_NAMED, subject=member.cohort, by=by, at=at, data=data)
    return member


@transaction.atomic
def remove_member(member: CommitteeMember, *, by: User, at: datetime) -> None:
    """Take somebody off the committee. Twice is once."""
    cohort, gone = member.cohort, member.pk
    _lock_living(cohort)
    deleted, _per_model = CommitteeMember.objects.filter(pk=gone).delete()
    if deleted:
        journal.record(CohortEvent.MEMBER_REMOVED, subject=cohort, by=by, at=at, data={"member": gone})


@transaction.atomic
def name_partner(cohort: Cohort, *, name: str, sort: str, by: User, at: datetime) -> Partner:
    _lock_living(cohort)
    with constraints_as_refusal(Partner):
        partner = Partner.objects.create(cohort=cohort, name=name, sort=sort)
    journal.record(CohortEvent.PARTNER_NAMED, subject=cohort, by=by, at=at, data={"partner": partner.pk})
    return partner


@transaction.atomic
def remove_partner(partner: Partner, *, by: User, at: datetime) -> None:
    """Take a partner off the list. Twice is once."""
    cohort, gone = partner.cohort, partner.pk
    _lock_living(cohort)
    deleted, _per_model = Partner.objects.filter(pk=gone).delete()
    if deleted:
        journal.record(CohortEvent.PARTNER_REMOVED, subject=cohort, by=by, at=at, data={"partner": gone})


def _lock_living(cohort: Cohort) -> None:
    cohort.lock()
    if reasons := rules.reasons_against_ended(cohort.facts()):
        raise Refusal(reasons)
