"""Every component in every kind and tone on one page; development only, and rendered by tests."""

from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lms.accounts.permissions import public
from lms.components import ICONS, KINDS, TONES
from lms.refusal import Reason

CHOICES = [("ill", _("Ill")), ("away", _("Away on duty")), ("other", _("Something else"))]


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Full name"), help_text=_("As it shall stand on the certificate."))
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone number"), initial="0812 3456 7890", disabled=True)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.ChoiceField(label=_("Reason"), choices=CHOICES)
    state = forms.ChoiceField(label=_("Why is she absent?"), choices=CHOICES, widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label=_("Which days?"), choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    paper = forms.FileField(label=_("Letter of assignment"), required=False)
    agreed = forms.BooleanField(label=_("I have checked the names"), help_text=_("Names cannot be changed later."))

    def clean(self):
        raise forms.ValidationError(_("The cohort is full: 28 of 28 places are taken."))


def examples():
    """What the template shows; plain values, no rows."""
    return {
        "kinds": KINDS,
        "tones": TONES,
        "icons": ICONS,
        "reasons": [
            Reason("attendance", _("Attendance is 17 of 24 JP; at least 20 are needed."), ()),
            Reason("score", _("The final test is not passed yet."), ()),
        ],
        "form": SampleForm(auto_id="sample_%s"),
        "wrong_form": SampleForm({"email": "x"}, auto_id="wrong_%s"),
        "messages_shown": [
            Message(level, gettext("The nomination has been sent.")) for level in constants.DEFAULT_LEVELS.values()
        ],
        "summary": [(_("Institution"), "LKS Harapan Bunda"), (_("District"), "Kapuas"), (_("Status"), _("Certified"))],
        "page": Paginator(range(60), 20).page(2),
        "people": [
            SimpleNamespace(name="Siti Rahmah", institution="LKS Harapan Bunda", jp=24),
            SimpleNamespace(name="Yohanes Tingang", institution="Panti Asuhan Sei Kahayan", jp=18),
            SimpleNamespace(name="Ni Luh Ayu D’Rozario", institution="LKS Bina Lansia Tuah Pahoe", jp=24),
        ],
    }


@require_safe
@public
def components(request):
    if not settings.DEBUG:
        raise Http404
    return render(request, "components_page.html", examples())
