from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField, ParagraphField
from lms.accounts.models import User
from lms.cohorts.enums import CommitteeRole, Funding, PartnerSort
from lms.cohorts.fields import day_field, offer_rows
from lms.cohorts.models import Cohort, CommitteeMember, TermsOfReference, trainers_near

WORDS = ("background", "legal_basis", "purpose", "audience", "budget", "outputs")
OF_THE_COHORT = ("budget_year", "funding", "activity_code")


class DecreeForm(forms.Form):
    """The decree (SK) that names somebody, once there is one."""

    decree_number = LineField(label=_("Number of the decree (SK)"), max_length=80, required=False)
    decree_on = day_field(label=_("Date of the decree"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decree_on") and not cleaned.get("decree_number") and "decree_number" not in self.errors:
            self.add_error("decree_number", _("A decree with a date has a number too."))
        return cleaned


class TrainerForm(DecreeForm):
    """Trainers of the organiser's area who are not in the cohort yet."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Trainer"))

    field_order = ["user"]

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any):
        super().__init__(*args, **kwargs)
        assigned = cohort.trainers.values("user")
        offer_rows(self, "user", trainers_near(cohort.office).exclude(pk__in=assigned))


class MemberForm(DecreeForm):
    role = forms.ChoiceField(label=_("Part in the committee"), choices=CommitteeRole.choices)
    name = LineField(label=_("Name"), max_length=150, help_text=_("As the decree writes it, with titles."))
    email = forms.EmailField(
        label=_("E-mail address of the account"),
        max_length=254,
        required=False,
        help_text=_("Then this person reads what is done and what is missing. It gives no other right."),
    )

    field_order = ["role", "name", "email"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        email = cleaned.pop("email", "")
        cleaned["user"] = None
        if email:
            cleaned["user"] = User.objects.confirmed().filter(email__iexact=email, is_active=True).first()
        if email and cleaned["user"] is None:
            self.add_error("email", _("Nobody has an account with this e-mail address. Leave it empty for now."))
        return cleaned

    def member_of(self, cohort: Cohort) -> CommitteeMember:
        return CommitteeMember(cohort=cohort, **self.cleaned_data)


class PartnerForm(forms.Form):
    name = LineField(label=_("Name of the partner"), max_length=150)
    sort = forms.ChoiceField(label=_("Kind"), choices=PartnerSort.choices)


def words_field(label: Any, help_text: Any = "") -> ParagraphField:
    return ParagraphField(label=label, help_text=help_text, max_length=5_000, required=False)


class TermsForm(forms.Form):
    """The KAK/TOR, and from which budget the activity is paid."""

    background = words_field(_("Background"), _("Why this activity, and why now."))
    legal_basis = words_field(_("Legal basis"), _("One rule on each line."))
    purpose = words_field(_("Purpose"))
    audience = words_field(_("Who it is for"), _("Which PSKS, from where, and how many."))
    outputs = words_field(_("What comes of it"))
    budget = words_field(_("Budget"), _("In words, with the number of the budget document. Pilar keeps no sums."))
    budget_year = forms.IntegerField(label=_("Budget year"), min_value=2000, max_value=2100, required=False)
    funding = forms.ChoiceField(label=_("Source of funds"), choices=[("", "—"), *Funding.choices], required=False)
    activity_code = LineField(
        label=_("Code of the activity"),
        max_length=40,
        required=False,
        help_text=_("As your budget document writes it, for example 1.06.02 for social empowerment."),
    )

    @staticmethod
    def initial_of(cohort: Cohort) -> dict[str, Any]:
        terms = TermsOfReference.objects.filter(cohort=cohort).first()
        words = {name: getattr(terms, name) for name in WORDS} if terms else {}
        return words | {name: getattr(cohort, name) for name in OF_THE_COHORT}
