from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from lms.assessment import rules


class AnswersForm(forms.Form):
    """The frozen questions of one attempt on one page; ``answers`` are those that fit, complete or not."""

    use_required_attribute = False  # half an answer sheet may be kept for later

    def __init__(self, questions: Sequence[Mapping[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(questions, 1):
            self.fields[question["id"]] = forms.ChoiceField(
                label=f"{number}. {question['prompt']}",
                choices=[(option["id"], option["text"]) for option in question["options"]],
                widget=forms.RadioSelect,
                error_messages={
                    "required": str(rules.unanswered(number)),
                    "invalid_choice": str(rules.ANSWER_UNKNOWN),
                },
            )

    @property
    def answers(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}
