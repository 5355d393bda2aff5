"""Values that pass the door of settlement."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

StepKind = Literal[
    "listing", "bid", "deal", "order", "shipment", "receipt", "invoice", "credit_note", "payment", "settled"
]
StepState = Literal["done", "current", "waiting", "cancelled"]
REFUND_STATES = ("due", "sent", "paid", "withdrawn")
# Money of these is kept: it pays nothing else.
REFUND_LIVE = ("due", "sent")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a deal. `id` names the row its page shows; None for a step that has not happened yet."""

    kind: StepKind
    state: StepState
    number: str = ""
    id: UUID | None = None
    at: datetime | None = None
    amount_minor: int | None = None
    document_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that followed from one deal, in order."""

    deal_id: UUID
    deal_number: str
    currency: str
    total_minor: int
    invoiced_minor: int
    paid_minor: int
    settled_at: datetime | None
    cancelled_at: datetime | None
    steps: tuple[Step, ...] = field(default_factory=tuple)
