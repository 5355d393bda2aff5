"""The opening: each opener hands in its secrets; when enough have come, the bids are opened and written down."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.engines.vault.commands.acts import (
    act_for_initiator,
    initiator_for_opener,
    keep_for_initiator,
    officer_number,
)
from tenant_apps.trading.engines.vault.decisions.sealing import CannotUnseal, context_of, unseal
from tenant_apps.trading.engines.vault.decisions.state import load_state
from tenant_apps.trading.engines.vault.queries import own_number
from tenant_apps.trading.engines.vault.queries.tenders import envelopes_of, secrets_so_far
from tenant_apps.trading.kernel.commands import BidAnswer, act
from tenant_apps.trading.kernel.models import Lot

PERMISSION = "vault.open_bids"


class OpenBids(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`secrets` are hex texts by the number of the bid: what the opener's key made of each envelope's own part."""

    lot_id: UUID
    envelope: Literal["technical", "price"]
    secrets: dict[str, str]

    def payload(self, opener: int) -> dict[str, Any]:
        return {"act": "open", "opener": opener, "envelope": self.envelope, "secrets": dict(self.secrets)}


class CloseOpening(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID

    def payload(self) -> dict[str, Any]:
        return {"act": "close_opening"}


def keep_refused_opening(ctx: Context, data: OpenBids, refusal: Refusal) -> None:
    opener = own_number(ctx.actor, data.lot_id, "opener")
    if opener is not None:
        keep_for_initiator(ctx, data.lot_id, data.payload(opener))


def keep_refused_close(ctx: Context, data: CloseOpening, refusal: Refusal) -> None:
    keep_for_initiator(ctx, data.lot_id, data.payload())


@command(PERMISSION, input=OpenBids, on_refusal=keep_refused_opening)
def open_bids(ctx: Context, data: OpenBids) -> BidAnswer:
    """Do one's part of the opening as a named opener. With too few openers nothing can be read.

    Locks the lot. Refuses everybody who was not named, the time before the deadline and before the commitment root is
    published, and secrets that are not those of the bids.
    """
    initiator_id = initiator_for_opener(ctx, PERMISSION, data.lot_id)
    opener = officer_number(ctx, data.lot_id, "opener")
    payload = data.payload(opener)
    opened = _opened(data, opener)
    if opened:
        payload["opened"] = opened
    faultpoint("vault.opened.before_act")
    return act(ctx, PERMISSION, data.lot_id, initiator_id, payload, entitled=True)


@command("vault.close_opening", input=CloseOpening, on_refusal=keep_refused_close)
def close_opening(ctx: Context, data: CloseOpening) -> BidAnswer:
    """End an opening although some bids could not be opened: they stay sealed and count no more."""
    return act_for_initiator(ctx, "vault.close_opening", data.lot_id, data.payload())


def _opened(data: OpenBids, opener: int) -> list[dict[str, Any]]:
    """What opens with the secrets of all who came. The lot is locked, so that no two openers miss each other."""
    lot = Lot.objects.select_for_update().get(pk=data.lot_id)
    state = load_state(lot.engine_state)
    name = state.to_open
    if name is None or name != data.envelope or state.tender is None:
        return []
    if len(state.opening(name).openers) + 1 < state.tender.threshold:
        return []
    known = secrets_so_far(lot.pk, name)
    for seq, secret in data.secrets.items():
        try:
            known.setdefault(int(seq), {})[opener] = bytes.fromhex(secret)
        except ValueError:
            return []
    wanted = [bid for bid in state.live if bid.seq not in state.opening(name).contents and bid.seq in known]
    envelopes = envelopes_of(lot.pk, [bid.seq for bid in wanted], name)
    found = []
    for bid in wanted:
        opened = _try(context_of(state.lot, str(bid.company), name), envelopes[bid.seq], known[bid.seq])
        if opened is not None:
            found.append({"bid": bid.seq, "nonce": opened[0], "text": opened[1]})
    return found


def _try(context: str, envelope: Mapping[str, Any], known: Mapping[int, bytes]) -> tuple[str, str] | None:
    try:
        return unseal(context, envelope, known)
    except CannotUnseal:
        return None
