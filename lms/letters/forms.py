from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.numbering import MAX_LENGTH, Particulars
from lms.accounts.fields import LineField, ParagraphField
from lms.enrolment.models import Enrolment
from lms.letters import rules
from lms.letters.enums import BundleForm, BundleKind, Numbering
from lms.letters.facts import Terms

NATURES = [(word, word) for word in ("Biasa", "Segera", "Penting")]  # data of the letter: always Indonesian


class IssueForm(forms.Form):
    """What the officer adds to letters, and where their numbers come from."""

    numbering = forms.ChoiceField(label=_("Numbers of the letters"), choices=Numbering.choices, initial=Numbering.NEXT)
    nature = forms.ChoiceField(label=_("Nature of the letter"), choices=NATURES, initial="Biasa")
    contact = LineField(
        label=_("Contact person"),
        help_text=_("Name and office telephone. It stands in the invitation."),
        max_length=150,
        required=False,
    )
    copies = ParagraphField(
        label=_("Copies to"),
        max_length=1500,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        words = _("One on each line, at most %(most)s. They stand below the signature.")
        self.fields["copies"].help_text = words % {"most": rules.MAX_COPIES}

    def clean_copies(self) -> tuple[str, ...]:
        lines = tuple(
            line for line in (" ".join(line.split()) for line in self.cleaned_data["copies"].split("\n")) if line
        )
        if len(lines) > rules.MAX_COPIES or any(len(line) > 150 for line in lines):
            raise forms.ValidationError(
                _("Write at most %(most)s lines of 150 letters."), params={"most": rules.MAX_COPIES}
            )
        return lines

    def terms(self) -> Terms:
        return Terms(self.cleaned_data["nature"], self.cleaned_data["contact"], self.cleaned_data["copies"])


class OfficeIssueForm(IssueForm):
    """What a dinsos adds to the assignment letters of its people."""

    field_order = ["numbering", "nature", "copies"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["contact"]  # it stands in invitations alone

    def terms(self) -> Terms:
        return Terms(self.cleaned_data["nature"], "", self.cleaned_data["copies"])


class InstitutionIssueForm(forms.Form):
    """One letter of an institution: for whom, under which number, signed by whom."""

    enrolment = forms.ModelChoiceField(label=_("Participant"), queryset=Enrolment.objects.none())
    number = LineField(
        label=_("Number from your agenda book"), help_text=_("As your institution writes it."), max_length=MAX_LENGTH
    )
    signatory_title = LineField(label=_("Position of who signs"), max_length=80, initial="Ketua")
    signatory_name = LineField(label=_("Name of who signs"), max_length=150, help_text=_("With titles."))

    def __init__(self, *args: Any, people: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["enrolment"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = lambda each: each.person_name  # type: ignore[attr-defined]

    def signer(self) -> tuple[str, str]:
        return self.cleaned_data["signatory_title"], self.cleaned_data["signatory_name"]


class BundleAskForm(forms.Form):
    kind = forms.ChoiceField(choices=BundleKind.choices)
    form = forms.ChoiceField(choices=BundleForm.choices)


class ReasonForm(forms.Form):
    reason = LineField(
        label=_("Why is it void?"),
        help_text=_("This sentence stands in the book of numbers. Name nobody in it."),
        max_length=rules.MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LetterNumberForm(forms.Form):
    """Empty: the next number of the book."""

    typed = LineField(
        label=_("Number from the agenda book or SRIKANDI"),
        help_text=_("Leave it empty to take the next number of the book."),
        max_length=MAX_LENGTH,
        required=False,
    )


class ReserveForm(forms.Form):
    count = forms.IntegerField(label=_("How many numbers"), min_value=1, max_value=rules.MAX_RESERVED, initial=1)
    note = LineField(label=_("What for"), max_length=rules.MAX_NOTE)


class TypedNumberForm(forms.Form):
    number = LineField(label=_("Number"), max_length=MAX_LENGTH)
    on = forms.DateField(label=_("Date of the letter"), widget=forms.DateInput(attrs={"type": "date"}))
    note = LineField(label=_("What for"), max_length=rules.MAX_NOTE)


class PatternForm(forms.Form):
    pattern = LineField(
        label=_("How numbers are written"),
        help_text=_(
            "Known are {seri:03} {kode_klasifikasi} {perihal} {unit} {bulan_romawi} {bulan} {tahun} {nomor_peserta:03}."
        ),
        max_length=MAX_LENGTH,
    )
    classification = LineField(label=_("Archive code"), max_length=30, required=False)
    subject = LineField(label=pgettext_lazy("letter", "Subject"), max_length=30, required=False)

    def particulars(self) -> Particulars:
        return Particulars(self.cleaned_data["classification"], self.cleaned_data["subject"])


def initial_of(book: Any) -> dict[str, Any]:
    return {"pattern": book.pattern, "classification": book.classification, "subject": book.subject}
