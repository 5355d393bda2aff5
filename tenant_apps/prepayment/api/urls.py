"""Addresses of prepaid orders."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.prepayment.api import records
from tenant_apps.prepayment.commands import order_prepaid, withdraw_prepayment
from tenant_apps.prepayment.permissions import VIEW_PREPAYMENT
from tenant_apps.prepayment.queries.pages import prepayment_rows

STATES = ("awaiting", "paid", "ordered", "lapsed")

prepayment = Read(records.PrepaymentRecord, records.prepayment_record, VIEW_PREPAYMENT, "One order that is paid first")
prepayments = Listing(
    records.PrepaymentRecord,
    prepayment_rows,
    records.prepayment_records,
    VIEW_PREPAYMENT,
    "Orders that are paid first",
    filters=(
        Filter("state", "text", "Where it stands.", STATES),
        Filter("number", "text", "The number that goes on the transfer."),
        Filter("buyer_id", "uuid", "Company that buys."),
        Filter("seller_id", "uuid", "Company that sells."),
    ),
)

urlpatterns: list[URLPattern] = [
    path(
        "prepayments",
        endpoint(
            "prepayments",
            get=prepayments,
            post=Write(order_prepaid, locate=lambda made: f"prepayments/{made.prepayment_id}"),
        ),
    ),
    path("prepayments/<uuid:prepayment_id>", endpoint("prepayments", get=prepayment)),
    path(
        "prepayments/<uuid:prepayment_id>:withdraw",
        endpoint("prepayments", post=Write(withdraw_prepayment, status=200, path={"prepayment_id": "prepayment_id"})),
    ),
]
