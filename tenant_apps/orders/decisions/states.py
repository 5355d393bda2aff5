"""The states of an order and the ways between them.

`settled` is the end and `cancelled` another; goods that have left cannot be cancelled, only returned.
"""

NEXT: dict[str, frozenset[str]] = {
    "accepted": frozenset({"shipped", "cancelled"}),
    "shipped": frozenset({"delivered"}),
    "delivered": frozenset({"invoiced"}),
    "invoiced": frozenset({"settled"}),
    "settled": frozenset(),
    "cancelled": frozenset(),
}
