"""What is asked of people who come through a link, and of officers who give an account back."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField, ReachField
from lms.accounts.models import User

MOST_PASSWORD = 128  # hashing a whole book would keep the machine busy


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        max_length=MOST_PASSWORD,
        strip=False,
        help_text=_("At least 12 characters. Several words are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "password" in data:
            try:
                validate_password(data["password"], self.user)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class AcceptInvitationForm(NewPasswordForm):
    reach = ReachField(
        label=_("Your phone number or e-mail address"),
        help_text=_("You sign in with it. For example 0812 3456 7890."),
    )

    field_order = ["reach", "password"]

    def clean_reach(self) -> str:
        reach = self.cleaned_data["reach"]
        self.user.email = reach if "@" in reach else None  # a password must not be like it
        return reach


class RecoveryForm(forms.Form):
    """Read by the second officer and by whoever looks into it later."""

    why = LineField(
        label=_("How do you know who it is?"),
        min_length=15,
        max_length=300,
        help_text=_("For example: came herself, with identity card and member card. Write no NIK here."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
