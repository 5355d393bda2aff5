"""What other apps may have against promising goods, asked before anything is held.

An app above registers its question; this one knows none of them. A gate raises a refusal or returns.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from shared_apps.commands.context import Context

Gate = Callable[[Context, Collection[UUID]], None]
_gates: dict[str, Gate] = {}


def stand_before_holds(name: str, gate: Gate) -> None:
    """Ask `gate(ctx, item_ids)` before goods are promised; the name keeps it from standing there twice."""
    _gates[name] = gate


def refuse_unsellable(ctx: Context, item_ids: Collection[UUID]) -> None:
    """Raise the first refusal of a gate."""
    for gate in _gates.values():
        gate(ctx, item_ids)
