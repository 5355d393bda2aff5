"""What other apps may have against promising goods, asked before anything is held.

An app above registers its question; this one knows none of them. A gate raises a refusal or returns.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from shared_apps.commands.context import Context

Items = Callable[[], Collection[UUID]]
Gate = Callable[[Context, Items], None]
_gates: dict[str, Gate] = {}
_asking: dict[str, Callable[[], bool]] = {}


def stand_before_holds(name: str, gate: Gate, asks: Callable[[], bool]) -> None:
    """Ask `gate(ctx, items)` before goods are promised; the name keeps it from standing there twice.

    `asks()` says whether it has anything to ask in the marketplace in scope: where nobody has, many orders may be taken
    together. `items` is called by a gate that asks: finding out what an order names may cost a statement.
    """
    _gates[name] = gate
    _asking[name] = asks


def is_asked_before_holds() -> bool:
    """Whether any gate has something to ask in this marketplace."""
    return any(asks() for asks in _asking.values())


def refuse_unsellable(ctx: Context, items: Items) -> None:
    """Raise the first refusal of a gate."""
    for gate in _gates.values():
        gate(ctx, items)
