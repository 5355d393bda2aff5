"""Addresses of drafts of orders."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.orders.api import draft_records as records
from tenant_apps.orders.commands import (
    order_again,
    place_draft,
    save_order_draft,
    submit_order_draft,
    withdraw_order_draft,
)
from tenant_apps.orders.permissions import VIEW_ORDER
from tenant_apps.orders.queries.drafts import draft_rows

STATES = ("draft", "waiting", "approved", "ordered", "rejected", "withdrawn", "expired")
HERE = {"order_draft_id": "draft_id"}
draft = Read(records.DraftRecord, records.draft_record, VIEW_ORDER, "One draft of an order with its lines")
drafts = Listing(
    records.DraftSummary,
    draft_rows,
    records.draft_summaries,
    VIEW_ORDER,
    "Drafts of orders of the company",
    filters=(
        Filter("state", "text", "", STATES),
        Filter("number", "text", "The marketplace's number."),
        Filter("seller_id", "uuid", "Company that sells."),
        Filter("client_reference", "text", "The buyer's own number."),
    ),
)

urlpatterns: list[URLPattern] = [
    path(
        "orders/drafts",
        endpoint(
            "orders", get=drafts, post=Write(save_order_draft, locate=lambda answer: f"orders/drafts/{answer.draft_id}")
        ),
    ),
    path(
        "stock/alerts/<uuid:alert_id>:order-again",
        endpoint(
            "stock",
            post=Write(
                order_again, path={"alert_id": "alert_id"}, locate=lambda answer: f"orders/drafts/{answer.draft_id}"
            ),
        ),
    ),
    path("orders/drafts/<uuid:order_draft_id>", endpoint("orders", get=draft)),
    *(
        path(
            f"orders/drafts/<uuid:order_draft_id>:{verb}",
            endpoint("orders", post=Write(act, status=200, path=HERE)),
        )
        for verb, act in (
            ("submit", submit_order_draft),
            ("place", place_draft),
            ("withdraw", withdraw_order_draft),
        )
    ),
]
