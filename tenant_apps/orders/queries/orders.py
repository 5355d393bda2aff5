"""Read orders and returns as facts."""

from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.orders import errors
from tenant_apps.orders.models import Order, OrderLine, OrderPart, OrderPartLine, OrderReturn, OrderReturnLine
from tenant_apps.orders.types import (
    OrderFacts,
    OrderLineFacts,
    PartFacts,
    PartLineFacts,
    ReturnFacts,
    ReturnLineFacts,
)


def get_order(order_id: UUID, *, lines: bool = True) -> OrderFacts:
    """The order, for apps above; refuses an unknown id. Not cut by actor: never for a page."""
    order = Order.objects.filter(pk=order_id).first()
    if order is None:
        raise errors.order_unknown()
    return _facts(order, lines)


def find_order(actor: Actor, order_id: UUID) -> OrderFacts:
    """The order if this actor may see it."""
    order = Order.objects.visible_to(actor).filter(pk=order_id).first()
    if order is None:
        raise errors.order_unknown()
    return _facts(order, True)


def cost_centre_of(order_id: UUID) -> str:
    """Which budget of its buyer an order names. Not cut by actor."""
    return Order.objects.values_list("cost_centre", flat=True).get(pk=order_id)


def find_of_deal(deal_id: UUID) -> OrderFacts | None:
    """The order of a deal without its lines, if there is one yet."""
    order = Order.objects.filter(deal_id=deal_id).first()
    return _facts(order, False) if order is not None else None


def parts_of_order(order_id: UUID) -> list[PartFacts]:
    """The live parts of an order in their order, none when it is whole; for apps above."""
    parts = OrderPart.objects.filter(order_id=order_id).exclude(state="cancelled").order_by("part_no")
    lines: dict[UUID, list[PartLineFacts]] = {}
    for row in OrderPartLine.objects.filter(part__in=parts).order_by("order_line__line_no"):
        one = PartLineFacts(row.order_line_id, row.quantity, row.net_minor, row.tax_minor)
        lines.setdefault(row.part_id, []).append(one)
    return [PartFacts(row.pk, row.part_no, row.state, row.warehouse_id, tuple(lines.get(row.pk, ()))) for row in parts]


def has_reference(buyer_id: UUID, seller_id: UUID, reference: str) -> bool:
    """True when the buyer has used this reference with this seller."""
    return Order.objects.filter(buyer_id=buyer_id, seller_id=seller_id, client_reference=reference).exists()


def get_return(return_id: UUID) -> ReturnFacts:
    """The return with its lines, for apps above."""
    row = OrderReturn.objects.filter(pk=return_id).first()
    if row is None:
        raise errors.order_unknown()
    lines = OrderReturnLine.objects.filter(order_return_id=row.pk).order_by("line_no")
    return ReturnFacts(
        id=row.pk,
        number=row.number,
        order_id=row.order_id,
        buyer_id=row.buyer_id,
        seller_id=row.seller_id,
        currency=row.currency,
        net_minor=row.net_minor,
        tax_minor=row.tax_minor,
        total_minor=row.total_minor,
        reason=row.reason,
        returned_at=row.returned_at,
        lines=tuple(
            ReturnLineFacts(
                line_no=line.line_no,
                item_id=line.item_id,
                warehouse_id=line.warehouse_id,
                description=line.description,
                quantity=line.quantity,
                unit=line.unit,
                unit_price=line.unit_price,
                tax_rate=line.tax_rate,
                net_minor=line.net_minor,
                tax_minor=line.tax_minor,
            )
            for line in lines
        ),
    )


def _facts(order: Order, with_lines: bool) -> OrderFacts:
    rows = OrderLine.objects.filter(order_id=order.pk).order_by("line_no") if with_lines else ()
    return OrderFacts(
        id=order.pk,
        number=order.number,
        deal_id=order.deal_id,
        buyer_id=order.buyer_id,
        seller_id=order.seller_id,
        client_reference=order.client_reference,
        currency=order.currency,
        net_minor=order.net_minor,
        tax_minor=order.tax_minor,
        total_minor=order.total_minor,
        state=order.state,
        ordered_at=order.ordered_at,
        accepted_at=order.accepted_at,
        note=order.note,
        payment_terms=order.payment_terms,
        lines=tuple(
            OrderLineFacts(
                id=row.pk,
                line_no=row.line_no,
                item_id=row.item_id,
                warehouse_id=row.warehouse_id,
                description=row.description,
                quantity=row.quantity,
                unit=row.unit,
                unit_price=row.unit_price,
                tax_rate=row.tax_rate,
                net_minor=row.net_minor,
                tax_minor=row.tax_minor,
                shipped=row.shipped,
                returned=row.returned,
            )
            for row in rows
        ),
    )
