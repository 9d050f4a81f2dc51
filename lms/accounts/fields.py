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


class CleanTextField(forms.CharField):
    """Text in NFC: unseen signs go, control signs are refused. ``shaped`` says what white space becomes."""

    default_error_messages = {"control": _("This text has characters that cannot be read. Type it anew.")}
    layout = ""  # control signs that are part of the text

    def shaped(self, text: str) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        text = self.shaped("".join(sign for sign in text if unicodedata.category(sign) not in UNSEEN))
        if any(unicodedata.category(sign) in CONTROL for sign in text if sign not in self.layout):
            raise ValidationError(self.error_messages["control"], code="control")
        return text


class LineField(CleanTextField):
    """One line of text: white space becomes single spaces."""

    def shaped(self, text: str) -> str:
        return " ".join(text.split())


class ParagraphField(CleanTextField):
    """Several lines of text."""

    widget = forms.Textarea(attrs={"rows": 4})
    layout = "\n\t"

    def shaped(self, text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()


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
