from django.db.models import TextChoices


class AccountEvent(TextChoices):
    CREATED = "account.created"
    SIGNED_UP = "account.signed_up"
    CONFIRMED = "account.confirmed"
    EMAIL_CHANGED = "account.email_changed"
    PHONE_CHANGED = "account.phone_changed"
    FORGOTTEN = "account.forgotten"
