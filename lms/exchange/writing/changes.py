"""What every writer does: set what changed, and keep what undoing needs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from lms.accounts.models import User
from lms.exchange.enums import ChangeAction, Outcome
from lms.exchange.models import ImportChange, ImportRun
from lms.exchange.planning import Plan

BATCH = 500


@dataclass
class Pen:
    """Whose import is written, and when. ``taken_numbers``: register numbers the sheet itself speaks of."""

    run: ImportRun
    by: User
    at: datetime
    taken_numbers: frozenset[str] = frozenset()

    @property
    def origin(self) -> dict[str, int]:
        """Goes into every event, so that a reader of the journal sees where it came from."""
        return {"import": self.run.pk}


def of_outcome(plans: Iterable[Plan], outcome: Outcome) -> list[Plan]:
    return [plan for plan in plans if plan.outcome == outcome]


def save_changes(plans: list[Plan], fields_of: Any) -> None:
    """One statement for all plans that change the same fields. ``fields_of`` answers the names of a plan's columns."""
    groups: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
    for plan in plans:
        if names := tuple(sorted(fields_of(plan))):
            groups[names].append(plan.target)
    for names, targets in groups.items():
        type(targets[0])._default_manager.bulk_update(targets, names, batch_size=BATCH)


def keep_changes(pen: Pen, plans: list[Plan], after: Any = None) -> None:
    """``after`` answers what a changed plan wrote, when it is not its plain values."""
    ImportChange.objects.bulk_create(
        [
            ImportChange(
                run=pen.run,
                model=plan.target._meta.label_lower,
                object_id=plan.target.pk,
                action=ChangeAction.CREATED if plan.outcome == Outcome.NEW else ChangeAction.CHANGED,
                before=plan.before,
                after={} if plan.outcome == Outcome.NEW else (after or _values)(plan),
            )
            for plan in plans
        ],
        batch_size=BATCH,
    )


def _values(plan: Plan) -> dict[str, Any]:
    return plan.values
