"""From the rows of a sheet to what would be written: one plan for each row, made the same way by check and run.

A plan depends on the sheet and on the register as it stood before the import. What earlier rows of the same sheet do
is kept in claims, so that the run, which sees their effects already, comes to the same plans as the check.
"""

from typing import ClassVar, Protocol

from lms.exchange.planning.institutions import InstitutionPlanner
from lms.exchange.planning.memberships import MembershipPlanner
from lms.exchange.planning.people import PersonPlanner
from lms.exchange.planning.plans import Plan
from lms.exchange.planning.settings import Setting, lookups, setting_of
from lms.exchange.rules import TypedRow


class Planner(Protocol):
    fields: ClassVar[dict[str, str]]  # column → field of the model, beside the keys

    def __init__(self, setting: Setting): ...

    def plan(self, rows: list[TypedRow]) -> list[Plan]: ...


PLANNERS: dict[str, type[Planner]] = {
    "institutions": InstitutionPlanner,
    "people": PersonPlanner,
    "memberships": MembershipPlanner,
}

__all__ = ["PLANNERS", "Plan", "Setting", "lookups", "setting_of"]
