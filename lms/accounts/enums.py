from django.db.models import TextChoices


class AccountEvent(TextChoices):
    CREATED = "account.created"
