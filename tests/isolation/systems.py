"""A connected system of a seller, with one of everything that hangs on it; texts are marked as the pair's are."""

from datetime import UTC, datetime
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import plain
from tenant_apps.integrations.commands import (
    AskReconciliation,
    CreateConnection,
    DropFile,
    StockMessageIn,
    SyncStock,
    ask_reconciliation,
    create_connection,
    drop_file,
    sync_stock,
)
from tenant_apps.integrations.models import Delivery, Disagreement, FileDrop, Message
from tenant_apps.inventory.models import StockLevel
from tests.fixtures.people import SYSTEM

CODE = "WMS"


def connect(seller: UUID, secret: str, item_id: UUID, order_id: UUID) -> dict[str, UUID]:
    """Ids of a connection, a dead message, an open difference, an order not taken, a file and a comparison.

    Its word on stock is what lies there, so that nothing else changes.
    """
    level = StockLevel.objects.select_related("item", "warehouse").get(item_id=item_id)
    sku, place = level.item.sku, level.warehouse.code
    data = CreateConnection(company_id=seller, code=CODE, name=secret, connector="file", settings={"folder": "none"})
    pk = run(create_connection, SYSTEM, data).connection_id

    def word(number: int, on_hand: str, article: str) -> StockMessageIn:
        return StockMessageIn(
            message_id=f"{article}-{number}", sku=article, warehouse=place, sequence=number, on_hand=on_hand,
            said_at=datetime.now(UTC),
        )  # fmt: skip

    told = [word(1, plain(level.on_hand), sku), word(1, "5", f"{secret}-NEVER"[:60])]
    run(sync_stock, SYSTEM, SyncStock(source=CODE, company_id=seller, messages=told))
    now = datetime.now(UTC)
    difference = Disagreement.objects.create(
        id=uuid7(), connection_id=pk, field="order.confirmed", thing=secret, word_id=uuid7(), ours="1: 5",
        theirs="1: 4", why="asked", opened_at=now,
    )  # fmt: skip
    delivery = Delivery.objects.create(
        id=uuid7(), connection_id=pk, order_id=order_id, state="dead", created_at=now, changed_at=now, last_error=secret
    )
    run(drop_file, SYSTEM, DropFile(connection_id=pk, name=f"{secret}.csv", content=secret.encode()))
    return {
        "connection": pk,
        "sync_message": Message.objects.get(connection_id=pk, state="dead").pk,
        "difference": difference.pk,
        "delivery": delivery.pk,
        "stock_file": FileDrop.objects.get(connection_id=pk).pk,
        "comparison": run(ask_reconciliation, SYSTEM, AskReconciliation(connection_id=pk)).reconciliation_id,
    }
