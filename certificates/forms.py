from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from certificates.codes import read_code


class CodeForm(forms.Form):
    """The code as printed, in any case, with or without its hyphens."""

    kode = forms.CharField(
        label=_("Code of the certificate"),
        help_text=_("24 letters and digits, printed beside the QR code. Hyphens and capitals do not matter."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "autocorrect": "off",
                "spellcheck": "false",
                "maxlength": "200",
            }
        ),
    )

    def clean_kode(self) -> str:
        code = read_code(self.cleaned_data["kode"])
        if code is None:
            raise ValidationError(_("This is not the code of a certificate."))
        return code
