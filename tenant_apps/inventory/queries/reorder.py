"""Reorder points, alerts and supplies, cut to the reader's own company; and the stock of days gone by for the chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from shared_apps.api.paging import cut
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.foundation.quantity import plain
from shared_apps.tenancy import scope
from tenant_apps.catalogue.queries import search_terms
from tenant_apps.inventory import errors
from tenant_apps.inventory.decisions.reorder import Reckoned, Terms, order_quantity
from tenant_apps.inventory.models import (
    ExpectedSupply,
    ReorderPoint,
    StockAlert,
    StockCrossing,
    StockLevel,
    StockMovement,
)
from tenant_apps.inventory.permissions import VIEW_STOCK
from tenant_apps.inventory.queries.expected import expected_at

PAGE = 40
CHART_DAYS = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands against its point: what is free, what is expected, what to order."""

    free: Decimal
    expected: Decimal
    suggested: Decimal

    @property
    def position(self) -> Decimal:
        return self.free + self.expected


@dataclass(frozen=True, slots=True)
class AlertRow:
    alert: StockAlert
    point: ReorderPoint | None
    standing: Standing

    @property
    def suggested_text(self) -> str:
        return plain(self.standing.suggested)


@dataclass(frozen=True, slots=True)
class Low:
    """An open alert as orders see it: what is bought instead, where, and how much is suggested."""

    alert_id: UUID
    company_id: UUID
    sku: str
    unit: str
    suggested: Decimal
    bought_as_id: UUID | None
    bought_sku: str
    supplier_id: UUID | None
    draft_id: UUID | None
    draft_number: str


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    next_cursor: str


def has_crossings() -> bool:
    """Whether any level has crossed its point since the last look."""
    return StockCrossing.objects.exists()


