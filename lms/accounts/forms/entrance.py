"""The ways in. Each asks for an address or a number in one field and hands allauth what it expects."""

from allauth.account.forms import LoginForm, RequestLoginCodeForm, SignupForm
from allauth.account.forms import ResetPasswordForm as ResetForm
from django.db import IntegrityError
from django.forms import Field
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField, ReachField
from lms.accounts.models import User
from lms.accounts.operations import sign_up
from lms.accounts.phones import is_number


class SignInForm(LoginForm):
    """Sign-in with an e-mail address or an Indonesian phone number in any usual spelling."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = ReachField()
        self.order_fields(["login", "password"])


class RequestCodeForm(RequestLoginCodeForm):
    """A code for signing in, by e-mail or to the phone."""

    _user: User | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields: dict[str, Field] = {"login": ReachField()}

    def clean_login(self):
        reach = self.cleaned_data["login"]
        kind = "phone" if is_number(reach) else "email"
        self.cleaned_data[kind] = reach
        getattr(self, f"clean_{kind}")()  # allauth's: finds the account, and counts against the limit
        if self._user is not None and not self._user.is_active:
            self._user = None
        return reach


class ResetPasswordForm(ResetForm):
    """A code for a new password. allauth calls the field ``email``; a number takes the same way."""

    email = ReachField()

    def clean_email(self):
        reach = self.cleaned_data["email"]
        if not is_number(reach):
            return super().clean_email()
        self.users = list(User.objects.filter(phone=reach, is_active=True))
        return reach


class SignUpForm(SignupForm):
    """A new account: how she is reached, her name, and a password if she wants one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        password = self.fields["password1"]
        password.help_text = _("At least 12 characters. Without one, you sign in with a code each time.")
        name = LineField(label=_("Full name"), max_length=150)
        name.widget.attrs["autocomplete"] = "name"
        self.fields: dict[str, Field] = {"login": ReachField(), "name": name, "password1": password}

    def clean_login(self):
        reach = self.cleaned_data["login"]
        self.cleaned_data["phone" if is_number(reach) else "email"] = reach
        # Who never confirmed gives way: lms.accounts.operations.sign_up.
        self.account_already_exists = User.objects.confirmed().reached_by(reach).exists()
        return reach

    def _clean_phone(self):
        """Cleaned with ``login``."""

    def try_save(self, request):
        """The new account; or, where the address is taken, the same answer without one."""
        try:
            return super().try_save(request)
        except IntegrityError:  # confirmed in the meantime
            self.account_already_exists = True
            return super().try_save(request)

    def save(self, request):
        data = self.cleaned_data
        return sign_up(
            name=data["name"],
            reach=data["login"],
            password=data["password1"] or None,
            language=get_language() or "id",
            at=timezone.now(),
        )
