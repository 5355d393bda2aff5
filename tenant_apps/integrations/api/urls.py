"""Addresses of connections: what systems push, and what people decide about it."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Edit, Filter, Listing, Read, Write
from tenant_apps.integrations.api import records
from tenant_apps.integrations.commands import (
    ask_reconciliation,
    change_connection,
    create_connection,
    decide_disagreement,
    drop_file,
    give_up_message,
    retry_message,
    run_connection,
    send_again,
    settle_difference,
    sync_orders,
    sync_stock,
)
from tenant_apps.integrations.permissions import VIEW_CONNECTION
from tenant_apps.integrations.queries import records as rows

HERE = {"connection_id": "connection_id"}
one = Read(records.ConnectionRecord, records.connection_record, VIEW_CONNECTION, "One connection")
every = Listing(
    records.ConnectionRecord,
    rows.connection_rows,
    records.connection_records,
    VIEW_CONNECTION,
    "Connections of the company to its systems",
    filters=(Filter("code", "text", "What its messages call it."), Filter("company_id", "uuid", "Whose it is.")),
)
messages = Listing(
    records.MessageRecord,
    rows.message_rows,
    records.message_records,
    VIEW_CONNECTION,
    "What a system said",
    filters=(
        Filter("state", "text", "", ("applied", "superseded", "parked", "dead")),
        Filter("thing", "text", "SKU@WAREHOUSE or an order's number."),
        Filter("message_id", "text", "The system's own id."),
    ),
)
disagreements = Listing(
    records.DisagreementRecord,
    rows.disagreement_rows,
    records.disagreement_records,
    VIEW_CONNECTION,
    "Where both sides say something else, and who won",
    filters=(Filter("state", "text", "", ("open", "decided")), Filter("thing", "text")),
)
deliveries = Listing(
    records.DeliveryRecord,
    rows.delivery_rows,
    records.delivery_records,
    VIEW_CONNECTION,
    "Orders handed over to the system",
    filters=(Filter("state", "text", "", ("owed", "unknown", "taken", "dead")), Filter("order_id", "uuid")),
)
files = Listing(
    records.FileRecord, rows.file_rows, records.file_records, VIEW_CONNECTION, "Stock files, with the rows not taken"
)
comparisons = Listing(
    records.ComparisonRecord,
    rows.comparison_rows,
    records.comparison_records,
    VIEW_CONNECTION,
    "Comparisons of both sides",
)
comparison = Read(records.FullComparison, records.full_comparison, VIEW_CONNECTION, "One comparison with its rows")

urlpatterns: list[URLPattern] = [
    path("stock:sync", endpoint("integrations", post=Write(sync_stock, status=200))),
    path("orders:sync", endpoint("integrations", post=Write(sync_orders, status=200))),
    path(
        "connections",
        endpoint(
            "integrations",
            get=every,
            post=Write(create_connection, locate=lambda answer: f"connections/{answer.connection_id}"),
        ),
    ),
    path(
        "connections/<uuid:connection_id>",
        endpoint("integrations", get=one, patch=Edit(change_connection, one, HERE)),
    ),
    path(
        "connections/<uuid:connection_id>:run",
        endpoint("integrations", post=Write(run_connection, status=202, path=HERE)),
    ),
    path(
        "connections/<uuid:connection_id>:settle",
        endpoint("integrations", post=Write(settle_difference, status=200, path=HERE)),
    ),
    path("connections/<uuid:connection_id>/messages", endpoint("integrations", get=messages)),
    path("connections/<uuid:connection_id>/disagreements", endpoint("integrations", get=disagreements)),
    path("connections/<uuid:connection_id>/deliveries", endpoint("integrations", get=deliveries)),
    path(
        "connections/<uuid:connection_id>/files",
        endpoint("integrations", get=files, post=Write(drop_file, status=202, path=HERE)),
    ),
    path(
        "connections/<uuid:connection_id>/comparisons",
        endpoint("integrations", get=comparisons, post=Write(ask_reconciliation, status=202, path=HERE)),
    ),
    path("comparisons/<uuid:comparison_id>", endpoint("integrations", get=comparison)),
    path(
        "sync-messages/<uuid:message_id>:retry",
        endpoint("integrations", post=Write(retry_message, status=200, path={"message_id": "message_id"})),
    ),
    path(
        "sync-messages/<uuid:message_id>:give-up",
        endpoint("integrations", post=Write(give_up_message, status=200, path={"message_id": "message_id"})),
    ),
    path(
        "disagreements/<uuid:disagreement_id>:decide",
        endpoint(
            "integrations", post=Write(decide_disagreement, status=200, path={"disagreement_id": "disagreement_id"})
        ),
    ),
    path(
        "deliveries/<uuid:delivery_id>:send-again",
        endpoint("integrations", post=Write(send_again, status=202, path={"delivery_id": "delivery_id"})),
    ),
]
