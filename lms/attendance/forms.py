from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from lms.attendance.enums import PresenceMethod, PresenceState
from lms.attendance.models import Presence
from lms.attendance.rules import Mark
from lms.enrolment.models import Enrolment


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the session"),
        max_length=40,
        help_text=_("It stands on the screen in the room. Capital or small letters make no difference."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
        error_messages={"required": _("Type the code that stands on the screen.")},
    )


@dataclass(frozen=True)
class RollCallRow:
    enrolment: Enrolment
    standing: Presence | None
    state: BoundField
    key: BoundField
    seen: BoundField

    @property
    def is_present(self) -> bool:
        return self.standing is not None and self.standing.state == PresenceState.PRESENT

    @property
    def by_code(self) -> bool:
        return self.standing is not None and self.standing.method == PresenceMethod.CODE


class RollCallForm(forms.Form):
    """All participants of a session: for each a state (or none yet), a key, and the mark that stood when shown."""

    def __init__(
        self, enrolments: Sequence[Enrolment], standing: dict[int, Presence], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.enrolments = enrolments
        self.standing = standing
        for each in enrolments:
            before = standing.get(each.pk)
            self.fields[f"state-{each.pk}"] = forms.ChoiceField(
                label=each.person_name,
                choices=PresenceState.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=before.state if before else None,
                error_messages={"invalid_choice": _("Choose present or absent.")},
            )
            self.fields[f"key-{each.pk}"] = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
            self.fields[f"seen-{each.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, min_value=0, initial=before.pk if before else 0
            )

    def rows(self) -> Iterator[RollCallRow]:
        for each in self.enrolments:
            bound = (self[f"{name}-{each.pk}"] for name in ("state", "key", "seen"))
            yield RollCallRow(each, self.standing.get(each.pk), *bound)

    def marks(self, *, all_present: bool) -> list[Mark]:
        """The marks that were chosen; ``all_present`` marks everybody, whatever was chosen."""
        marks = []
        for each in self.enrolments:
            state = PresenceState.PRESENT if all_present else self.cleaned_data[f"state-{each.pk}"]
            if state:
                key = self.cleaned_data[f"key-{each.pk}"] or uuid4()
                seen = self.cleaned_data[f"seen-{each.pk}"]
                marks.append(Mark(each.pk, PresenceState(state), key, seen))
        return marks
