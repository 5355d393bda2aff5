"""Registry of subscribers: who acts on which event."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared_apps.foundation import faults

Handler = Callable[[Any, Any], None]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """`name` is stable for ever: it is half of the key that makes a delivery happen once."""

    event: str
    name: str
    handler: Handler


_by_event: dict[str, dict[str, Subscriber]] = {}


def subscribe(event_name: str, *, name: str) -> Callable[[Handler], Handler]:
    """Run `handler(ctx, event)` once for each such event, in one transaction with its receipt."""

    def add(handler: Handler) -> Handler:
        known = _by_event.setdefault(event_name, {})
        if name in known and known[name].handler.__qualname__ != handler.__qualname__:
            raise RuntimeError(f"two subscribers are named {name}")
        known[name] = Subscriber(event_name, name, handler)
        return handler

    return add


def _points() -> list[str]:
    names = {one.name for known in _by_event.values() for one in known.values()}
    return [f"subscriber.{name}.before_commit" for name in names]


faults.SOURCES.append(_points)


def subscribers_of(event_name: str) -> list[Subscriber]:
    return list(_by_event.get(event_name, {}).values())
