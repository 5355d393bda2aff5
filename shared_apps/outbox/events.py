"""Domain events: what happened, in the past tense, for everyone who must act on it.

An event carries ids and values, never model objects, and is immutable once published: a new meaning is a new version.
"""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import msgspec


class DomainEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all events. `name` is `<app>.<what_happened>`."""

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1

    def aggregate(self) -> str:
        """Deliveries of one aggregate keep their order: the first id field, by default."""
        first = self.__struct_fields__[0]
        return f"{self.name.split('.', 1)[0]}:{getattr(self, first)}"


E = TypeVar("E", bound=type[DomainEvent])
REGISTRY: dict[str, type[DomainEvent]] = {}


def event(name: str, version: int = 1) -> Callable[[E], E]:
    """Give an event class its public name."""

    def add(cls: E) -> E:
        other = REGISTRY.get(name)
        if other is not None and other.__qualname__ != cls.__qualname__:
            raise RuntimeError(f"two events are named {name}")
        cls.name, cls.version = name, version
        REGISTRY[name] = cls
        return cls

    return add


def encode(item: DomainEvent) -> str:
    return msgspec.json.encode(item).decode()


def decode(name: str, payload: str) -> Any:
    """The event of an outbox row; KeyError for a name nobody declares."""
    return msgspec.json.decode(payload, type=REGISTRY[name])
