"""Words of deposits, and what passes their door."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["participation", "performance", "earnest"]
Cover = Literal["", "money", "guarantee"]
State = Literal["requested", "blocked", "applied", "released", "forfeited", "partly_forfeited", "lapsed"]
Reason = Literal["withdrew", "did_not_sign", "did_not_pay", "did_not_deliver", "collusion", "other_breach"]

KINDS: tuple[Kind, ...] = ("participation", "performance", "earnest")
STATES: tuple[State, ...] = (
    "requested", "blocked", "applied", "released", "forfeited", "partly_forfeited", "lapsed",
)  # fmt: skip
# In which order a forfeited deposit is used: costs first, then what a resale brings less, then what is still owed.
PARTS = ("costs", "price_gap", "debt")


@dataclass(frozen=True, slots=True)
class Draw:
    """What of one deposit pays an invoice."""

    deposit_id: UUID
    number: str
    amount_minor: int
