"""Values that pass the door of payments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

# How people say they paid. Beside these a deposit pays an invoice, which settlement alone records.
DEPOSIT = "deposit"
METHODS = ("bank_transfer", "standing_order", "card", "cash", "other")


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    id: UUID
    number: str
    payer_id: UUID
    payee_id: UUID
    currency: str
    amount_minor: int
    method: str
    reference: str
    paid_at: datetime
    recorded_at: datetime
    recorded_by: str
    refund_id: UUID | None = None
