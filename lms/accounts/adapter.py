import phonenumbers
from allauth.account.adapter import DefaultAccountAdapter

from lms.accounts.models import User


def e164(text: str) -> str:
    """An Indonesian phone number in any usual spelling as E.164; raises ``ValueError`` when it is none."""
    try:
        number = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException:
        raise ValueError(text) from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


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
