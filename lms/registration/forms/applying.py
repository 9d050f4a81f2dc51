"""What the applicant fills in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import LineField, ParagraphField, PhoneField
from lms.organisations.enums import KindCategory, Position, Sex
from lms.organisations.models import Person, PSKSKind, Region
from lms.organisations.uploads import ACCEPT
from lms.registration.enums import Reach
from lms.registration.forms.fields import YES_NO, CodeField, KindField, RowsField, VersionedForm
from lms.registration.rules import MAX_ANSWER


class SeatQueryForm(forms.Form):
    """Where the seat is: by name, by province, then the kabupaten or kota itself."""

    cari = LineField(label=_("Name of the kabupaten or kota"), max_length=60, required=False)
    provinsi = CodeField(
        Region.objects.none(), label=_("Province"), required=False, empty_label=_("Choose the province")
    )
    kabupaten = CodeField(Region.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, provinces: Any, regencies: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["provinsi"].queryset = provinces  # type: ignore[attr-defined]
        self.fields["kabupaten"].queryset = regencies  # type: ignore[attr-defined]


class SeatForm(VersionedForm):
    region = CodeField(Region.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, regencies: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["region"].queryset = regencies  # type: ignore[attr-defined]


class OutlineForm(forms.Form):
    name = LineField(
        label=_("Name of the institution"), max_length=150, help_text=_("As it stands in the deed or the decree.")
    )
    kind = KindField(
        PSKSKind.objects.filter(category=KindCategory.ORGANISATION, is_local=False),
        label=_("Kind of institution"),
        empty_label=_("Choose the kind"),
    )
    is_legal_entity = forms.TypedChoiceField(
        label=_("Is it a legal entity?"),
        help_text=_("For example a foundation or association with a deed and a decree of the ministry of law."),
        choices=YES_NO,
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )


class StartForm(OutlineForm):
    region = CodeField(Region.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, regencies: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["region"].queryset = regencies  # type: ignore[attr-defined]


class IdentityForm(VersionedForm, OutlineForm):
    """After the first sending the kind and the form are settled, and only the name may be put right."""

    def __init__(self, *args: Any, is_settled: bool, **more: Any):
        super().__init__(*args, **more)
        if is_settled:
            del self.fields["kind"], self.fields["is_legal_entity"]


class PlaceForm(VersionedForm):
    district = CodeField(Region.objects.none(), label=_("Kecamatan"), empty_label=_("Choose the kecamatan"))
    village = LineField(label=_("Desa or kelurahan"), max_length=80)
    address = LineField(label=_("Street and number"), max_length=300)
    rt_rw = LineField(label=_("RT/RW"), max_length=12, required=False, help_text=_("For example 003/001."))

    def __init__(self, *args: Any, districts: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["district"].queryset = districts  # type: ignore[attr-defined]


class ReachForm(VersionedForm):
    reach = forms.ChoiceField(label=_("Where does the institution work?"), choices=Reach, widget=forms.RadioSelect)


class AreaForm(VersionedForm):
    work_area = RowsField(
        label=_("In which kabupaten and kota does the institution work?"),
        error_messages={"required": _("Choose at least two.")},
    )

    def __init__(self, *args: Any, regencies: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["work_area"].offer(regencies, words="name")  # type: ignore[attr-defined]

    def clean_work_area(self) -> list[Region]:
        chosen: list[Region] = self.cleaned_data["work_area"]
        if len(chosen) == 1:
            raise ValidationError(_("Choose at least two."), code="one_only")
        return chosen


class PeopleForm(VersionedForm):
    name = LineField(label=_("Your full name, with titles"), max_length=150)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex, widget=forms.RadioSelect)
    phone = PhoneField(label=_("Your phone number"))
    position = forms.ChoiceField(label=_("Your position"), choices=Position, widget=forms.RadioSelect)
    chair_name = LineField(
        label=_("Full name of the chair"),
        max_length=150,
        required=False,
        help_text=_("Leave it empty if you are the chair."),
    )

    def __init__(self, *args: Any, person: Person | None, **more: Any):
        super().__init__(*args, **more)
        if person is not None:  # who is in the register already keeps her name
            del self.fields["name"], self.fields["sex"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        is_chair = found.get("position") == Position.CHAIR
        if found.get("position") and not is_chair and "chair_name" in found and not found["chair_name"]:
            self.add_error("chair_name", _("Write who leads the institution."))
        return found

    @property
    def person(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "sex", "phone") if name in self.cleaned_data}


class AnswerForm(VersionedForm):
    answer = ParagraphField(label=_("Your answer"), max_length=MAX_ANSWER)


class FileForm(VersionedForm):
    file = forms.FileField(
        label=_("Photo or file"),
        help_text=_("PDF, photo (JPG, PNG, WebP) or document; at most 20 MB, a photo at most 15 MB."),
        max_length=255,
        allow_empty_file=True,  # said in our own words
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("Choose a photo or a file.")},
    )
