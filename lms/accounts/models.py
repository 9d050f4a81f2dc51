from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserQuerySet(models.QuerySet["User"]):
    def unconfirmed(self):
        """Signed up, and never proved the address or the number."""
        return self.filter(confirmed_at__isnull=True)

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def reached_by(self, reach: str):
        """Who has this e-mail address (in small letters) or this phone number (E.164)."""
        return self.filter(Q(email=reach) | Q(phone=reach))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(
        self, *, name: str, email: str | None = None, phone: str | None = None, password: str | None = None, **more: Any
    ) -> "User":
        """An account with an e-mail address, a phone number (E.164), or both."""
        user = self.model(name=name, email=self.normalize_email(email).lower() or None, phone=phone or None, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, name: str, password: str) -> "User":
        return self.create_user(name=name, email=email, password=password, is_staff=True, is_superuser=True)


class User(AbstractBaseUser, PermissionsMixin):
    """Who signs in. The human behind it, with memberships and enrolments, is ``organisations.Person``."""

    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), null=True, blank=True, unique=True)
    phone = models.CharField(_("phone number"), max_length=16, null=True, blank=True, unique=True)
    language = models.CharField(
        _("language"), max_length=5, default="id", choices=[("id", "Bahasa Indonesia"), ("en", "English")]
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(default=False)  # Wagtail asks for it nowhere; Django's tools do
    joined_at = models.DateTimeField(default=timezone.now)
    # When she proved that the address or number is hers, or somebody with the right made the account for her.
    confirmed_at = models.DateTimeField(null=True, blank=True, default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False),
                name="accounts_user_can_be_reached",
                violation_error_message=_("Give an e-mail address or a phone number."),
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[1-9][0-9]{7,14}$"),
                name="accounts_user_phone_is_e164",
                violation_error_message=_("Write the phone number like 0812 3456 7890."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]
