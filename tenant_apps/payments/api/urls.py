"""Addresses of payments."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.payments.api import records
from tenant_apps.payments.commands import announce_payment, ask_outcome, keep_bank_word, record_payment, report_payment
from tenant_apps.payments.permissions import VIEW_PAYMENT
from tenant_apps.payments.queries.records import attempt_rows, payment_rows

payment = Read(records.PaymentRecord, records.payment_record, VIEW_PAYMENT, "One payment")
payments = Listing(
    records.PaymentRecord,
    payment_rows,
    records.payment_records,
    VIEW_PAYMENT,
    "Payments of the company",
    filters=(
        Filter("number", "text", "The marketplace's number."),
        Filter("payer_id", "uuid", "Company that paid."),
        Filter("payee_id", "uuid", "Company that was paid."),
        Filter("reference", "text", "What the payer wrote on the transfer."),
        Filter("refund_id", "uuid", "Payment of one refund."),
    ),
)

attempts = Listing(
    records.AttemptRecord,
    attempt_rows,
    records.attempt_records,
    VIEW_PAYMENT,
    "Transfers that were announced",
    filters=(Filter("state", "text", "Where it stands.", ("sent", "done", "failed")),),
)

urlpatterns: list[URLPattern] = [
    path(
        "payments",
        endpoint(
            "payments", get=payments, post=Write(record_payment, locate=lambda made: f"payments/{made.payment_id}")
        ),
    ),
    path("payments/<uuid:payment_id>", endpoint("payments", get=payment)),
    path("payment-attempts", endpoint("payments", get=attempts, post=Write(announce_payment))),
    path(
        "payment-attempts/<uuid:attempt_id>:ask",
        endpoint("payments", post=Write(ask_outcome, status=200, path={"attempt_id": "attempt_id"})),
    ),
    path("bank-words", endpoint("payments", post=Write(keep_bank_word))),
    path(
        "payment-attempts/<uuid:attempt_id>:report",
        endpoint("payments", post=Write(report_payment, status=200, path={"attempt_id": "attempt_id"})),
    ),
]
