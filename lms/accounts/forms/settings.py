"""What a person changes about her own account."""

from allauth.account.fields import EmailField
from allauth.account.forms import (
    AddEmailForm,
    BaseConfirmCodeForm,
    ChangePasswordForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    ConfirmPasswordResetCodeForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    VerifyPhoneForm,
)
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.operations import release


class ChangeEmailForm(AddEmailForm):
    email = EmailField(label=_("New e-mail address"))


class PasswordHintMixin:
    """What a good password is, in one sentence of ours instead of Django's list."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        hint = _("At least 12 characters. Several words are easy to remember.")
        self.fields["password1"].help_text = hint  # type: ignore[attr-defined]


class NewPasswordForm(PasswordHintMixin, ChangePasswordForm):
    pass


class FirstPasswordForm(PasswordHintMixin, SetPasswordForm):
    pass


class PasswordAfterResetForm(PasswordHintMixin, ResetPasswordKeyForm):
    pass


class DigitsMixin:
    """A phone opens its keys for digits."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"  # type: ignore[attr-defined]


class SignInCodeForm(DigitsMixin, ConfirmLoginCodeForm):
    pass


class NewPasswordCodeForm(DigitsMixin, ConfirmPasswordResetCodeForm):
    pass


class ConfirmEmailForm(DigitsMixin, ConfirmEmailVerificationCodeForm):
    """The code shows that the address is hers: who signed up with it and never confirmed gives way."""

    def clean_code(self):
        BaseConfirmCodeForm.clean_code(self)
        release(self.email, at=timezone.now(), but=self.user)
        return super().clean_code()


class ConfirmPhoneForm(DigitsMixin, VerifyPhoneForm):
    """The same for a number."""

    def clean_code(self):
        BaseConfirmCodeForm.clean_code(self)
        release(self.phone, at=timezone.now(), but=self.user)
        return super().clean_code()


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=[("id", "id"), ("en", "en")])
