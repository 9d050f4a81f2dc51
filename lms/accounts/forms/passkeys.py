"""Passkeys. What a browser sends is checked for its shape here: allauth's reader trusts it."""

from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField

# What allauth and fido2 let through when they read a message that no browser sends.
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, AssertionError)


def refusal() -> ValidationError:
    return ValidationError(_("This passkey was not accepted. Try again, or choose another way."), code="incorrect_code")


def read_or_refuse(read: Any) -> Any:
    """``read()``, where a message that cannot be read is a wrong passkey and no error of ours."""
    try:
        return read()
    except UNREADABLE:
        raise refusal() from None
    except ValidationError as error:
        raise refusal() if getattr(error, "code", "") == "incorrect_code" else error from None


class CredentialField(forms.JSONField):
    """What the device answered."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            answer = super().to_python(value)
        except (ValueError, RecursionError):  # numbers of thousands of digits, lists in lists in lists
            answer = ""
        if not isinstance(answer, dict | None):
            raise refusal()
        return answer

    def bound_data(self, data: Any, initial: Any) -> str:
        """An answer is good once: the page that follows asks the device anew."""
        return ""

    def prepare_value(self, value: Any) -> str:
        return ""


class CredentialForm(forms.Form):
    credential = CredentialField()

    def clean_credential(self):
        return read_or_refuse(super().clean_credential)  # type: ignore[misc]


class PasskeySignInForm(CredentialForm, LoginWebAuthnForm):
    pass


class PasskeyAsSecondFactorForm(CredentialForm, AuthenticateWebAuthnForm):
    pass


class PasskeyOnceMoreForm(CredentialForm, ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey. Kept on the device, it is a way in of its own; else it is a second step after the password."""

    credential = CredentialField()
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without a password"),
        required=False,
        initial=True,
        help_text=_("The device asks for your fingerprint, your face or your screen lock."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = PasskeyNameField(required=False)
        self.order_fields(["name", "passwordless"])

    def clean(self):
        return read_or_refuse(super().clean)


class RenamePasskeyForm(EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = PasskeyNameField()


class PasskeyNameField(LineField):
    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=_("Name of the passkey"),
            help_text=_("So that you know it again, such as “My phone”."),
            max_length=60,
            **more,
        )
