"""Two institutions side by side."""

from django.utils.translation import gettext_lazy as _

from lms.duplicates.comparison import NOTHING, Card, Comparison, counts_of
from lms.duplicates.rules.institution_merging import GROUPS
from lms.organisations.models import Institution
from lms.organisations.sheets import in_words

LABELS = {
    "name": _("Name"),
    "short_name": _("Short name"),
    "kind": _("Kind"),
    "level": _("Level"),
    "status": _("Status"),
    "owner": _("Owner"),
    "is_legal_entity": _("Legal entity"),
    "founded_year": _("Year of founding"),
    "deed": _("Notarial deed"),
    "decree": _("Decree of the ministry of law"),
    "npwp": _("NPWP"),
    "nib": _("NIB"),
    "fundraising_permit": _("Fundraising permit (PUB)"),
    "region": _("Place and address"),
    "point": _("Coordinates"),
    "phone": _("Telephone"),
    "whatsapp": _("WhatsApp"),
    "email": _("E-mail address"),
    "staff": _("Board and staff, female and male"),
    "delivery": _("Form of service"),
    "capacity": _("Capacity, people"),
    "youth_grade": _("Classification"),
}
ROWS = {  # what else points to an institution, by the name under which it knows it
    "memberships": _("Memberships"),
    "papers": _("Registration papers"),
    "accreditations": _("Accreditations"),
    "families": _("Pioneer families"),
    "beneficiaries": _("Counts of people served"),
    "applications": _("Applications"),
}


def institution_cards(pair: tuple[Institution, Institution], *, kept: Institution) -> list[Card]:
    counted = counts_of(pair, ROWS)
    return [Card(each, counted.get(each.pk, []), each == kept) for each in pair]


def _shown(institution: Institution, group: str) -> str:
    words = [in_words(institution, name.removesuffix("_id")) for name in GROUPS[group]]
    return ", ".join(filter(None, words)) or NOTHING


INSTITUTIONS_COMPARED = Comparison(GROUPS, LABELS, _shown, ("number", "merged_into_id"))
