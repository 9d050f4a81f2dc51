"""JSON logs without personal data: time, level, request id, user id, route name, status, duration.

Three defences. Our own log lines carry fixed words and the allowed fields below. Lines of libraries keep their
words and lose the values spliced into them. Of an exception we keep its class and where it happened; its text only
where that text is the database's or the configuration's, for others may quote a person. What still looks like a
NIK, a phone number or an e-mail address is masked at the end.
"""

import logging
import re
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError

_request_id: ContextVar[str] = ContextVar("request_id", default="")

FIELDS = {
    *("route", "status", "duration_ms", "user_id"),
    *("delivery", "handler", "attempts", "error", "task", "count", "invariant", "violation"),
}
OUR_LOGGERS = ("pilar.", "lms.", "content.", "certificates.")

# What looks like a NIK (or another number of 12 digits and more), an Indonesian phone number or an e-mail address.
# Each alternative begins where its first character cannot be preceded by another of its own: linear in time.
PERSONAL = re.compile(
    r"(?<!\d)\+?(?:62|0)[ .-]?8(?:[ .-]?\d){7,11}(?!\d)"
    r"|(?<!\d)\+?62\d{8,13}(?!\d)"
    r"|(?<!\d)\d{4}[ .-]\d{4}[ .-]\d{4}[ .-]\d{4}(?!\d)"
    r"|(?<!\d)\d{12,}+"
    r"|(?<![\w.+%-])[\w.+%-]++@[\w-]++(?:\.[\w-]++)*+"
)
# The first line of these says what broke; PostgreSQL puts the row's values into the lines after it.
SPEAKING_ERRORS = (OperationalError, IntegrityError, ImproperlyConfigured, ConnectionError)

Fields = MutableMapping[str, Any]


def current_request_id() -> str:
    return _request_id.get()


def set_request_id(value: str) -> None:
    _request_id.set(value)


@contextmanager
def request_id_is(value: str) -> Iterator[None]:
    """Everything logged and recorded inside belongs to the request ``value``, also in a worker."""
    token = _request_id.set(value)
    try:
        yield
    finally:
        _request_id.reset(token)


def add_request_id(logger: Any, method: str, event: Fields) -> Fields:
    if request_id := current_request_id():
        event["request_id"] = request_id
    return event


def keep_words_of_libraries(logger: Any, method: str, event: Fields) -> Fields:
    """A library's line as it stands in its source: "Not Found: %s", without the path that may be a secret."""
    record: logging.LogRecord = event["_record"]
    if not record.name.startswith(OUR_LOGGERS):
        event["event"] = str(record.msg)
    return event


def describe_exception(logger: Any, method: str, event: Fields) -> Fields:
    """``exc_info`` becomes classes and places, the cause first."""
    info = event.pop("exc_info", None)
    if isinstance(info, tuple) and info[1] is not None:
        event["exception"] = "\n".join(_chain(info[1]))
    return event


def _chain(error: BaseException) -> list[str]:
    lines: list[str] = []
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        lines = [*_places(following.__traceback__), _name(following), *lines]
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return lines


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def _name(error: BaseException) -> str:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}"
    return f"{name}: {str(error).partition(chr(10))[0]}" if isinstance(error, SPEAKING_ERRORS) else name


def _mask(value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**11 else "***"
    return PERSONAL.sub("***", str(value))


def mask_personal(logger: Any, method: str, event: Fields) -> Fields:
    return {key: value if key == "timestamp" else _mask(value) for key, value in event.items()}


def json_formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(allow=FIELDS),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            add_request_id,
            keep_words_of_libraries,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            describe_exception,
            mask_personal,
            structlog.processors.JSONRenderer(),
        ],
    )
