"""Append one bid, accepted or refused, to the ledger of its lot.

The caller holds the lot's row lock: that lock, and nothing else, decides the order of bids.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.trading.kernel.decisions import chain
from tenant_apps.trading.kernel.models import Bid, Lot


@dataclass(frozen=True, slots=True)
class NewBid:
    """`payload` must have a canonical form: text for every number that is not whole.

    `received_at` is the time under the lot's lock where the clock decides; else the command's time.
    """

    company_id: UUID
    payload: Mapping[str, Any]
    ruleset_hash: str
    verdict: str
    verdict_reason: str = ""
    received_at: datetime | None = None


def record_bid(ctx: Context, lot: Lot, new: NewBid) -> Bid:
    """Write the bid as the next of `lot` and move the head of the chain. `lot` is locked and is changed in place."""
    facts = chain.BidFacts(
        lot_id=lot.pk,
        seq=lot.last_seq + 1,
        company_id=new.company_id,
        payload_hash=chain.payload_hash(new.payload),
        ruleset_hash=new.ruleset_hash,
        verdict=new.verdict,
        verdict_reason=new.verdict_reason,
        received_at=new.received_at or ctx.now,
    )
    bid = Bid.objects.create(
        lot_id=lot.pk,
        seq=facts.seq,
        company_id=facts.company_id,
        payload=dict(new.payload),
        payload_hash=facts.payload_hash,
        ruleset_hash=facts.ruleset_hash,
        verdict=facts.verdict,
        verdict_reason=facts.verdict_reason,
        received_at=facts.received_at,
        prev_hash=lot.last_hash,
        hash=chain.link(facts, lot.last_hash),
    )
    lot.last_seq, lot.last_hash = bid.seq, bid.hash
    lot.save(update_fields=["last_seq", "last_hash"])
    return bid
