"""What merging and parting must leave as it was, of people and of institutions alike."""

import os
from datetime import date, timedelta

from lms.organisations.models import Membership
from lms.refusal import Refusal
from tests.duplicates.conftest import members_by_journal, members_by_register

EXAMPLES = 400 if os.environ.get("PILAR_CAMPAIGN") == "full" else 25
FIRST = date(2024, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(0, 70, 5)]


def told_alike():
    return all(members_by_journal(day) == members_by_register(day) for day in DAYS)


def span(each):
    """First and last day of a generated membership; None for one that goes on."""
    starts_on = FIRST + timedelta(days=each["starts"])
    return starts_on, None if each["lasts"] is None else starts_on + timedelta(days=each["lasts"])


class TwoRows:
    """A small world around a ``pair`` of rows, of which the second goes; a subclass says how they merge and part."""

    side, other = "", ""  # what a membership calls them, and whom they are members with

    def memberships_of_gone(self):
        rows = Membership.objects.filter(**{self.side: self.pair[1]})
        return {pk: tuple(told) for pk, *told in rows.values_list("pk", self.other, "starts_on")}

    def merged_or_none(self, choices):
        before = self.tables()
        try:
            return self.merge(choices)
        except Refusal:
            assert self.tables() == before  # a refusal leaves no trace
            return None

    def merged_and_parted(self, choices, steps=()):
        """Whether it was possible; ``steps`` happen in between."""
        merge = self.merged_or_none(choices)
        if merge is None:
            return False
        assert self.memberships_of_gone() == {}
        for step in steps:
            self.step(step)
        assert told_alike()
        self.undo(merge)
        return True
