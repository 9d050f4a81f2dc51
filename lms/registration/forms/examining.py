"""What the officer and the reviewer fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField, ParagraphField
from lms.registration.enums import Opinion
from lms.registration.forms.fields import RowsField, VersionedForm
from lms.registration.rules import MAX_ANSWER, MAX_WHY


class DecisionForm(VersionedForm):
    """Only which state was seen."""


class WhyForm(VersionedForm):
    why = ParagraphField(
        label=_("What is to be mended?"),
        max_length=MAX_WHY,
        help_text=_("The applicant reads this."),
        error_messages={"required": _("Say why, so that the institution knows what to do next.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PaperForm(VersionedForm):
    """The paper that the office issues with its approval, if it does so now."""

    number = LineField(
        label=_("Number of the registration paper (STP)"),
        max_length=80,
        required=False,
        help_text=_("Leave it empty if the paper is issued later."),
    )
    issued_on = forms.DateField(
        label=_("Issued on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    expires_on = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.errors:
            return found
        if found["number"] and not found["issued_on"]:
            self.add_error("issued_on", _("Give the date of the paper."))
        if not found["number"] and (found["issued_on"] or found["expires_on"]):
            self.add_error("number", _("Give the number of the paper."))
        return found

    @property
    def paper(self) -> dict[str, Any] | None:
        return self.answers if self.cleaned_data["number"] else None


class ReviewerForm(forms.Form):
    name = LineField(label=_("Name of the reviewer"), max_length=150)
    contact = LineField(
        label=_("E-mail address or phone number"),
        max_length=254,
        help_text=_("Only for your notes. You send the link yourself."),
    )
    question = ParagraphField(label=_("Your question"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    items = RowsField(label=_("What may the reviewer open?"), required=False)

    def __init__(self, *args: Any, items: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["items"].offer(items, words="label")  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(label=_("What do you say?"), choices=Opinion, widget=forms.RadioSelect)
    note = ParagraphField(label=_("Note"), max_length=MAX_ANSWER, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("opinion") in (Opinion.DISAGREE, Opinion.NOTE) and "note" in found and not found["note"]:
            self.add_error("note", _("Write a note, so that the dinsos understands you."))
        return found
