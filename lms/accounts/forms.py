from allauth.account.forms import LoginForm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from lms.accounts.phones import e164


class SignInForm(LoginForm):
    """Sign-in with an e-mail address or an Indonesian phone number in any usual spelling."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("E-mail address or phone number"),
            help_text=_("For example 0812 3456 7890."),
            max_length=254,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        )
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        text = super().clean_login()
        try:
            validate_email(text)
            return text
        except ValidationError:
            pass
        try:
            return e164(text)
        except ValueError:
            raise ValidationError(
                _("This is neither an e-mail address nor a phone number. Check the spelling.")
            ) from None


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=[("id", "id"), ("en", "en")])
