"""Reckon what the parts and lines of a divided order become with a change. Functions for the commands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from tenant_apps.orders import amendment_errors as errors
from tenant_apps.orders.commands.change_input import ChangeOrder
from tenant_apps.orders.commands.resolve_lines import given_price
from tenant_apps.orders.commands.versions import amounts_of
from tenant_apps.orders.decisions.amending import LineNow, Wanted
from tenant_apps.orders.decisions.amending_parts import (
    ZERO,
    PartNow,
    PartWanted,
    left_of,
    moved,
    total_of,
    wrong_with_parts,
)
from tenant_apps.orders.models import Order, OrderLine
from tenant_apps.trading.kernel.types import LineAmounts


def parts_after(
    data: ChangeOrder, now: Sequence[LineNow], parts: Sequence[PartNow], quantities: Sequence[Decimal | None]
) -> list[PartNow]:
    """The parts of a divided order with its lines changed; none of one that is whole."""
    known = {line.line_no for line in now}
    asked = [
        (at, PartWanted(one.line_no, one.part_no, ZERO if one.remove else quantity or ZERO))
        for at, (one, quantity) in enumerate(zip(data.lines, quantities, strict=True))
        if (one.remove or quantity is not None) and one.line_no in known
    ]
    if not parts:
        named = next((at for at, one in asked if one.part_no is not None), None)
        if named is not None or data.add_to is not None:
            raise errors.bad_amendment("part", "add_to" if named is None else f"lines[{named}].part_no")
        return []
    for at, one in enumerate(data.lines):
        if one.remove and (one.quantity is not None or one.unit_price is not None):
            raise errors.bad_amendment("both", f"lines[{at}]")
    for at, wish in asked:
        if wish.quantity < 0 or (wish.quantity == 0 and not data.lines[at].remove and wish.part_no is None):
            raise errors.bad_amendment("quantity", f"lines[{at}].quantity")
    why, at = wrong_with_parts(parts, [one for _at, one in asked])
    if why:
        raise errors.bad_amendment(why, f"lines[{asked[at][0]}].{'part_no' if why == 'part' else 'quantity'}")
    return moved(parts, [one for _at, one in asked])


def wanted_of(data: ChangeOrder, quantities: Sequence[Decimal | None], after: Sequence[PartNow]) -> list[Wanted]:
    """What becomes of each line; of a divided order its quantity is the sum over the parts."""
    if not after:
        return [
            Wanted(one.line_no, quantity, given_price(f"lines[{at}]", one.unit_price), one.remove)
            for at, (one, quantity) in enumerate(zip(data.lines, quantities, strict=True))
        ]
    found: dict[int, Wanted] = {}
    for at, one in enumerate(data.lines):
        total, price = total_of(after, one.line_no), given_price(f"lines[{at}]", one.unit_price)
        before = found.get(one.line_no)
        price = price if price is not None or before is None else before.unit_price
        gone = not total
        found[one.line_no] = Wanted(one.line_no, None if gone else total, None if gone else price, gone)
    return list(found.values())


def with_added(data: ChangeOrder, parts: Sequence[PartNow], added: Sequence[LineNow]) -> list[PartNow]:
    """What is added goes to the part that was named, else to the last one that has stock."""
    open_parts = [part for part in parts if part.is_open and data.add_to in (None, part.part_no)]
    if not open_parts:
        raise errors.bad_amendment("part", "add_to")
    chosen = max(open_parts, key=lambda part: (not part.waits, part.part_no))
    for line in added:
        chosen.quantities[line.line_no] = line.quantity
    return list(parts)


def amounts_beside(
    order: Order, lines: Sequence[LineNow], parts: Sequence[PartNow], sent: Mapping[int, LineAmounts]
) -> list[LineAmounts]:
    """Amounts of the lines, rounded once each; what has left keeps its own, and the rest is rounded beside it. A line
    that is as it was keeps its amounts."""
    stored = {
        (line_no, quantity, price): LineAmounts(net, tax)
        for line_no, quantity, price, net, tax in OrderLine.objects.filter(order_id=order.pk).values_list(
            "line_no", "quantity", "unit_price", "net_minor", "tax_minor"
        )
    }
    rest = [replace(line, quantity=line.quantity - left_of(parts, line.line_no)) for line in lines]
    found = amounts_of(rest, order.currency)
    none = LineAmounts(0, 0)
    return [
        stored.get((line.line_no, line.quantity, line.unit_price))
        or LineAmounts(
            one.net_minor + sent.get(line.line_no, none).net_minor,
            one.tax_minor + sent.get(line.line_no, none).tax_minor,
        )
        for line, one in zip(lines, found, strict=True)
    ]
