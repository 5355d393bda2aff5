"""Addresses of reorder points, alerts and expected supplies."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.inventory.api import reorder_records as records
from tenant_apps.inventory.commands import cancel_supply, expect_supply, move_supply, receive_supply, set_reorder_point
from tenant_apps.inventory.permissions import VIEW_STOCK
from tenant_apps.inventory.queries.reorder import alert_rows, point_rows, supply_rows

ITEM = Filter("item_id", "uuid", "One item.")
WAREHOUSE = Filter("warehouse_id", "uuid", "One warehouse.")
SUPPLY = {"supply_id": "supply_id"}

point = Read(records.PointRecord, records.point_record, VIEW_STOCK, "One reorder point and what it was reckoned from")
points = Listing(
    records.PointRecord, point_rows, records.point_records, VIEW_STOCK, "When the company's items are ordered again",
    filters=(ITEM, WAREHOUSE),
)  # fmt: skip
alerts = Listing(
    records.AlertRecord, alert_rows, records.alert_records, VIEW_STOCK, "Items that fell under their reorder point",
    filters=(ITEM, WAREHOUSE, Filter("state", "text", "", ("open", "cleared"))),
)  # fmt: skip
supplies = Listing(
    records.SupplyRecord, supply_rows, records.supply_records, VIEW_STOCK, "Goods that the company expects",
    filters=(
        ITEM, WAREHOUSE, Filter("state", "text", "", ("open", "received", "cancelled")),
        Filter("reference", "text", "Number of the order."),
    ),
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    path(
        "stock/reorder-points",
        endpoint(
            "stock", get=points,
            post=Write(set_reorder_point, status=200),
        ),
    ),
    path("stock/reorder-points/<uuid:point_id>", endpoint("stock", get=point)),
    path("stock/alerts", endpoint("stock", get=alerts)),
    path("stock/supplies", endpoint("stock", get=supplies, post=Write(expect_supply))),
    *(
        path(
            f"stock/supplies/<uuid:supply_id>:{verb}",
            endpoint("stock", post=Write(command, status=200, path=SUPPLY)),
        )
        for verb, command in (("move", move_supply), ("receive", receive_supply), ("cancel", cancel_supply))
    ),
]  # fmt: skip
