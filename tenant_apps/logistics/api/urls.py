"""Addresses of shipments."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.logistics.api import records
from tenant_apps.logistics.commands import (
    confirm_receipt,
    end_surplus,
    hold_shipment,
    plan_shipment,
    release_shipment,
    report_lost,
    report_surplus,
    ship,
)
from tenant_apps.logistics.permissions import VIEW_SHIPMENT
from tenant_apps.logistics.queries.records import shipment_rows

HERE = {"shipment_id": "shipment_id"}

shipment = Read(records.ShipmentRecord, records.shipment_record, VIEW_SHIPMENT, "One shipment with its lines")
shipments = Listing(
    records.ShipmentSummary,
    shipment_rows,
    records.shipment_summaries,
    VIEW_SHIPMENT,
    "Shipments of the company",
    filters=(
        Filter("state", "text", "Where it stands.", ("planned", "shipped", "received", "cancelled")),
        Filter("number", "text", "The marketplace's number."),
        Filter("order_id", "uuid", "Shipments of one order."),
        Filter("buyer_id", "uuid", "Company that receives."),
        Filter("seller_id", "uuid", "Company that ships."),
    ),
)

urlpatterns: list[URLPattern] = [
    path(
        "shipments",
        endpoint(
            "shipments", get=shipments, post=Write(plan_shipment, locate=lambda made: f"shipments/{made.shipment_id}")
        ),
    ),
    path("shipments/<uuid:shipment_id>", endpoint("shipments", get=shipment)),
    path("shipments/<uuid:shipment_id>:ship", endpoint("shipments", post=Write(ship, status=200, path=HERE))),
    path(
        "shipments/<uuid:shipment_id>:receive",
        endpoint("shipments", post=Write(confirm_receipt, status=200, path=HERE)),
    ),
    path("shipments/<uuid:shipment_id>:hold", endpoint("shipments", post=Write(hold_shipment, status=200, path=HERE))),
    path(
        "shipments/<uuid:shipment_id>:release",
        endpoint("shipments", post=Write(release_shipment, status=200, path=HERE)),
    ),
    path(
        "shipments/<uuid:shipment_id>:report-lost",
        endpoint("shipments", post=Write(report_lost, status=200, path=HERE)),
    ),
    path("shipments/<uuid:shipment_id>/surpluses", endpoint("shipments", post=Write(report_surplus, path=HERE))),
    path(
        "surpluses/<uuid:surplus_id>:end",
        endpoint("shipments", post=Write(end_surplus, status=200, path={"surplus_id": "surplus_id"})),
    ),
]
