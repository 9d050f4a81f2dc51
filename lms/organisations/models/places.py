from django.db import models

from lms.accounts.roles import Permission
from lms.organisations.access import in_places, scope_of
from lms.organisations.models.words import holds_each_word


class PersonPlaceQuerySet(models.QuerySet["PersonPlace"]):
    def visible_to(self, user):
        """In the areas whose names one may see."""
        return self.filter(scope_of(user).place_filter("place", Permission.SEE_NAMES))

    def within(self, area: str):
        return self.filter(in_places(area, "place"))

    def matching(self, text: str):
        """Of people whose name holds each word of ``text``; case and spaces do not matter."""
        return self.filter(holds_each_word(text))

    def people(self, *, most: int) -> list[int]:
        """Ids by kabupaten or kota and name, nobody twice; no more than ``most`` rows are read."""
        rows = self.order_by("place", "search_text", "person").values_list("person", flat=True)
        return list(dict.fromkeys(rows[:most]))


class PersonPlace(models.Model):
    """A kabupaten or kota where a person is found: she lives there, or belongs or belonged to an institution there.

    Written by triggers of the database alone (``lms.organisations.triggers``), as an index is, so that a list among two
    million people is read in its order. No foreign key: it stands in nobody's way. Source: docs/adr/0011.
    """

    person = models.BigIntegerField()
    place = models.IntegerField()  # 6203 for 62.03
    search_text = models.CharField(max_length=150)

    objects = PersonPlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "place"], name="organisations_personplace_once"),
        ]
        indexes = [
            models.Index(fields=["place", "search_text", "person"], name="organisations_personplace_list"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.place}"
