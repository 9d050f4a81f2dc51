"""Forms that know what their reader saw, so that nobody overwrites a later word. Source: house security rules 7."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class SeenForm(forms.Form):
    """Fields named in ``SEEN`` carry hidden what stood there when the page was drawn.

    ``initial`` is what stands there now, also when the form comes back.
    """

    SEEN: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in self.SEEN:
            self.fields[name].show_hidden_initial = True

    def _now(self, name: str) -> Any:
        return self.fields[name].to_python(self.get_initial_for_field(self.fields[name], name))

    def _seen(self, name: str) -> Any:
        """What the reader saw; without a trace of it, what stands there now."""
        typed = self.data.get(self[name].html_initial_name)
        if typed is None:
            return self._now(name)
        try:
            return self.fields[name].to_python(typed)
        except ValidationError:
            return self._now(name)

    def altered(self) -> set[str]:
        """Which fields the reader set to something else than she saw."""
        return {name for name in self.SEEN if self.cleaned_data[name] != self._seen(name)}

    def conflicts(self) -> list[tuple[Any, str, str]]:
        """Label, what somebody else wrote meanwhile, what the reader wrote: of each field that both changed."""
        return [
            (self.fields[name].label, self._shown(name, self._now(name)), self._shown(name, self.cleaned_data[name]))
            for name in self.SEEN
            if name in self.altered() and self._now(name) not in (self._seen(name), self.cleaned_data[name])
        ]

    def _shown(self, name: str, value: Any) -> str:
        choices = getattr(self.fields[name], "choices", ())
        flat = [pair for key, label in choices for pair in (label if isinstance(label, list) else [(key, label)])]
        return str(dict(flat).get(value, value) if value not in (None, "") else "—")
