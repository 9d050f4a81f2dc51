from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import ParagraphField
from lms.privacy.enums import RequestKind, RequestState


class RequestForm(forms.Form):
    kind = forms.ChoiceField(label=_("What do you ask?"), choices=RequestKind, widget=forms.RadioSelect)
    words = ParagraphField(
        label=_("In your words"),
        help_text=_("For example: my date of birth is wrong, it should be 4 May 1980."),
        max_length=1000,
    )


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("What is your decision?"),
        choices=[(RequestState.DONE, _("Done as asked")), (RequestState.DECLINED, _("Declined"))],
        widget=forms.RadioSelect,
    )
    answer = ParagraphField(
        label=_("Answer"),
        help_text=_("The person reads this: what was done, or why not."),
        max_length=1000,
    )
