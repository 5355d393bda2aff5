"""Changes of divided orders: the parts as they are, as they become, and their rows. Functions for the commands."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from tenant_apps.inventory.commands import HoldLine, hold_stock, release_holds
from tenant_apps.orders.commands.parts import HOLD_PART, hold_part, live_parts
from tenant_apps.orders.decisions.amending import LineNow
from tenant_apps.orders.decisions.amending_parts import ZERO, PartNow
from tenant_apps.orders.decisions.apportion import apportion
from tenant_apps.orders.models import Order, OrderLine, OrderPart, OrderPartLine
from tenant_apps.trading.kernel.types import LineAmounts

# Nothing of these has left.
THERE = ("waiting", "accepted")


def parts_now(order_id: UUID) -> list[PartNow]:
    """The live parts of an order, none when it is whole."""
    parts = [PartNow(row.part_no, row.state in THERE, row.state == "waiting") for row in live_parts(order_id)]
    by_no = {part.part_no: part for part in parts}
    rows = OrderPartLine.objects.filter(part__order_id=order_id).exclude(part__state="cancelled")
    for part_no, line_no, quantity in rows.values_list("part__part_no", "order_line__line_no", "quantity"):
        by_no[part_no].quantities[line_no] = quantity
    return parts


def as_content(parts: Sequence[PartNow]) -> list[dict[str, Any]]:
    """Parts as a version of the order keeps them."""
    return [
        {
            "part_no": part.part_no,
            "lines": [
                {"line_no": line_no, "quantity": plain(quantity)}
                for line_no, quantity in sorted(part.quantities.items())
            ],
        }
        for part in parts
        if part.quantities
    ]


def sent_amounts(order_id: UUID) -> dict[int, LineAmounts]:
    """What the parts that have left come to, by line: those amounts stand, whatever becomes of the rest."""
    found: dict[int, LineAmounts] = {}
    rows = OrderPartLine.objects.filter(part__order_id=order_id).exclude(part__state__in=("cancelled", *THERE))
    for line_no, net, tax in rows.values_list("order_line__line_no", "net_minor", "tax_minor"):
        before = found.get(line_no, LineAmounts(0, 0))
        found[line_no] = LineAmounts(before.net_minor + net, before.tax_minor + tax)
    return found


def write_open_parts(
    ctx: Context, order: Order, parts: Sequence[PartNow], lines: Sequence[LineNow], amounts: Sequence[LineAmounts]
) -> None:
    """Write what the open parts become, with their shares of the lines' amounts, and hold their stock anew.

    A part of which nothing is left ends. The lines are written before, and those that go away are deleted after.
    """
    ids = dict(OrderLine.objects.filter(order_id=order.pk).values_list("line_no", "id"))
    rows = {row.part_no: row for row in live_parts(order.pk).filter(state__in=THERE)}
    wanted = {part.part_no: part for part in parts if part.is_open}
    shares = _shares(order, [wanted[no] for no in sorted(wanted)], lines, amounts)
    for part_no, row in rows.items():
        if row.state == "accepted":
            release_holds(ctx, HOLD_PART, row.pk)
        OrderPartLine.objects.filter(part_id=row.pk).delete()
        mine = shares[part_no]
        OrderPartLine.objects.bulk_create(
            OrderPartLine(
                id=uuid7(), part_id=row.pk, order_line_id=ids[line_no], quantity=wanted[part_no].quantities[line_no],
                net_minor=share.net_minor, tax_minor=share.tax_minor,
            )
            for line_no, share in mine.items()
        )  # fmt: skip
        row.net_minor = sum(share.net_minor for share in mine.values())
        row.tax_minor = sum(share.tax_minor for share in mine.values())
        row.state = row.state if mine else "cancelled"
        row.save(update_fields=["net_minor", "tax_minor", "state"])
    by_no = {line.line_no: line for line in lines}
    for part_no, row in sorted(rows.items()):
        if row.state == "accepted":
            _hold(ctx, row, wanted[part_no].quantities, by_no)


def _hold(ctx: Context, row: OrderPart, quantities: Mapping[int, Decimal], by_no: Mapping[int, LineNow]) -> None:
    if row.warehouse_id is not None:
        hold_part(ctx, row, [(by_no[line_no].item_id, quantity) for line_no, quantity in sorted(quantities.items())])
        return
    # Without a warehouse of its own each line of a part leaves from where it was ordered.
    wanted = [(by_no[line_no], quantity) for line_no, quantity in sorted(quantities.items())]
    lines = [HoldLine(item_id=line.item_id, quantity=much, warehouse_id=line.warehouse_id) for line, much in wanted]
    hold_stock(ctx, lines, HOLD_PART, row.pk)


def _shares(
    order: Order, parts: Sequence[PartNow], lines: Sequence[LineNow], amounts: Sequence[LineAmounts]
) -> dict[int, dict[int, LineAmounts]]:
    """What is left of each line's amounts besides what has left, over the open parts, to the last minor unit."""
    sent = sent_amounts(order.pk)
    found: dict[int, dict[int, LineAmounts]] = {part.part_no: {} for part in parts}
    for line, whole in zip(lines, amounts, strict=True):
        having = [part for part in parts if part.quantities.get(line.line_no, ZERO)]
        weights = [part.quantities[line.line_no] for part in having]
        gone = sent.get(line.line_no, LineAmounts(0, 0))
        nets = apportion(whole.net_minor - gone.net_minor, weights)
        taxes = apportion(whole.tax_minor - gone.tax_minor, weights)
        for part, net, tax in zip(having, nets, taxes, strict=True):
            found[part.part_no][line.line_no] = LineAmounts(net, tax)
    return found
