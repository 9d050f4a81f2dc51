from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RegionLevel(TextChoices):
    PROVINCE = "province", _("Province")
    REGENCY = "regency", _("Kabupaten or kota")
    DISTRICT = "district", _("Kecamatan")


class Zone(TextChoices):
    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class KindCategory(TextChoices):
    INDIVIDUAL = "individual", _("Individual")
    FAMILY = "family", _("Family")
    ORGANISATION = "organisation", _("Organisation")


class Sex(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class Position(TextChoices):
    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    TREASURER = "treasurer", _("Treasurer")
    MEMBER = "member", _("Member")


BOARD = (Position.CHAIR, Position.SECRETARY, Position.TREASURER)


class OrganisationEvent(TextChoices):
    REGISTERED = "institution.registered"
    PAPER_ADDED = "institution.paper_added"
    MEMBER_ADDED = "membership.started"
    ROLE_GRANTED = "role.granted"
    ROLE_ENDED = "role.ended"
