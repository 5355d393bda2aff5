"""What apps above have against an invoice being issued now; this one knows none of them."""

from collections.abc import Callable
from uuid import UUID

# Says what stands in the way of the invoice of an order, or of one of its parts: a number, or nothing.
Gate = Callable[[UUID, UUID | None], str]

_gates: dict[str, Gate] = {}


def before_invoice(name: str, gate: Gate) -> None:
    """Have it asked before an invoice is issued; the name keeps it from being asked twice."""
    _gates[name] = gate


def held_by(order_id: UUID, part_id: UUID | None) -> str:
    """The first thing that stands in the way, or nothing."""
    return next((why for why in (gate(order_id, part_id) for gate in _gates.values()) if why), "")
