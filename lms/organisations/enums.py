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


class ProblemGroup(TextChoices):
    """The seven problem groups with statutory priority. Source: UU 11/2009 art. 5(2)."""

    POVERTY = "poverty", _("Poverty")
    NEGLECT = "neglect", _("Neglect")
    DISABILITY = "disability", _("Disability")
    REMOTENESS = "remoteness", _("Remoteness")
    DEVIANCE = "deviance", _("Social impairment and deviant behaviour")
    DISASTER = "disaster", _("Victims of disaster")
    VIOLENCE = "violence", _("Victims of violence, exploitation and discrimination")


class Level(TextChoices):
    """At which level an institution stands, and which level gave a paper. Source: Permensos 5/2024."""

    VILLAGE = "village", _("Desa or kelurahan")
    DISTRICT = "district", _("Kecamatan")
    REGENCY = "regency", _("Kabupaten or kota")
    PROVINCE = "province", _("Province")
    NATIONAL = "national", _("National")


class InstitutionStatus(TextChoices):
    APPLYING = "applying", _("Applying")  # not in the register yet
    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Inactive")
    FROZEN = "frozen", _("Frozen")
    REJECTED = "rejected", _("Rejected")  # never came into the register


IN_REGISTER = (InstitutionStatus.ACTIVE, InstitutionStatus.INACTIVE, InstitutionStatus.FROZEN)


class Owner(TextChoices):
    COMMUNITY = "community", _("Community")
    REGENCY = "regency", _("Kabupaten or kota government")
    PROVINCE = "province", _("Province government")
    MINISTRY = "ministry", _("Ministry of Social Affairs")


class Delivery(TextChoices):
    RESIDENTIAL = "residential", _("In a home (dalam panti)")
    COMMUNITY = "community", _("Outside a home (luar panti)")
    BOTH = "both", _("Both")


class YouthGrade(TextChoices):
    """Classification of a Karang Taruna. Source: practice under 77/HUK/2010; under Permensos 25/2019 to confirm."""

    GROWING = "growing", _("Tumbuh")
    DEVELOPING = "developing", _("Berkembang")
    ADVANCED = "advanced", _("Maju")
    EXEMPLARY = "exemplary", _("Percontohan")


class Verification(TextChoices):
    UNCHECKED = "unchecked", _("Not checked yet")
    VALID = "valid", _("Checked, genuine")
    INVALID = "invalid", _("Checked, not accepted")


class AgeGroup(TextChoices):
    TODDLER = "toddler", _("0 to 4 years")
    CHILD = "child", _("5 to 17 years")
    ADULT = "adult", _("18 to 59 years")
    OLDER = "older", _("60 years and over")


class Sex(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class Position(TextChoices):
    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    TREASURER = "treasurer", _("Treasurer")
    MEMBER = "member", _("Member")


# Letters and certificates are in Indonesian, whatever their reader chose for the screens.
POSITION_WORDS: dict[str, str] = {
    Position.CHAIR: "Ketua",
    Position.SECRETARY: "Sekretaris",
    Position.TREASURER: "Bendahara",
    Position.MEMBER: "Anggota",
}
BOARD = (Position.CHAIR, Position.SECRETARY, Position.TREASURER)


class GrantState(TextChoices):
    IN_FORCE = "in_force", _("In force")
    COMING = "coming", _("Not begun yet")
    ENDED = "ended", _("Ended")


class OrganisationEvent(TextChoices):
    REGISTERED = "institution.registered"
    INSTITUTION_CHANGED = "institution.changed"
    INSTITUTION_STATUS = "institution.status_changed"
    INSTITUTION_REMOVED = "institution.removed"  # only by undoing the import that made it
    PAPER_ADDED = "institution.paper_added"
    PAPER_VERIFIED = "institution.paper_verified"
    ACCREDITATION_ADDED = "institution.accreditation_added"
    BENEFICIARIES_COUNTED = "institution.beneficiaries_counted"
    KIND_ADDED = "kind.added"  # a local one
    FAMILY_ADDED = "family.added"
    FAMILY_CHANGED = "family.changed"
    PERSON_ADDED = "person.added"
    PERSON_CHANGED = "person.changed"
    PERSON_REMOVED = "person.removed"
    PERSON_VIEWED = "person.viewed"
    NIK_SET = "person.nik_set"
    NIK_CONFIRMED = "person.nik_confirmed"
    NIK_VIEWED = "person.nik_viewed"
    NIK_RESEALED = "person.nik_resealed"
    # Each carries the whole membership as it is afterwards (``Membership.state()``), so that a replay can tell any day.
    MEMBER_ADDED = "membership.started"
    MEMBER_ENDED = "membership.ended"
    MEMBER_CORRECTED = "membership.corrected"
    MEMBER_MOVED = "membership.moved"  # to another person, by a merge or its undoing
    MEMBER_BROUGHT_OVER = "membership.brought_over"  # to another institution, in the same way
    MEMBER_REMOVED = "membership.removed"
    ROLE_GRANTED = "role.granted"
    ROLE_CHANGED = "role.changed"
    ROLE_ENDED = "role.ended"
    INVITED = "person.invited"
    INVITATION_USED = "person.invitation_used"
    RECOVERY_ASKED = "account.recovery_asked"
    RECOVERY_CONFIRMED = "account.recovery_confirmed"
    RECOVERY_LINKED = "account.recovery_linked"
    RECOVERY_USED = "account.recovery_used"
