"""More arrived than was sent: the buyer says so; then it is kept and ordered, sent back, or a present.

The books of the seller's stock still have the surplus, because it left uncounted. An order for it lets it leave there,
by the same steps as every order; sent back, nothing has changed.
"""

from typing import Literal
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.foundation.refusals import NotAllowed
from tenant_apps.logistics import errors
from tenant_apps.logistics.bounds import refuse_beyond
from tenant_apps.logistics.models import Shipment, ShipmentLine, Surplus
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.queries import get_order
from tenant_apps.trading.kernel.types import read_decimal


class ReportSurplus(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`surplus` is what arrived beyond what was sent: decimal text in the line's unit."""

    shipment_id: UUID
    order_line_id: UUID
    surplus: str


class EndSurplus(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`keep` orders it at today's price, `return` sends it back, `waive` makes a present of it."""

    surplus_id: UUID
    verdict: Literal["keep", "return", "waive"]


class SurplusAnswer(msgspec.Struct, frozen=True, kw_only=True):
    surplus_id: UUID
    state: str
    order_id: UUID | None = None


@command("logistics.report_surplus", input=ReportSurplus, permission="logistics.confirm_receipt")
def report_surplus(ctx: Context, data: ReportSurplus) -> SurplusAnswer:
    """Report, as the buyer, that more of a line arrived than its shipment says."""
    shipment = Shipment.objects.select_for_update().filter(pk=data.shipment_id).first()
    if shipment is None or ctx.actor.company_id not in (None, shipment.buyer_id):
        raise errors.shipment_unknown()
    refuse_beyond(ctx, shipment.pk)
    if shipment.state not in ("shipped", "received"):
        raise errors.wrong_state(shipment.number, shipment.state)
    if not ShipmentLine.objects.filter(shipment=shipment, order_line_id=data.order_line_id).exists():
        raise errors.line_unknown(data.order_line_id)
    try:
        quantity = read_decimal(data.surplus)
    except ValueError as error:
        raise errors.bad_surplus() from error
    if quantity <= 0:
        raise errors.bad_surplus()
    row = Surplus(
        id=uuid7(), shipment=shipment, order_line_id=data.order_line_id, quantity=quantity, reported_at=ctx.now
    )
    try:
        with transaction.atomic(using=ctx.using):
            row.save(force_insert=True)
    except IntegrityError as error:
        raise errors.surplus_reported() from error
    ctx.audit(
        target="logistics.shipment",
        target_id=shipment.pk,
        facts={"number": shipment.number, "surplus": plain(quantity)},
    )
    return SurplusAnswer(surplus_id=row.pk, state=row.state)


@command("logistics.end_surplus", input=EndSurplus, permission="exceptions.do_step")
def end_surplus(ctx: Context, data: EndSurplus) -> SurplusAnswer:
    """Say what becomes of a surplus: the buyer keeps it or sends it back, the seller may make a present of it.

    Keeping it places an order, with everything that an order may be refused for.
    """
    row = Surplus.objects.visible_to(ctx.actor).filter(pk=data.surplus_id).first()
    if row is None:
        raise errors.surplus_unknown()
    row = Surplus.objects.select_for_update(of=("self",)).select_related("shipment", "order_line").get(pk=row.pk)
    if row.state != "open":
        raise errors.surplus_over(row.state)
    side = row.shipment.seller_id if data.verdict == "waive" else row.shipment.buyer_id
    if ctx.actor.company_id not in (None, side):
        raise errors.not_yours_to_end(data.verdict)
    row.state = {"keep": "kept", "return": "returned", "waive": "waived"}[data.verdict]
    if data.verdict == "keep":
        row.order_id = _order(ctx, row)
    row.ended_at = ctx.now
    row.save(update_fields=["state", "order", "ended_at"])
    ctx.audit(
        target="logistics.shipment",
        target_id=row.shipment_id,
        facts={"number": row.shipment.number, "surplus": plain(row.quantity), "to": row.state},
    )
    return SurplusAnswer(surplus_id=row.pk, state=row.state, order_id=row.order_id)


def _order(ctx: Context, row: Surplus) -> UUID:
    if not ctx.actor.may("orders.place_order"):
        raise NotAllowed("commands.not_allowed", str(errors.not_yours_to_end("keep").message))
    order = get_order(row.shipment.order_id)
    line = OrderLineIn(
        item_id=row.order_line.item_id, quantity=QuantityIn(plain(row.quantity), row.order_line.unit),
        warehouse_id=row.order_line.warehouse_id,
    )  # fmt: skip
    data = PlaceOrder(
        seller_id=order.seller_id, buyer_id=order.buyer_id, currency=order.currency, lines=[line],
        note=f"{row.shipment.number} +{plain(row.quantity)}",
    )  # fmt: skip
    return ctx.call(place_order, data).order_id
