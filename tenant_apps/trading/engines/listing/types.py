"""Values of the listing engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

Remainder = Literal["allow", "seller_keeps"]


@dataclass(frozen=True, slots=True)
class ListingState:
    """Everything about a listing that decides a take, read under the lot's lock."""

    version: int
    seller_id: UUID
    open_from: datetime | None
    end_at: datetime | None
    final_state: str
    remaining: Decimal
    min_take: Decimal
    take_step: Decimal
    remainder: Remainder = "allow"


@dataclass(frozen=True, slots=True)
class Take:
    """What a buyer asks for."""

    buyer_id: UUID
    version: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `reason` is the refusal's code, empty when accepted; `sold_out` when nothing is left after it."""

    accepted: bool
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    sold_out: bool = False
