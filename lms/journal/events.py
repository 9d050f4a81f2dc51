"""Event names and the handlers that upper rooms tie to them."""

from collections.abc import Callable
from dataclasses import dataclass, field

HandlerFunction = Callable[..., None]


@dataclass(frozen=True)
class Handler:
    """One function that wants to hear of one event. ``is_slow`` handlers work outside a transaction."""

    name: str
    event: str
    function: HandlerFunction
    is_slow: bool = False


@dataclass
class Registry:
    by_name: dict[str, Handler] = field(default_factory=dict)

    def add(self, handler: Handler) -> None:
        if handler.name in self.by_name:
            raise ValueError(f"two handlers are called {handler.name}")
        self.by_name[handler.name] = handler

    def for_event(self, event: str) -> list[Handler]:
        return sorted((h for h in self.by_name.values() if h.event == event), key=lambda h: h.name)


registry = Registry()


def when(event: str, *, slow: bool = False) -> Callable[[HandlerFunction], HandlerFunction]:
    """Declare, in a room's ``tasks.py``, a function to be run once after an event has committed.

    A quick handler is called as ``handler(event)`` inside the transaction that marks its delivery done:
    its effect and "done" commit together. A slow one is called as ``handler(event, done)`` outside any
    transaction, under a lease that is renewed; it must put its effect into ``with done():``.
    """

    def register(function: HandlerFunction) -> HandlerFunction:
        registry.add(Handler(f"{function.__module__}.{function.__name__}", str(event), function, slow))
        return function

    return register
