"""Keys, officers and envelopes of tenders, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.engines.vault.decisions.state import VaultState, load_state
from tenant_apps.trading.engines.vault.models import OpenerKey, TenderOfficer
from tenant_apps.trading.kernel.models import Bid, Lot, TradingEvent


@dataclass(frozen=True, slots=True)
class OpenerKeyLine:
    """A registered key of a person."""

    id: UUID
    name: str
    company: str
    fingerprint: str
    created_at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """A person with a part in a tender. `is_me` is the viewer."""

    part: str
    number: int
    name: str
    fingerprint: str
    is_me: bool


def keys_to_choose(actor: Actor) -> list[OpenerKeyLine]:
    """Keys in use that this actor may name as openers, own company first."""
    rows = OpenerKey.objects.visible_to(actor).filter(retired_at__isnull=True).select_related("company")
    lines = [_key(actor, row) for row in rows.order_by("name", "id")]
    return sorted(lines, key=lambda line: not line.company)


def own_key(actor: Actor) -> OpenerKeyLine | None:
    """The key in use of the person who asks."""
    row = OpenerKey.objects.visible_to(actor).filter(person=actor.id, retired_at__isnull=True).first()
    return _key(actor, row) if row else None


def officers_of(actor: Actor, lot_id: UUID) -> list[OfficerLine]:
    """Openers for everybody who sees the tender; scorers for the initiator and the marketplace alone."""
    run = TradingEvent.objects.visible_to(actor).filter(lots__pk=lot_id).first()
    if run is None:
        return []
    rows = TenderOfficer.objects.filter(lot_id=lot_id).order_by("part", "number")
    if actor.company_id not in (None, run.initiator_id):
        rows = rows.filter(part="opener")
    return [OfficerLine(row.part, row.number, row.name, row.fingerprint, row.person == actor.id) for row in rows]


def own_number(actor: Actor, lot_id: UUID, part: str) -> int | None:
    """The number under which the actor has this part in the tender."""
    row = TenderOfficer.objects.filter(lot_id=lot_id, part=part, person=actor.id).first()
    return row.number if row else None


def can_see(actor: Actor, lot_id: UUID) -> bool:
    """Whether this is the lot of a tender that exists for the actor."""
    return TradingEvent.objects.visible_to(actor).filter(lots__pk=lot_id, mode="sealed_tender").exists()


def state_of(lot_id: UUID) -> VaultState | None:
    """The tender's state: for decisions, never for a page."""
    lot = Lot.objects.filter(pk=lot_id, trading_event__mode="sealed_tender").first()
    return load_state(lot.engine_state) if lot else None


def envelopes_of(lot_id: UUID, seqs: Sequence[int], name: str) -> dict[int, Mapping[str, Any]]:
    """The sealed envelopes of these bids, as they stand in the ledger."""
    rows = Bid.objects.filter(lot_id=lot_id, seq__in=seqs).values_list("seq", "payload")
    return {seq: payload["envelopes"][name] for seq, payload in rows}


def secrets_so_far(lot_id: UUID, name: str) -> dict[int, dict[int, bytes]]:
    """What openers have handed in for one envelope: secrets by bid and opener."""
    found: dict[int, dict[int, bytes]] = {}
    acts = Bid.objects.filter(lot_id=lot_id, verdict="accepted", payload__act="open", payload__envelope=name)
    for payload in acts.order_by("seq").values_list("payload", flat=True):
        for seq, secret in payload["secrets"].items():
            found.setdefault(int(seq), {})[payload["opener"]] = bytes.fromhex(secret)
    return found


def to_unlock(actor: Actor, lot_id: UUID) -> dict[str, Any] | None:
    """What an opener's browser needs to do its part: the envelope's name and, by bid, its locked secret.

    None where there is nothing to open now, or nothing for this person.
    """
    number, state = own_number(actor, lot_id, "opener"), state_of(lot_id) if can_see(actor, lot_id) else None
    if number is None or state is None or state.to_open is None or number in state.opening(state.to_open).openers:
        return None
    companies = {bid.seq: str(bid.company) for bid in state.live}
    envelopes = envelopes_of(lot_id, list(companies), state.to_open)
    return {
        "lot": state.lot,
        "envelope": state.to_open,
        "opener": number,
        "bids": {
            str(seq): {"company": companies[seq], "to": one["secrets"][number - 1]["to"]}
            for seq, one in envelopes.items()
        },
    }


def _key(actor: Actor, row: OpenerKey) -> OpenerKeyLine:
    company = row.company.name if row.company else ""
    return OpenerKeyLine(row.pk, row.name, company, row.fingerprint, row.created_at, row.person == actor.id)
