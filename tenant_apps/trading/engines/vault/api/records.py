"""What the API shows of an opening to an opener."""

from uuid import UUID

import msgspec

from shared_apps.foundation.actor import Actor
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


def opening_work(actor: Actor, lot_id: UUID) -> OpeningWork:
    """NotFound for a lot that is no tender, or not for this actor."""
    if not can_see(actor, lot_id):
        raise event_unknown(lot_id)
    work = to_unlock(actor, lot_id)
    if work is None:
        return OpeningWork(lot_id=lot_id)
    bids = {seq: LockedSecret(company_id=UUID(row["company"]), to=row["to"]) for seq, row in work["bids"].items()}
    return OpeningWork(lot_id=lot_id, envelope=work["envelope"], opener=work["opener"], bids=bids)
