"""Until the deadline: the initiator fixes the tender, bidders seal, replace, withdraw. Then the root is published."""

from typing import Any

import msgspec

from tenant_apps.trading.engines.vault.decisions.acts import Act, Handling, Refused, is_text, keys_are, no
from tenant_apps.trading.engines.vault.decisions.beacon import fits_beacon, read_beacon
from tenant_apps.trading.engines.vault.decisions.sealing import SUITE, is_envelope
from tenant_apps.trading.engines.vault.decisions.state import SealedBid, VaultState, root_of
from tenant_apps.trading.engines.vault.decisions.tender import read_tender

replace = msgspec.structs.replace


def check_terms(state: VaultState, act: Act) -> Refused | None:
    if state.tender is not None:
        return no("terms_fixed")
    if act.at >= state.deadline:
        return no("late", deadline=state.deadline.isoformat())
    if not keys_are(act.payload, "lot openers threshold", "criteria scorers beacon") or not is_text(
        act.payload["lot"], 36
    ):
        return no("bad_terms", part="terms")
    found = read_tender(act.payload, state.rules)
    if isinstance(found, str):
        return no("bad_terms", part=found)
    # In two stages the beacon is named with the deadline that it must come after: by the invitation.
    fits = "beacon" not in act.payload if state.is_two_stage else fits_beacon(act.payload, state.rules, state.deadline)
    return None if fits else no("bad_terms", part="beacon")


def apply_terms(state: VaultState, act: Act) -> VaultState:
    found = read_tender(act.payload, state.rules)
    beacon = read_beacon(act.payload.get("beacon"))
    return replace(state, lot=act.payload["lot"], tender=None if isinstance(found, str) else found, beacon=beacon)


def check_seal(state: VaultState, act: Act) -> Refused | None:
    if act.at < state.terms.opens_at:
        return no("not_open", opens_at=state.terms.opens_at.isoformat())
    if act.at >= state.deadline:
        return no("late", deadline=state.deadline.isoformat())
    if state.tender is None:
        return no("no_terms")
    if state.is_two_stage and state.admitted and act.company not in state.invited:
        return no("not_invited")
    return None if _is_sealed(state, act.payload) else no("bad_envelope")


def _is_sealed(state: VaultState, payload: Any) -> bool:
    tender = state.tender
    if tender is None or not keys_are(payload, "suite envelopes") or payload["suite"] != SUITE:
        return False
    envelopes = payload["envelopes"]
    if not isinstance(envelopes, dict) or envelopes.keys() != set(state.names):
        return False
    return all(is_envelope(one, len(tender.openers), tender.threshold) for one in envelopes.values())


def apply_seal(state: VaultState, act: Act) -> VaultState:
    envelopes = act.payload["envelopes"]
    made = SealedBid(
        act.seq,
        act.company,
        {name: one["commitment"] for name, one in envelopes.items()},
        {name: tuple(part["check"] for part in one.get("secrets", ())) for name, one in envelopes.items()},
    )
    return replace(state, bids=(*_gone(state, act, "replaced"), made))


def check_withdraw(state: VaultState, act: Act) -> Refused | None:
    if act.at >= state.deadline:
        return no("late", deadline=state.deadline.isoformat())
    if not keys_are(act.payload, ""):
        return no("bad_act")
    return None if any(bid.company == act.company for bid in state.standing) else no("no_bid")


def apply_withdraw(state: VaultState, act: Act) -> VaultState:
    return replace(state, bids=_gone(state, act, "withdrawn"))


def _gone(state: VaultState, act: Act, why: str) -> tuple[SealedBid, ...]:
    return tuple(replace(bid, gone=why) if bid.company == act.company and not bid.gone else bid for bid in state.bids)


def check_root(state: VaultState, act: Act) -> Refused | None:
    if act.at < state.deadline:
        return no("too_early", deadline=state.deadline.isoformat())
    if state.root:
        return no("root_published")
    if not keys_are(act.payload, "root bids") or act.payload["root"] != root_of(state.standing):
        return no("bad_root")
    return None if act.payload["bids"] == [bid.seq for bid in state.standing] else no("bad_root")


def apply_root(state: VaultState, act: Act) -> VaultState:
    """With fewer bids than the rules ask for nothing is opened: the tender is over and every bid stays sealed."""
    made = replace(state, root=act.payload["root"], opening_since=act.at)
    count, least = len(state.standing), "min_invited" if state.first else "min_bidders"
    if count < max(1, int(state.rules.get(least, 1))):
        return replace(made, ended_at=act.at, end_reason="too_few_bidders" if count else "no_bids")
    return made


HANDLING = {
    "terms": Handling("initiator", check_terms, apply_terms),
    "seal": Handling("bidder", check_seal, apply_seal),
    "withdraw": Handling("bidder", check_withdraw, apply_withdraw),
    "root": Handling("initiator", check_root, apply_root),
}
