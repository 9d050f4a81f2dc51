from django.db.models import TextChoices


class DuplicateEvent(TextChoices):
    PERSON_MERGED = "person.merged"
    MERGE_UNDONE = "person.merge_undone"
    PAIR_DISMISSED = "person.pair_dismissed"
    INSTITUTION_MERGED = "institution.merged"
    INSTITUTION_MERGE_UNDONE = "institution.merge_undone"
    INSTITUTION_PAIR_DISMISSED = "institution.pair_dismissed"
