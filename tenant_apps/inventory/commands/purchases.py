"""What a company buys on this marketplace as goods that it expects. Called by orders, which know what was bought."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.inventory.commands.levels import lock_levels, today_of
from tenant_apps.inventory.commands.reckoning import usual_terms
from tenant_apps.inventory.commands.supplies import begin, tell
from tenant_apps.inventory.models import ExpectedSupply, ReorderPoint, StockAlert

BOUGHT = "orders.order"


class BoughtIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One article that was ordered: the supplier's item and the quantity in its unit."""

    item_id: UUID
    quantity: Decimal


class ExpectPurchase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    buyer_id: UUID
    order_id: UUID
    number: str
    supplier_name: str
    goods: list[BoughtIn]


class DropPurchase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID
    reason: str


class PurchaseResult(msgspec.Struct, frozen=True, kw_only=True):
    """How many supplies there are of it."""

    supplies: int


@command("inventory.expect_purchase", input=ExpectPurchase, system_only=True)
def expect_purchase(ctx: Context, data: ExpectPurchase) -> PurchaseResult:
    """Expect what was ordered, where an item of the buyer is bought as it. Again is nothing.

    Goods go where an alert asks for them, else to the first warehouse that watches the item. Their day is today and the
    days that supplies take. Locks the levels of the items.
    """
    buyer_id, order_id, number = data.buyer_id, data.order_id, data.number
    wanted: dict[UUID, Decimal] = {}
    for one in data.goods:
        wanted[one.item_id] = wanted.get(one.item_id, Decimal(0)) + one.quantity
    points = ReorderPoint.objects.filter(bought_as_id__in=wanted, warehouse__company_id=buyer_id).order_by("id")
    by_article: dict[UUID, list[ReorderPoint]] = {}
    for point in points:
        if point.bought_as_id is not None:
            by_article.setdefault(point.bought_as_id, []).append(point)
    known = set(ExpectedSupply.objects.filter(source_id=order_id).values_list("item_id", "warehouse_id"))
    asked = set(
        StockAlert.objects.filter(state="open", item_id__in=[row.item_id for row in points]).values_list(
            "item_id", "warehouse_id"
        )
    )
    made = 0
    for article, rows in sorted(by_article.items()):
        row = next((one for one in rows if (one.item_id, one.warehouse_id) in asked), rows[0])
        if (row.item_id, row.warehouse_id) in known:
            continue
        due = _due(ctx, row)
        supply = ExpectedSupply(
            item_id=row.item_id, warehouse_id=row.warehouse_id, supplier_name=data.supplier_name[:200],
            reference=number[:80], quantity=wanted[article], ordered_at=ctx.now, first_due_on=due, due_on=due,
            source=BOUGHT, source_id=order_id,
        )  # fmt: skip
        begin(ctx, supply)
        made += 1
    ctx.audit(target="inventory.supply", target_id=order_id, facts={"number": number, "supplies": made})
    return PurchaseResult(supplies=made)


@command("inventory.drop_purchase", input=DropPurchase, system_only=True)
def drop_purchase(ctx: Context, data: DropPurchase) -> PurchaseResult:
    """Expect nothing more of an order that is cancelled; what came of it stays. Again is nothing."""
    found = ExpectedSupply.objects.filter(source_id=data.order_id, state="open")
    lock_levels(set(found.values_list("item_id", flat=True)))
    rows = list(found.select_for_update().order_by("id"))
    for row in rows:
        row.state, row.ended_at, row.reason = "cancelled", ctx.now, data.reason[:200]
        row.save(update_fields=["state", "ended_at", "reason"])
        tell(ctx, row, "cancelled")
    ctx.audit(target="inventory.supply", target_id=data.order_id, facts={"dropped": len(rows)})
    return PurchaseResult(supplies=len(rows))


def note_draft(ctx: Context, alert_id: UUID, draft_id: UUID, number: str) -> None:
    """Write at an alert which draft orders again."""
    StockAlert.objects.filter(pk=alert_id).update(
        draft_id=draft_id, draft_number=number, ordered_by_name=(ctx.actor.display or ctx.actor.id)[:120]
    )


def _due(ctx: Context, row: ReorderPoint) -> date:
    mean = Decimal(str(row.facts["lead_mean"])) if row.facts else Decimal(usual_terms().lead_days)
    return today_of(ctx) + timedelta(days=int(mean.to_integral_value(ROUND_CEILING)))
