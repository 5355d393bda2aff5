"""Link the bids of a lot, so that none can be changed, dropped or slipped in afterwards without it showing.

The hash covers the verdict too: a refused bid that later reads as accepted would break the chain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared_apps.foundation import canonical


@dataclass(frozen=True, slots=True)
class BidFacts:
    """Everything a bid's hash covers, except the hash before it."""

    lot_id: UUID
    seq: int
    company_id: UUID
    payload_hash: str
    ruleset_hash: str
    verdict: str
    verdict_reason: str
    received_at: datetime


def payload_hash(payload: Mapping[str, Any]) -> str:
    """Hash of the canonical payload."""
    return canonical.digest(payload)


def link(facts: BidFacts, prev_hash: str) -> str:
    """Hash of one bid, given the hash of the bid before it (empty for the first)."""
    return canonical.digest(
        {
            "lot": str(facts.lot_id),
            "seq": facts.seq,
            "company": str(facts.company_id),
            "payload": facts.payload_hash,
            "ruleset": facts.ruleset_hash,
            "verdict": facts.verdict,
            "reason": facts.verdict_reason,
            "at": facts.received_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "prev": prev_hash,
        }
    )


def first_break(bids: Iterable[tuple[BidFacts, str, str]]) -> int | None:
    """Seq of the first bid, in order, whose number, link or hash is wrong; None when the chain holds.

    Each bid comes as its facts, the stored previous hash and the stored hash.
    """
    expected_seq, before = 1, ""
    for facts, prev_hash, own_hash in bids:
        if facts.seq != expected_seq or prev_hash != before or link(facts, prev_hash) != own_hash:
            return facts.seq
        expected_seq, before = expected_seq + 1, own_hash
    return None
