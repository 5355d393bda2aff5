"""What other apps may have against promising goods, asked before anything is held.

An app above registers its question; this one knows none of them. A gate raises a refusal or returns.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from shared_apps.commands.context import Context

Items = Callable[[], Collection[UUID]]
Gate = Callable[[Context, Items], None]
_gates: dict[str, Gate] = {}


def stand_before_holds(name: str, gate: Gate) -> None:
    """Ask `gate(ctx, items)` before goods are promised; the name keeps it from standing there twice.

    `items` is called by a gate that has something to ask: finding out what an order names may cost a statement.
    """
    _gates[name] = gate


def refuse_unsellable(ctx: Context, items: Items) -> None:
    """Raise the first refusal of a gate."""
    for gate in _gates.values():
        gate(ctx, items)
