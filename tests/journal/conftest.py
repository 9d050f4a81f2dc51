import json
import logging

import pytest

from lms.journal import invariants
from lms.journal.events import Handler, registry
from lms.journal.logs import json_formatter


@pytest.fixture
def declare():
    """``declare(function, slow=False)``: a handler of the event ``test.happened`` for the length of one test."""
    before = dict(registry.by_name)

    def add(function, *, slow=False, name="test.handler", event="test.happened"):
        registry.add(Handler(name, event, function, slow))

    yield add
    registry.by_name = before


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.setFormatter(json_formatter())
        self.texts = []

    def emit(self, record):
        self.texts.append(self.format(record))

    def rows(self):
        return [json.loads(text) for text in self.texts]


@pytest.fixture
def log():
    """What stands in the log, written by the formatter that is used in service."""
    handler = Lines()
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def only_journal_invariants():
    """The invariants of other rooms have their own tests; what a test declares is gone after it."""
    before = dict(invariants._checks)
    for name in before:
        if not name.startswith(("journal-", "delivery-")):
            del invariants._checks[name]
    yield
    invariants._checks.clear()
    invariants._checks.update(before)
