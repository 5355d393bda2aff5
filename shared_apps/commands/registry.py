"""The registry of commands: the single source of permissions, authorisation matrix and API refusals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, get_type_hints

import msgspec

from shared_apps.foundation import faults
from shared_apps.foundation.refusals import Refusal

Input = TypeVar("Input", bound=msgspec.Struct)
Result = TypeVar("Result")
Risk = Literal["normal", "high"]


@dataclass(frozen=True, slots=True)
class Command(Generic[Input, Result]):
    """One verb. `permission` is the code an actor must hold; `public` commands are open to everybody."""

    code: str
    handler: Callable[[Any, Input], Result]
    input: type[Input]
    result: type[Result]
    permission: str
    public: bool
    needs_fresh_factor: bool
    risk: Risk
    idempotent: bool
    system_only: bool
    on_refusal: Callable[[Any, Input, Refusal], None] | None = None
    many: Callable[[Any, Sequence[Input]], Sequence[Result | Refusal]] | None = None

    @property
    def summary(self) -> str:
        """First line of the handler's docstring: what an administrator reads in the role editor."""
        return (self.handler.__doc__ or "").strip().split("\n", 1)[0]


REGISTRY: dict[str, Command[Any, Any]] = {}


def _points() -> list[str]:
    return [f"{code}.{at}_commit" for code in REGISTRY for at in ("before", "after")]


faults.SOURCES.append(_points)


def command(
    code: str,
    *,
    input: type[Input],
    permission: str | None = None,
    public: bool = False,
    needs_fresh_factor: bool = False,
    risk: Risk = "normal",
    idempotent: bool = True,
    system_only: bool = False,
    on_refusal: Callable[[Any, Any, Refusal], None] | None = None,
    many: Callable[[Any, Sequence[Any]], Sequence[Any]] | None = None,
) -> Callable[[Callable[[Any, Input], Result]], Command[Input, Result]]:
    """Declare a command; the decorated name becomes the `Command`, to be passed to `run` or `ctx.call`.

    `on_refusal(ctx, data, refusal)` runs in a transaction of its own after a refusal has rolled the first one back:
    for the few acts whose refusal is itself a fact to keep, such as a refused bid.
    `many(ctx, inputs)` does the same for many inputs in one transaction, with an answer or a refusal for each, and
    leaves the same audit rows; `run_many` runs it.
    """

    def add(handler: Callable[[Any, Input], Result]) -> Command[Input, Result]:
        other = REGISTRY.get(code)
        if other is not None and other.handler.__module__ != handler.__module__:
            raise RuntimeError(f"two commands are named {code}")
        made: Command[Input, Result] = Command(
            code=code,
            handler=handler,
            input=input,
            result=get_type_hints(handler)["return"],
            permission=permission or code,
            public=public,
            needs_fresh_factor=needs_fresh_factor,
            risk=risk,
            idempotent=idempotent,
            system_only=system_only,
            on_refusal=on_refusal,
            many=many,
        )
        REGISTRY[code] = made
        return made

    return add
