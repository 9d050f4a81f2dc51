"""JSON logs without personal data: time, level, request id, user id, route name, status, duration."""

import logging
import re
from contextvars import ContextVar

import structlog

_request_id: ContextVar[str] = ContextVar("request_id", default="")

# The last defence: what looks like a NIK, an Indonesian phone number or an e-mail address is masked.
PERSONAL = re.compile(r"\b\d{16}\b|\+?\b62\d{8,13}\b|\b08\d{8,12}\b|[\w.+-]+@[\w-]+\.[\w.]+")


def current_request_id() -> str:
    return _request_id.get()


def set_request_id(value: str) -> None:
    _request_id.set(value)


def add_request_id(logger, method, event):
    if request_id := current_request_id():
        event["request_id"] = request_id
    return event


def mask_personal(logger, method, event):
    return {key: PERSONAL.sub("***", value) if isinstance(value, str) else value for key, value in event.items()}


def json_formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(allow={"route", "status", "duration_ms", "user_id", "delivery", "handler", "error"}),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            add_request_id,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask_personal,
            structlog.processors.JSONRenderer(),
        ],
    )
