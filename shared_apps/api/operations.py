"""What an address can do, as data: read a list, read one thing, run a command.

The same declarations serve the requests and the schema, so the reference cannot say what the code does not do. A path
is a list of operations by method; `endpoint(...)` turns it into a view.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from django.db.models import QuerySet

from shared_apps.commands import Command

FilterKind = Literal["text", "uuid", "date", "boolean"]


@dataclass(frozen=True, slots=True)
class Filter:
    """A query parameter of a list. With `choices`, only those are taken."""

    name: str
    kind: FilterKind = "text"
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """One thing. `get(actor, **path)` returns a `record` or raises NotFound."""

    record: type[msgspec.Struct]
    get: Callable[..., msgspec.Struct]
    permission: str
    summary: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Many things. `rows` is already cut to what the actor may see; `make` turns one page of them into records.

    With `for_actor`, `make` also gets the actor: for things of which a company sees only a part.
    """

    record: type[msgspec.Struct]
    rows: Callable[..., QuerySet[Any]]
    make: Callable[..., Sequence[msgspec.Struct]]
    permission: str
    summary: str
    filters: tuple[Filter, ...] = ()
    key: str = "id"
    for_actor: bool = False


@dataclass(frozen=True, slots=True)
class Write:
    """Run a command with the body as its input. `path` maps parts of the address to fields of the input."""

    command: Command[Any, Any]
    status: int = 201
    path: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""
    locate: Callable[[Any], str] | None = None
    """Address of what was made, relative to `/api/v1/`."""
    lane: bool = False
    """The lane of the region takes it too, at an address of its own."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Change one thing with If-Match: the ETag of the state that was read must still be the present one."""

    command: Command[Any, Any]
    read: Read
    path: Mapping[str, str]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Run one command for each element of `name` in the body; each gets a verdict of its own."""

    command: Command[Any, Any]
    name: str
    most: int
    summary: str = ""
    lane: bool = False


Operation = Read | Listing | Write | Edit | Batch
METHODS = ("get", "post", "patch")


@dataclass(frozen=True, slots=True)
class Address:
    """All operations of one path. `tag` groups them in the reference."""

    tag: str
    operations: Mapping[str, Operation]


def has_effect(operation: Operation) -> bool:
    """True for operations that need an idempotency key."""
    return isinstance(operation, Write | Batch)
