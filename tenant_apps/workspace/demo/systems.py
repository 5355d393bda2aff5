"""A warehouse system of the demo's first seller: words that apply, one that waits, one nobody knows, a difference."""

from datetime import timedelta
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import plain
from shared_apps.tenancy import scope
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.integrations.commands import (
    AskReconciliation,
    ChangeConnection,
    CreateConnection,
    DropFile,
    StockMessageIn,
    SyncStock,
    ask_reconciliation,
    change_connection,
    create_connection,
    drop_file,
    sync_stock,
)
from tenant_apps.integrations.queries.pages import list_connections
from tenant_apps.inventory.commands import AdjustStock, adjust_stock
from tenant_apps.inventory.queries import list_stock
from tenant_apps.workspace.demo.plans import MarketPlan

CODE = "WMS-1"


def seed_systems(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Connect the seller of the first goods, unless it has a connection."""
    firm = plan.goods[0].firm
    actor = Actor(kind="system", id="demo", display=f"demo of {firm}", company_id=firms[firm], fresh_factor=True)
    levels = sorted(list_stock(actor, limit=200), key=lambda one: one.sku)
    if list_connections(actor) or len(levels) < 2:
        return
    pk = run(
        create_connection, actor, CreateConnection(code=CODE, name="Warehouse WMS", connector="push")
    ).connection_id
    run(change_connection, actor, ChangeConnection(connection_id=pk, winners={"stock.on_hand": "ask"}))
    now = clock.now(scope.alias())

    def say(*told: tuple[str, str, int, str]) -> None:
        words = [
            StockMessageIn(
                message_id=f"{sku}-{number}", sku=sku, warehouse=place, sequence=number, said_at=now,
                on_hand=quantity if quantity[0] not in "+-" else None,
                change=quantity if quantity[0] in "+-" else None,
            )
            for sku, place, number, quantity in told
        ]  # fmt: skip
        run(sync_stock, actor, SyncStock(source=CODE, messages=words))

    say(*((one.sku, one.warehouse_code, 1, plain(one.on_hand)) for one in levels))
    first, second = levels[0], levels[1]
    say((second.sku, second.warehouse_code, 2, "+10"), (second.sku, second.warehouse_code, 4, "+5"))
    say(("NEW-ARTICLE", second.warehouse_code, 1, "40"))
    data = AdjustStock(
        item_id=first.item_id, warehouse_id=first.warehouse_id, change="3", reason="Found behind the shelf"
    )
    run(adjust_stock, actor, data)
    say((first.sku, first.warehouse_code, 2, plain(first.on_hand + 8)))
    files = CreateConnection(code="FILES", name="Stock files", connector="file", settings={"folder": "stock"})
    made = run(create_connection, actor, files).connection_id
    day = now - timedelta(days=2)
    rows = [f"{one.sku},{one.warehouse_code},{plain(one.on_hand)}" for one in levels[2:6]]
    text = "\n".join(["sku,warehouse,on_hand", *rows, f"{first.sku},{first.warehouse_code},many"])
    name = f"stock-{day:%Y%m%dT%H%M}.csv"
    run(drop_file, actor, DropFile(connection_id=made, name=name, content=text.encode()))
    run(ask_reconciliation, actor, AskReconciliation(connection_id=pk))
