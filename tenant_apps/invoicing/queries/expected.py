"""What the invoice of delivered goods says: a line for each that was accepted, and what was agreed to be less."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from shared_apps.foundation.money import Money
from tenant_apps.invoicing.types import InvoiceLineFacts
from tenant_apps.orders.queries import allowances_of, parts_of_order
from tenant_apps.orders.types import OrderFacts, OrderLineFacts
from tenant_apps.trading.kernel.types import LineAmounts


def expected_lines(
    order: OrderFacts, part_id: UUID | None, accepted: Mapping[UUID, Decimal] | None
) -> dict[UUID, InvoiceLineFacts]:
    """Lines by order line before anything is less of them; `accepted` None means everything that was sent."""
    rows = order.lines if part_id is None else _of_part(order, part_id)
    found = {row.id: _line(row, accepted, order.currency) for row in rows}
    return {key: line for key, line in found.items() if line.quantity > 0}


def lowering_lines(order: OrderFacts, part_id: UUID | None) -> list[InvoiceLineFacts]:
    """Lines that take away what became less after delivery: one for each source and tax rate."""
    rates = {line.id: line.tax_rate for line in order.lines}
    numbers = {line.id: line.line_no for line in order.lines}
    sums: dict[tuple[str, Decimal], list[int]] = {}
    for one in allowances_of(order.id, part_id):
        both = sums.setdefault((one.number, rates[one.order_line_id]), [0, 0])
        both[0] += one.net_minor
        both[1] += one.tax_minor
    first = max(numbers.values(), default=0) + 1
    return [
        InvoiceLineFacts(
            line_no=first + at, description=number, quantity=Decimal(-1), unit="C62",
            unit_price=Money(net, order.currency).amount, tax_rate=rate, net_minor=-net, tax_minor=-tax,
        )
        for at, ((number, rate), (net, tax)) in enumerate(sums.items())
    ]  # fmt: skip


def _of_part(order: OrderFacts, part_id: UUID) -> list[OrderLineFacts]:
    """The lines of one part, with the part's quantities and amounts."""
    part = next(one for one in parts_of_order(order.id) if one.id == part_id)
    mine = {line.order_line_id: line for line in part.lines}
    return [
        replace(row, quantity=mine[row.id].quantity, net_minor=mine[row.id].net_minor, tax_minor=mine[row.id].tax_minor)
        for row in order.lines
        if row.id in mine
    ]


def _line(row: OrderLineFacts, accepted: Mapping[UUID, Decimal] | None, currency: str) -> InvoiceLineFacts:
    quantity = row.quantity if accepted is None else accepted.get(row.id, Decimal(0))
    # The whole line keeps the order's own amounts: reckoned anew they could only differ by mistake.
    amounts = (
        LineAmounts(row.net_minor, row.tax_minor)
        if quantity == row.quantity
        else _at_most(row, LineAmounts.of(row.unit_price, quantity, row.tax_rate, currency))
    )
    return InvoiceLineFacts(
        line_no=row.line_no,
        description=row.description,
        quantity=quantity,
        unit=row.unit,
        unit_price=row.unit_price,
        tax_rate=row.tax_rate,
        net_minor=amounts.net_minor,
        tax_minor=amounts.tax_minor,
    )


def _at_most(row: OrderLineFacts, amounts: LineAmounts) -> LineAmounts:
    """A part's share of a line is rounded by remainder; less than all of it never costs more than the share."""
    return LineAmounts(min(amounts.net_minor, row.net_minor), min(amounts.tax_minor, row.tax_minor))
