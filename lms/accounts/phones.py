import phonenumbers

INDONESIA = 62


def e164(text: str) -> str:
    """An Indonesian phone number in any usual spelling as E.164; raises ``ValueError`` when it is none.

    Numbers of other countries are refused: codes go by SMS, and calls abroad are what fraud is after.
    """
    try:
        number = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException:
        raise ValueError(text) from None
    if number.country_code != INDONESIA or not phonenumbers.is_possible_number(number):
        raise ValueError(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_number(reach: str) -> bool:
    """Whether what reaches a person is a phone number in E.164; otherwise it is an e-mail address."""
    return reach.startswith("+")


def spoken(number: str) -> str:
    """E.164 as people write it at home: 0812-3456-7890."""
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)
