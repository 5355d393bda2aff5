"""What the API shows of an opening to an opener, and to the initiator of what bids have in common."""

from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.engines.vault.queries import signs_of
from tenant_apps.trading.engines.vault.queries.tenders import can_see, to_unlock
from tenant_apps.trading.kernel.errors import event_unknown


class LockedSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A secret that only the opener's key unlocks, and the company it is bound to."""

    company_id: UUID
    to: str


class OpeningWork(msgspec.Struct, frozen=True, kw_only=True):
    """By bid what the opener's key has to unlock; empty where nothing is to be opened now, or not by the caller.

    `opener` is the caller's number in the tender.
    """

    lot_id: UUID
    envelope: str = ""
    opener: int | None = None
    bids: dict[str, LockedSecret] = {}


class SignRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: `same_gap` (fact: the difference), `same_words` (SHA-256 of them), `same_account` (its name)."""

    kind: str
    bids: list[int]
    fact: str


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """Empty before the prices are open, and for everybody but the initiator and the marketplace."""

    lot_id: UUID
    signs: list[SignRecord] = []


def signs(actor: Actor, lot_id: UUID) -> Signs:
    """NotFound for a lot that is no tender, or not for this actor."""
    if not can_see(actor, lot_id):
        raise event_unknown(lot_id)
    found = [SignRecord(kind=one.kind, bids=list(one.bids), fact=one.fact) for one in signs_of(actor, lot_id)]
    return Signs(lot_id=lot_id, signs=found)


def opening_work(actor: Actor, lot_id: UUID) -> OpeningWork:
    """NotFound for a lot that is no tender, or not for this actor."""
    if not can_see(actor, lot_id):
        raise event_unknown(lot_id)
    work = to_unlock(actor, lot_id)
    if work is None:
        return OpeningWork(lot_id=lot_id)
    bids = {seq: LockedSecret(company_id=UUID(row["company"]), to=row["to"]) for seq, row in work["bids"].items()}
    return OpeningWork(lot_id=lot_id, envelope=work["envelope"], opener=work["opener"], bids=bids)
