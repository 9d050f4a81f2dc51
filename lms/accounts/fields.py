"""Form fields that clean what people type or paste. Source: house security rules 3."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from lms.accounts.phones import e164

UNSEEN = ("Cf",)  # bidirectional controls, zero-width characters
CONTROL = ("Cc", "Cs", "Co")


class LineField(forms.CharField):
    """One line of text in NFC: white space becomes single spaces, unseen signs go, control signs are refused."""

    default_error_messages = {"control": _("This text has characters that cannot be read. Type it anew.")}

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        text = " ".join("".join(sign for sign in text if unicodedata.category(sign) not in UNSEEN).split())
        if any(unicodedata.category(sign) in CONTROL for sign in text):
            raise ValidationError(self.error_messages["control"], code="control")
        return text


class ParagraphField(forms.CharField):
    """Several lines of text in NFC; unseen signs go, control signs are refused."""

    default_error_messages = {"control": _("This text has characters that cannot be read. Type it anew.")}
    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        text = "".join(sign for sign in text if unicodedata.category(sign) not in UNSEEN).strip()
        if any(unicodedata.category(sign) in CONTROL for sign in text if sign not in "\n\t"):
            raise ValidationError(self.error_messages["control"], code="control")
        return text


class PhoneField(forms.CharField):
    """An Indonesian phone number in any usual spelling; E.164 when cleaned."""

    default_error_messages = {"phone": _("This is no Indonesian phone number. Write it like 0812 3456 7890.")}

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Phone number"))
        more.setdefault("help_text", _("For example 0812 3456 7890."))
        more.setdefault("max_length", 40)
        more.setdefault("widget", forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}))
        super().__init__(**more)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return e164(text) if text else ""
        except ValueError:
            raise ValidationError(self.error_messages["phone"], code="phone") from None


class ReachField(forms.CharField):
    """An e-mail address in small letters, or an Indonesian phone number in E.164: how a person is reached."""

    default_error_messages = {
        "reach": _("This is neither an e-mail address nor a phone number. Check the spelling."),
    }

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("E-mail address or phone number"))
        more.setdefault("help_text", _("For example 0812 3456 7890."))
        more.setdefault("max_length", 254)
        more.setdefault("widget", forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}))
        super().__init__(**more)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            validate_email(text)
            return text.lower()
        except ValidationError:
            pass
        try:
            return e164(text)
        except ValueError:
            raise ValidationError(self.error_messages["reach"], code="reach") from None


class LongSelect(forms.Select):
    """A list of hundreds of choices, without groups: Django draws each option from a template, which takes its time."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "", "{}", ((self._option(key, label, str(key) == chosen),) for key, label in self.choices)
        )
        named = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(named), options)

    @staticmethod
    def _option(key: Any, label: Any, is_chosen: bool) -> str:
        line = '<option value="{}" selected>{}</option>' if is_chosen else '<option value="{}">{}</option>'
        return format_html(line, key, label)
