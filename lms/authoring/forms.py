from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.authoring.models import OfficeTree
from lms.authoring.operations.courses import TEMPLATES, Template


class NewCourseForm(forms.Form):
    """Which course, and of which office where the author writes for more than one."""

    template = forms.ChoiceField(
        label=_("Which course?"),
        choices=[(template.key, template.title) for template in TEMPLATES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a course.")},
    )
    tree = forms.ModelChoiceField(label=_("For which office?"), queryset=OfficeTree.objects.none(), empty_label=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trees = OfficeTree.objects.written_by(user).select_related("office").order_by("office__name")
        field = self.fields["tree"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = trees
        field.initial = trees.first()
        if len(trees) == 1:  # nothing to choose
            field.widget = forms.HiddenInput()

    def clean_template(self) -> Template:
        return next(each for each in TEMPLATES if each.key == self.cleaned_data["template"])


class AgainForm(forms.Form):
    title = forms.CharField(
        label=_("Title of the new course"),
        max_length=255,
        help_text=_("Such as the old title with the new year."),
    )


class ShareForm(forms.Form):
    """Offices of the area that have neither an open offer nor a copy."""

    trees = forms.ModelMultipleChoiceField(
        label=_("Offer it to"),
        queryset=OfficeTree.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one office.")},
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["trees"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = offices


class NewsForm(forms.Form):
    """Pages of the source whose new words are taken over."""

    sources = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one page that is new.")},
    )
    replaces_own = forms.BooleanField(required=False)
    leaves = forms.BooleanField(required=False)  # the other button: nothing is taken over

    def __init__(self, *args: Any, sources: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sources"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(key, str(key)) for key in sources]


class OrderForm(forms.Form):
    """One press: which page, and which way."""

    STEPS = {"up": -1, "down": 1}

    move = forms.RegexField(regex=r"^(up|down)-[0-9]{1,18}$", error_messages={"required": _("Press an arrow.")})

    def clean_move(self) -> tuple[int, int]:
        """The page and the step."""
        way, _dash, page = self.cleaned_data["move"].partition("-")
        return int(page), self.STEPS[way]
