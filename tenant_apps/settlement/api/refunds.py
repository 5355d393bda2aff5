"""Refunds and open credit as the API shows them, and their addresses."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.forms import MoneyOut, money
from shared_apps.api.operations import Filter, Listing, Read, Write
from shared_apps.foundation.actor import Actor
from tenant_apps.settlement.commands import ask_refund, pay_refund, send_refund, withdraw_refund
from tenant_apps.settlement.permissions import VIEW_REFUND
from tenant_apps.settlement.queries.credit import open_credit
from tenant_apps.settlement.queries.refunds import RefundView, find_refund, refund_rows, refunds_by_id
from tenant_apps.settlement.types import REFUND_STATES


class RefundPartRecord(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a credit note, or of a payment that pays nothing."""

    credit_note_id: UUID | None
    payment_id: UUID | None
    amount: MoneyOut


class RefundRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Money that a seller owes back: `due`, `sent` (a transfer is on its way), `paid`, or `withdrawn` by the buyer."""

    id: UUID
    number: str
    seller_id: UUID
    buyer_id: UUID
    amount: MoneyOut
    state: str
    why: str
    asked_at: datetime
    due_on: date
    ended_at: datetime | None
    failed_why: str
    payment_id: UUID | None
    parts: list[RefundPartRecord]


class CreditRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Open credit with one seller. `refundable` is how much of it can be asked for as money."""

    seller_id: UUID
    credit_notes: MoneyOut
    on_account: MoneyOut
    refundable: MoneyOut


class OpenCreditRecord(msgspec.Struct, frozen=True, kw_only=True):
    credit: list[CreditRecord]


_SAME = [name for name in RefundRecord.__struct_fields__ if name not in ("amount", "parts")]


def _record(row: RefundView) -> RefundRecord:
    currency = row.amount.currency
    return RefundRecord(
        **{name: getattr(row, name) for name in _SAME},
        amount=money(row.amount.minor, currency),
        parts=[
            RefundPartRecord(
                credit_note_id=one.credit_note_id, payment_id=one.payment_id, amount=money(one.amount.minor, currency)
            )
            for one in row.parts
        ],
    )


def refund_records(rows: Sequence[Any]) -> list[RefundRecord]:
    found = refunds_by_id(row.pk for row in rows)
    return [_record(found[row.pk]) for row in rows]


def refund_record(actor: Actor, refund_id: UUID) -> RefundRecord:
    """One refund; NotFound when the actor may not see it."""
    return _record(find_refund(actor, refund_id))


def credit_record(actor: Actor) -> OpenCreditRecord:
    """Open credit of the key's company."""
    return OpenCreditRecord(
        credit=[
            CreditRecord(
                seller_id=one.seller_id,
                credit_notes=money(one.credit_notes.minor, one.total.currency),
                on_account=money(one.on_account.minor, one.total.currency),
                refundable=money(one.refundable.minor, one.total.currency),
            )
            for one in open_credit(actor)
        ]
    )


refund = Read(RefundRecord, refund_record, VIEW_REFUND, "One refund with what it is of")
credit = Read(OpenCreditRecord, credit_record, VIEW_REFUND, "Open credit of the company, by seller")
refunds = Listing(
    RefundRecord,
    refund_rows,
    refund_records,
    VIEW_REFUND,
    "Refunds from sellers to buyers",
    filters=(
        Filter("state", "text", "Where it stands.", REFUND_STATES),
        Filter("number", "text", "The marketplace's number."),
        Filter("seller_id", "uuid", "Company that pays back."),
        Filter("buyer_id", "uuid", "Company that gets it."),
    ),
)
HERE = {"refund_id": "refund_id"}

urlpatterns: list[URLPattern] = [
    path(
        "refunds",
        endpoint("refunds", get=refunds, post=Write(ask_refund, locate=lambda made: f"refunds/{made.refund_id}")),
    ),
    path("refunds/<uuid:refund_id>", endpoint("refunds", get=refund)),
    path("refunds/<uuid:refund_id>:send", endpoint("refunds", post=Write(send_refund, status=200, path=HERE))),
    path("refunds/<uuid:refund_id>:pay", endpoint("refunds", post=Write(pay_refund, status=200, path=HERE))),
    path("refunds/<uuid:refund_id>:withdraw", endpoint("refunds", post=Write(withdraw_refund, status=200, path=HERE))),
    path("open-credit", endpoint("refunds", get=credit)),
]
