import smtplib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages as notices
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.accounts import messages
from lms.accounts.fields import PhoneField
from lms.accounts.models import User
from lms.accounts.operations import change_phone, confirm_account, note_changed_email
from lms.accounts.phones import is_number
from lms.refusal import Refusal

OURS = {"allauth.account.stages.EmailVerificationStage": "lms.accounts.stages.EmailVerificationStage"}
# Ways to sign in that show who chose the password: a code alone does not.
KNOWS_THE_PASSWORD = {"password", "password_reset"}


class AccountAdapter(DefaultAccountAdapter):
    """allauth on our user: the phone number is kept on the account; ``confirmed_at`` says whether it may be used."""

    def is_open_for_signup(self, request):
        return settings.PILAR_SIGNUP_OPEN

    def get_login_stages(self):
        return [OURS.get(path, path) for path in super().get_login_stages()]

    def _get_login_attempts_cache_key(self, request, **credentials):
        """One counter for each address and each number; allauth has a single one for all numbers."""
        return (credentials.get("email") or credentials.get("phone") or "").lower()

    # --- the phone number ----------------------------------------------------

    def phone_form_field(self, **kwargs):
        return PhoneField(**kwargs)

    def get_user_by_phone(self, phone):
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user):
        return (user.phone, user.confirmed_at is not None) if user.phone else None

    def set_phone(self, user, phone, verified):
        try:
            change_phone(user, phone=phone, at=timezone.now())
        except Refusal:  # somebody confirmed this number in the same moment
            notices.error(self.request, self.error_messages["phone_taken"])
            raise ImmediateHttpResponse(redirect("account_change_phone")) from None

    def set_phone_verified(self, user, phone):
        if user.phone != phone:
            self.set_phone(user, phone, verified=True)
        self._confirm(user)

    # --- being confirmed -----------------------------------------------------

    def confirm_email(self, request, email_address):
        is_done = super().confirm_email(request, email_address)
        if is_done and email_address.user.confirmed_at is not None:
            note_changed_email(email_address.user, at=timezone.now())
        return is_done

    def get_email_verification_redirect_url(self, email_address):
        return reverse("account")

    def can_delete_email(self, email_address):
        return email_address.email != email_address.user.email

    def login(self, request, user):
        """Whoever comes this far has proved an address or a number: the stages let nobody else pass."""
        self._confirm(user)
        super().login(request, user)

    def _confirm(self, user):
        if user.confirmed_at is None:
            methods = {record["method"] for record in get_authentication_records(self.request, user)}
            keep = "code" not in methods or bool(methods & KNOWS_THE_PASSWORD)
            confirm_account(user, keep_password=keep, at=timezone.now())

    def post_login(self, request, user, **kwargs):
        """Greet people in the language they chose last, on any device."""
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", max_age=31_536_000)
        return response

    # --- letters and messages ------------------------------------------------

    def send_mail(self, template_prefix, email, context):
        """A letter. The code for a new password is asked for a number as well: then it goes by message."""
        if is_number(email):
            text = messages.CODE % {"code": context["code"]} if "code" in context else self._no_account()
            return messages.send(email, text)
        try:
            return super().send_mail(template_prefix, email, context)
        except (smtplib.SMTPException, OSError):
            raise messages.NotSent from None

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        messages.send(phone, messages.CODE % {"code": code})

    def send_unknown_account_sms(self, phone, **kwargs):
        messages.send(phone, self._no_account())

    def send_account_already_exists_sms(self, phone):
        messages.send(phone, messages.HAS_ACCOUNT % {"url": self._address_of("account_request_login_code")})

    def _no_account(self):
        return messages.NO_ACCOUNT % {"url": self._address_of("account_signup")}

    def _address_of(self, name):
        return settings.BASE_URL + reverse(name)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names of passkeys that say something to people."""

    def generate_authenticator_name(self, user, type):
        return _("Passkey %(number)s") % {"number": user.authenticator_set.filter(type=type).count() + 1}

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": "Pilar"}
