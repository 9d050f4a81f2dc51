from lms.accounts.forms.entrance import RequestCodeForm, ResetPasswordForm, SignInForm, SignUpForm
from lms.accounts.forms.passkeys import (
    AddPasskeyForm,
    PasskeyAsSecondFactorForm,
    PasskeyOnceMoreForm,
    PasskeySignInForm,
    RenamePasskeyForm,
)
from lms.accounts.forms.settings import (
    ChangeEmailForm,
    ConfirmEmailForm,
    ConfirmPhoneForm,
    FirstPasswordForm,
    LanguageForm,
    NewPasswordCodeForm,
    NewPasswordForm,
    PasswordAfterResetForm,
    SignInCodeForm,
)

__all__ = [
    "AddPasskeyForm",
    "ChangeEmailForm",
    "ConfirmEmailForm",
    "ConfirmPhoneForm",
    "FirstPasswordForm",
    "LanguageForm",
    "NewPasswordCodeForm",
    "NewPasswordForm",
    "PasskeyAsSecondFactorForm",
    "PasskeyOnceMoreForm",
    "PasskeySignInForm",
    "PasswordAfterResetForm",
    "RenamePasskeyForm",
    "RequestCodeForm",
    "ResetPasswordForm",
    "SignInCodeForm",
    "SignInForm",
    "SignUpForm",
]
