from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings

from lms.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """allauth on our user: phone numbers are kept on the account, sign-up is by invitation."""

    def is_open_for_signup(self, request):
        return False

    def get_user_by_phone(self, phone):
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user):
        return (user.phone, True) if user.phone else None

    def set_phone(self, user, phone, verified):
        user.phone = phone
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user, phone):
        self.set_phone(user, phone, True)

    def post_login(self, request, user, **kwargs):
        """Greet people in the language they chose last, on any device."""
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", max_age=31_536_000)
        return response