def _own(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    rows = rows.filter(within(actor, VIEW_STOCK, warehouses="warehouse_id"))
    return rows if actor.is_marketplace else rows.filter(warehouse__company_id=actor.own_company)


def point_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[ReorderPoint]:
    rows = ReorderPoint.objects.select_related("item", "warehouse", "bought_as__supplier").filter(**filters)
    return _own(actor, rows)


def alert_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[StockAlert]:
    return _own(actor, StockAlert.objects.select_related("item", "warehouse").filter(**filters))


def supply_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[ExpectedSupply]:
    return _own(actor, ExpectedSupply.objects.select_related("item", "warehouse").filter(**filters))


def find_point(actor: Actor, point_id: UUID) -> ReorderPoint:
    """One point of one's own; refused for somebody else's."""
    row = point_rows(actor, {"pk": point_id}).first()
    if row is None:
        raise errors.unknown("point_id", _("There is no such reorder point."))
    return row


def find_alert(actor: Actor, alert_id: UUID) -> StockAlert:
    """One alert of one's own; refused for somebody else's."""
    row = alert_rows(actor, {"pk": alert_id}).first()
    if row is None:
        raise errors.unknown("alert_id", _("There is no such alert."))
    return row


def low_of(actor: Actor, alert_id: UUID) -> Low:
    """An open alert of one's own, for who orders again; refused for somebody else's and for one that is over."""
    alert = find_alert(actor, alert_id)
    if alert.state != "open":
        raise errors.wrong_state("alert_over", _("This alert is over."), _("Look at the list; nothing was ordered."))
    points = ReorderPoint.objects.select_related("item", "bought_as")
    row = points.filter(item_id=alert.item_id, warehouse_id=alert.warehouse_id).first()
    suggested = Decimal(0) if row is None else standings([row])[(row.item_id, row.warehouse_id)].suggested
    bought = row.bought_as if row is not None else None
    return Low(
        alert.pk, alert.warehouse.company_id, alert.item.sku, alert.item.unit, suggested,
        bought.pk if bought else None, bought.sku if bought else "", bought.supplier_id if bought else None,
        alert.draft_id, alert.draft_number,
    )  # fmt: skip


def buys_for_stock(company_id: UUID) -> bool:
    """Whether a company has said of any item what it buys it as."""
    return ReorderPoint.objects.filter(bought_as_id__isnull=False, warehouse__company_id=company_id).exists()


def has_supply_of(order_id: UUID) -> bool:
    """Whether goods of this order are expected."""
    return ExpectedSupply.objects.filter(source_id=order_id, state="open").exists()


def open_alerts(actor: Actor) -> int:
    """How many alerts wait for this company."""
    return alert_rows(actor, {"state": "open"}).count()


def standings(rows: Sequence[ReorderPoint]) -> dict[tuple[UUID, UUID], Standing]:
    """What is free and expected at these points, and how much to order; needs `item` selected."""
    keys = {(row.item_id, row.warehouse_id) for row in rows}
    levels = StockLevel.objects.filter(item_id__in={item for item, _place in keys})
    free = {(level.item_id, level.warehouse_id): level.on_hand - level.reserved - level.quarantined for level in levels}
    expected = expected_at(keys)
    found = {}
    for row in rows:
        key = (row.item_id, row.warehouse_id)
        here, coming = free.get(key, Decimal(0)), expected.get(key, Decimal(0))
        found[key] = Standing(here, coming, _suggested(row, here + coming))
    return found


def _suggested(row: ReorderPoint, position: Decimal) -> Decimal:
    if row.point is None or row.up_to is None or row.safety is None:
        return Decimal(0)
    terms = Terms(Decimal(95), 0, 0, row.fixed_point, row.order_least, row.order_most)
    return order_quantity(position, Reckoned(row.safety, row.point, row.up_to, None), terms, row.item.unit)


def alert_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    """Alerts of one view, newest first."""
    state = "cleared" if filters.get("view") == "cleared" else "open"
    rows = alert_rows(actor, {"state": state})
    if filters.get("warehouse"):
        rows = rows.filter(warehouse__code=filters["warehouse"])
    if terms := search_terms(filters.get("q", "")):
        rows = rows.filter(item__terms__contains=terms)
    found = cut(rows, f"stock-alerts {state}", cursor=cursor, limit=PAGE)
    points = _points_of(found.rows)
    known = standings(list(points.values()))
    nothing = Standing(Decimal(0), Decimal(0), Decimal(0))
    return Page(
        [
            AlertRow(
                row, points.get((row.item_id, row.warehouse_id)), known.get((row.item_id, row.warehouse_id), nothing)
            )
            for row in found.rows
        ],
        found.next_cursor,
    )


def alert_counts(actor: Actor) -> dict[str, int]:
    return alert_rows(actor, {}).aggregate(
        open=Count("pk", filter=Q(state="open")), cleared=Count("pk", filter=Q(state="cleared"))
    )


def _points_of(rows: Sequence[StockAlert]) -> dict[tuple[UUID, UUID], ReorderPoint]:
    points = ReorderPoint.objects.select_related("item", "bought_as__supplier")
    found = points.filter(item_id__in={row.item_id for row in rows})
    return {(row.item_id, row.warehouse_id): row for row in found}


def supply_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    """Supplies of one view, newest first."""
    view = filters.get("view", "")
    rows = supply_rows(actor, {"state": view if view in ("received", "cancelled") else "open"})
    if view == "late":
        rows = rows.filter(is_late=True)
    if terms := search_terms(filters.get("q", "")):
        rows = rows.filter(item__terms__contains=terms)
    found = cut(rows, f"supplies {view}", cursor=cursor, limit=PAGE)
    return Page(found.rows, found.next_cursor)


def supply_counts(actor: Actor) -> dict[str, int]:
    return supply_rows(actor, {}).aggregate(
        open=Count("pk", filter=Q(state="open")),
        late=Count("pk", filter=Q(state="open", is_late=True)),
        received=Count("pk", filter=Q(state="received")),
        cancelled=Count("pk", filter=Q(state="cancelled")),
    )


def stock_by_day(row: ReorderPoint, days: int = CHART_DAYS) -> list[tuple[date, Decimal]]:
    """On hand at the end of each of the last days, reckoned backwards from what lies there now."""
    today = clock.now(scope.alias()).astimezone(UTC).date()
    since = today - timedelta(days=days)
    level = StockLevel.objects.filter(item_id=row.item_id, warehouse_id=row.warehouse_id).first()
    moved = dict(
        StockMovement.objects.filter(
            item_id=row.item_id, warehouse_id=row.warehouse_id, owner__isnull=True,
            at__gte=datetime(since.year, since.month, since.day, tzinfo=UTC),
        )
        .order_by()
        .annotate(day=TruncDate("at", tzinfo=UTC))
        .values_list("day")
        .annotate(total=Sum(F("quantity")))
    )  # fmt: skip
    there = level.on_hand if level else Decimal(0)
    found = []
    for back in range(days):
        day = today - timedelta(days=back)
        found.append((day, there))
        there -= moved.get(day, Decimal(0))
    return found[::-1]
