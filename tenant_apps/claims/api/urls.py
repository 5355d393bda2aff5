"""Addresses of claims."""

from typing import Any

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from shared_apps.commands import Command
from tenant_apps.claims.api import records
from tenant_apps.claims.commands import (
    agree_claim,
    answer_claim,
    decide_claim,
    escalate_claim,
    open_claim,
    withdraw_claim,
)
from tenant_apps.claims.permissions import VIEW_CLAIM
from tenant_apps.claims.queries.claims import claim_rows
from tenant_apps.claims.types import KINDS, STATES

HERE = {"claim_id": "claim_id"}
ACTS: dict[str, Command[Any, Any]] = {
    "answer": answer_claim, "agree": agree_claim, "escalate": escalate_claim, "decide": decide_claim,
    "withdraw": withdraw_claim,
}  # fmt: skip

claim = Read(records.ClaimRecord, records.claim_record, VIEW_CLAIM, "One claim with its course")
claims = Listing(
    records.ClaimRecord,
    claim_rows,
    records.claim_records,
    VIEW_CLAIM,
    "Claims about delivered goods",
    filters=(
        Filter("state", "text", "Where it stands.", STATES),
        Filter("kind", "text", "What is wrong.", KINDS),
        Filter("number", "text", "The marketplace's number."),
        Filter("order_id", "uuid", "Claims about one order."),
        Filter("shipment_id", "uuid", "Claims about one delivery."),
        Filter("buyer_id", "uuid", "Company that claims."),
        Filter("seller_id", "uuid", "Company that delivered."),
    ),
)

urlpatterns: list[URLPattern] = [
    path(
        "claims",
        endpoint("claims", get=claims, post=Write(open_claim, locate=lambda made: f"claims/{made.claim_id}")),
    ),
    path("claims/<uuid:claim_id>", endpoint("claims", get=claim)),
    *(
        path(f"claims/<uuid:claim_id>:{verb}", endpoint("claims", post=Write(command, status=200, path=HERE)))
        for verb, command in ACTS.items()
    ),
]
