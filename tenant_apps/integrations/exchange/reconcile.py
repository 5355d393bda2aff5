"""Compare both sides: ask the system for its levels where it can be asked, then hold everything against ours."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.integrations.commands.apply_stock import expected
from tenant_apps.integrations.commands.reconcile import (
    OweNightly,
    RecordReconciliation,
    owe_nightly_comparison,
    record_reconciliation,
)
from tenant_apps.integrations.commands.record_pull import RecordPull, record_pull
from tenant_apps.integrations.commands.schedule import NIGHTLY, REPORT
from tenant_apps.integrations.decisions.compare import (
    Difference,
    OrderSides,
    Sides,
    causes,
    compare_orders,
    compare_stock,
)
from tenant_apps.integrations.exchange.pull import FAILURES, connector_of
from tenant_apps.integrations.models import (
    Connection,
    Delivery,
    Disagreement,
    Message,
    OrderWord,
    Reconciliation,
    StockWord,
)
from tenant_apps.inventory.queries import levels_of_company

COMPARING = Actor.system("integrations.report")


@job(NIGHTLY)
def nightly(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Owe the comparison of this night and the next."""
    if Connection.objects.filter(pk=payload["connection_id"]).exists():
        run(owe_nightly_comparison, COMPARING, OweNightly(connection_id=payload["connection_id"]))
    return {}


@job(REPORT)
def report(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Make one comparison. A system that cannot be asked is compared by its last words."""
    row = Reconciliation.objects.select_related("connection").get(pk=payload["reconciliation_id"])
    if row.state == "done":
        return {}
    connection = row.connection
    asked = _ask(connection, progress)
    progress.advance(1, 3, "stock")
    waiting = waiting_of(connection)
    stock, equal = compare_stock(stock_sides(connection), waiting)
    progress.advance(2, 3, "orders")
    orders, equal_orders = compare_orders(order_sides(connection), waiting)
    counts = {
        "stock_equal": equal, "stock_differs": len(stock), "orders_equal": equal_orders, "orders_differ": len(orders),
        "asked": asked, **{f"cause_{name}": times for name, times in causes([*stock, *orders]).items()},
    }  # fmt: skip
    rows = [_row(one) for one in (*stock, *orders)]
    run(record_reconciliation, COMPARING, RecordReconciliation(reconciliation_id=row.pk, counts=counts, rows=rows))
    return {"counts": counts}


def _ask(connection: Connection, progress: Progress) -> int:
    """Fetch the present level of everything the system has spoken of: a lost last message shows in nothing else."""
    found = []
    try:
        system = connector_of(connection)
        if system is None or connection.state != "active":
            return 0
        words = StockWord.objects.filter(connection=connection).select_related("item", "warehouse")
        for number, word in enumerate(words, start=1):
            level = system.fetch(word.item.sku, word.warehouse.code)
            if level is not None:
                found.append(level)
            progress.advance(0, 3, f"{number}")
    except FAILURES:
        return 0
    for start in range(0, len(found), 500):
        part = found[start : start + 500]
        run(record_pull, COMPARING, RecordPull(connection_id=connection.pk, stock=part, orders=[], is_last=False))
    return len(found)


def waiting_of(connection: Connection) -> dict[str, str]:
    """What is open about each thing: the first cause that explains a difference."""
    found: dict[str, str] = {}
    open_ones = Message.objects.filter(connection=connection, state__in=["parked", "dead"])
    for thing, state in open_ones.values_list("thing", "state").order_by("state"):
        found[thing] = "missing" if state == "parked" else "dead"
    for thing in Disagreement.objects.filter(connection=connection, state="open").values_list("thing", flat=True):
        found[thing] = "conflict"
    return found


def stock_sides(connection: Connection) -> list[Sides]:
    ours = levels_of_company(connection.company_id)
    words = StockWord.objects.filter(connection=connection).select_related("item", "warehouse")
    return [
        Sides(
            f"{word.item.sku}@{word.warehouse.code}", str(word.item_id), str(word.warehouse_id),
            ours.get((word.item_id, word.warehouse_id), Decimal(0)),
            expected(word) if word.said_at else None, word.agreed, word.said_at,
        )
        for word in words
    ]  # fmt: skip


def order_sides(connection: Connection) -> list[OrderSides]:
    """Orders the system was handed or has spoken of."""
    deliveries = {row.order_id: row for row in Delivery.objects.filter(connection=connection).select_related("order")}
    words = {row.order_id: row for row in OrderWord.objects.filter(connection=connection).select_related("order")}
    found = []
    for pk in {**deliveries, **words}:
        word, delivery = words.get(pk), deliveries.get(pk)
        order = word.order if word is not None else deliveries[pk].order
        theirs = str(word.fields.get("state", {}).get("value", "confirmed")) if word is not None else ""
        found.append(
            OrderSides(
                order.number, str(pk), order.state, theirs, delivery.state if delivery else "",
                word.said_at if word is not None else None,
            )
        )  # fmt: skip
    return found


def _row(one: Difference) -> dict[str, str]:
    told = {name: getattr(one, name) for name in one.__dataclass_fields__}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value or "" for name, value in told.items()}
