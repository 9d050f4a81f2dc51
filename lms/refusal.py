"""The one way this platform says no."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, models, transaction


@dataclass(frozen=True)
class Reason:
    """Why something is not allowed: a stable code and a sentence for a person.

    ``message`` may be a lazy translation with named placeholders, which ``values`` fill; it becomes
    words only when it is shown, so that the reader's language decides.
    """

    code: str
    message: Any
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return str(self.message) % dict(self.values) if self.values else str(self.message)


class Refusal(Exception):
    """A deliberate no with every reason at once. All other exceptions are bugs and stay loud."""

    def __init__(self, reasons: Iterable[Reason]):
        self.reasons = tuple(reasons)
        super().__init__("; ".join(reason.code for reason in self.reasons))


def refuse(code: str, message: Any, **values: object) -> Refusal:
    """A refusal with one reason: ``raise refuse("closed", _("…"))``."""
    return Refusal([Reason(code, message, tuple(values.items()))])


def reasons_to_data(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as they are kept with a verdict: codes and values. Their words stay with the rule."""
    return [{"code": reason.code, "values": dict(reason.values)} for reason in reasons]


def reasons_from_data(data: Iterable[dict[str, Any]], words: Mapping[str, Any]) -> tuple[Reason, ...]:
    """Kept reasons with the words their rule has for them today."""
    return tuple(Reason(each["code"], words[each["code"]], tuple(each["values"].items())) for each in data)


@contextmanager
def shown_as_message(request: Any) -> Iterator[None]:
    """A refusal inside becomes words on the next page; the caller redirects as usual.

    ``request.is_refused`` then tells ``@once`` that the redirect stands for nothing done.
    """
    try:
        yield
    except Refusal as refusal:
        request.is_refused = True
        for reason in refusal.reasons:
            messages.error(request, str(reason))


@contextmanager
def shown_on_form(form: Any) -> Iterator[None]:
    """A refusal inside becomes errors on the form; afterwards the caller looks at ``form.is_valid()``."""
    try:
        yield
    except Refusal as refusal:
        for reason in refusal.reasons:
            form.add_error(None, str(reason))


@contextmanager
def constraints_as_refusal(*kinds: type[models.Model]) -> Iterator[None]:
    """A violated constraint of ``kinds`` becomes a refusal with the constraint's own words; others stay loud.

    Runs the body in a savepoint, so the transaction around it remains usable.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        for kind in kinds:
            if reason := violated(kind, str(error)):
                raise Refusal([reason]) from error
        raise


def violated(kind: type[models.Model], text: str) -> Reason | None:
    """Which constraint of ``kind`` a database error speaks of. SQLite names columns where PostgreSQL names the rule."""
    table = kind._meta.db_table
    for constraint in kind._meta.constraints:
        columns = [kind._meta.get_field(name).column for name in getattr(constraint, "fields", ())]  # type: ignore[union-attr]
        listed = ", ".join(f"{table}.{column}" for column in columns)
        if constraint.name in text or (listed and text.endswith(f"UNIQUE constraint failed: {listed}")):
            return Reason(constraint.name, constraint.get_violation_error_message())
    for field in kind._meta.concrete_fields:
        if field.unique and (
            text.endswith(f"UNIQUE constraint failed: {table}.{field.column}")
            or (table in text and (f"({field.column})=" in text or f'("{field.column}")=' in text))
        ):
            return Reason(
                f"{kind._meta.label_lower}_{field.name}_taken",
                field.error_messages["unique"],
                (("model_name", kind._meta.verbose_name), ("field_label", field.verbose_name)),
            )
    return None
