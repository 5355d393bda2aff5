"""Stock of the demo by batch: one about to expire, goods on their way, an open count, goods that run low."""

from datetime import UTC, timedelta
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import plain
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.inventory.commands import (
    ArrivedIn,
    CreateBin,
    CreateWarehouse,
    ExpectSupply,
    OneTransfer,
    PlanCount,
    ReceiveLine,
    ReceiveStock,
    ReceiveTransfer,
    RequestTransfer,
    SetReorderPoint,
    TransferLineIn,
    create_bin,
    create_warehouse,
    dispatch_transfer,
    expect_supply,
    plan_count,
    receive_stock,
    receive_transfer,
    request_transfer,
    set_reorder_point,
)
from tenant_apps.inventory.queries import list_warehouses
from tenant_apps.inventory.queries.transfers import find_transfer, goods_of
from tenant_apps.parties.queries import ids_of_codes
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tenant_apps.workspace.demo.plans import MarketPlan

SKU, NAME, PRICE = "FLUX-25", "Soldering flux, 25 kg drum", "84.50"
# Batch, drums, days it is still good, bin.
BATCHES = (("FX-2609", "12", 9, "A-01"), ("FX-2611", "40", 120, "A-02"), ("FX-2612", "60", 300, "B-01"))
BINS = (("A-01", "A", 1), ("A-02", "A", 2), ("B-01", "B", 3))


def seed_stores(plan: MarketPlan, actor: Actor, country: str) -> None:
    """Make the batches of the seller unless they are there."""
    company: UUID = actor.own_company
    if list_of_supplier(company, skus=[SKU]):
        return
    main = list_warehouses(actor, company)[0].id
    other = run(create_warehouse, actor, CreateWarehouse(code="YARD-2", name="Second yard", country=country))
    made = CreateItem(sku=SKU, name=NAME, unit="C62", tax_rate="0.19", tracked_by="lot")
    flux = run(create_item, actor, made).item_id
    price = PriceLine(item_id=flux, unit_price=PRICE)
    run(set_prices, actor, SetPrices(currency=plan.currency, lines=[price]))
    for code, zone, position in BINS:
        run(create_bin, actor, CreateBin(warehouse_id=main, code=code, zone=zone, position=position))
    today = clock.now(scope.alias()).astimezone(UTC).date()
    goods = [
        ReceiveLine(item_id=flux, quantity=drums, lot=lot, expires_on=today + timedelta(days=days), bin=place)
        for lot, drums, days, place in BATCHES
    ]
    run(receive_stock, actor, ReceiveStock(warehouse_id=main, goods=goods, reference="DN-4711"))
    moved = [TransferLineIn(item_id=flux, quantity="18")]
    asked = RequestTransfer(source_id=main, target_id=other.warehouse_id, goods=moved, reason="Spring orders")
    transfer = run(request_transfer, actor, asked).transfer_id
    run(dispatch_transfer, actor, OneTransfer(transfer_id=transfer))
    _arrives_short(actor, main, other.warehouse_id, flux)
    run(plan_count, actor, PlanCount(warehouse_id=main, count_method="zone", zone="A"))
    _order_again(plan, actor, flux, main)


def _arrives_short(actor: Actor, source: UUID, target: UUID, flux: UUID) -> None:
    """One drum of eight is missing when they arrive, and somebody has to say what becomes of it."""
    wish = RequestTransfer(
        source_id=source, target_id=target, goods=[TransferLineIn(item_id=flux, quantity="8")], reason="Spring orders"
    )
    transfer = run(request_transfer, actor, wish).transfer_id
    run(dispatch_transfer, actor, OneTransfer(transfer_id=transfer))
    parts = [part for one in goods_of(find_transfer(actor, transfer)) for part in one.parts]
    arrivals = [ArrivedIn(part_id=part.pk, good=plain(part.sent - (1 if part is parts[0] else 0))) for part in parts]
    run(receive_transfer, actor, ReceiveTransfer(transfer_id=transfer, arrivals=arrivals, final=True))


def _order_again(plan: MarketPlan, actor: Actor, flux: UUID, main: UUID) -> None:
    """Both items run low: one with goods on their way, the other can be ordered on this marketplace in one step."""
    today = clock.now(scope.alias()).astimezone(UTC).date()
    point = SetReorderPoint(item_id=flux, warehouse_id=main, fixed_point="120", order_least="48", lead_days=12)
    run(set_reorder_point, actor, point)
    data = ExpectSupply(
        item_id=flux, warehouse_id=main, quantity="24", due_on=today + timedelta(days=4), reference="PO-2211",
        supplier_name="Chemiewerk Nord", ordered_on=today - timedelta(days=8),
    )  # fmt: skip
    run(expect_supply, actor, data)
    ids = ids_of_codes([firm.code for firm in plan.firms])
    good = next((one for one in plan.goods if ids[one.firm] != actor.company_id), None)
    if good is None:
        return
    sold = list_of_supplier(ids[good.firm], skus=[good.sku])[0]
    made = CreateItem(sku=f"CUT-{good.sku}", name=f"{good.name}, cut to length", unit=good.unit, tax_rate=good.tax_rate)
    cut = run(create_item, actor, made).item_id
    run(set_prices, actor, SetPrices(currency=plan.currency, lines=[PriceLine(item_id=cut, unit_price=PRICE)]))
    run(receive_stock, actor, ReceiveStock(warehouse_id=main, goods=[ReceiveLine(item_id=cut, quantity="140")]))
    same = SetReorderPoint(
        item_id=cut, warehouse_id=main, fixed_point="200", order_least="100", lead_days=5, bought_as_id=sold.id
    )
    run(set_reorder_point, actor, same)
