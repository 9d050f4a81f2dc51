import phonenumbers


def e164(text: str) -> str:
    """An Indonesian phone number in any usual spelling as E.164; raises ``ValueError`` when it is none."""
    try:
        number = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException:
        raise ValueError(text) from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
