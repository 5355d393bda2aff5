"""A tender in two stages: technical proposals without a price, then final terms and sealed prices of those invited."""

import dataclasses
from collections.abc import Mapping
from datetime import timedelta

import msgspec

from tenant_apps.trading.engines.vault.decisions.acts import Act, Handling, Refused, is_text, keys_are, no
from tenant_apps.trading.engines.vault.decisions.beacon import fits_beacon, read_beacon, read_time
from tenant_apps.trading.engines.vault.decisions.scoring import BELOW_PASS, NOT_ADMITTED, lacks_sheets, passes
from tenant_apps.trading.engines.vault.decisions.state import SealedBid, VaultState

replace = msgspec.structs.replace
LONGEST_TERMS = 20_000


def _refused(state: VaultState, told: Mapping[str, object]) -> dict[int, str]:
    """Whose proposals go no further: those with a reason, and those below the pass mark."""
    found = {}
    for bid in state.live:
        if str(bid.seq) in told:
            found[bid.seq] = NOT_ADMITTED
        elif not passes(state, bid.seq):
            found[bid.seq] = BELOW_PASS
    return found


def _invited(state: VaultState, told: Mapping[str, object]) -> list[SealedBid]:
    out = _refused(state, told)
    return [bid for bid in state.live if bid.seq not in out]


def check_invite(state: VaultState, act: Act) -> Refused | None:
    """`refused` are proposals by number with the reason, `until` is the deadline of the prices."""
    told = act.payload
    if not state.is_two_stage or state.admitted or not state.opening("technical").over:
        return no("not_now")
    if not keys_are(told, "refused until terms", "beacon") or not isinstance(told["refused"], Mapping):
        return no("bad_act")
    if not is_text(told["terms"], LONGEST_TERMS):
        return no("bad_terms", part="terms")
    until = read_time(told["until"])
    if until is None or until <= act.at:
        return no("bad_terms", part="until")
    if until - act.at < timedelta(days=int(state.rules.get("tendering_min_days", 0))):
        return no("bad_terms", part="until")
    if not fits_beacon(told, state.rules, until):
        return no("bad_terms", part="beacon")
    if lacks_sheets(state):
        return no("sheets_open", needed=int(state.rules.get("min_sheets", 1)))
    if not told["refused"].keys() <= {str(bid.seq) for bid in state.live}:
        return no("no_such_bid")
    if not all(is_text(why) for why in told["refused"].values()):
        return no("reason_needed")
    least = int(state.rules.get("min_invited", 2))
    return no("too_few_invited", needed=least) if len(_invited(state, told["refused"])) < least else None


def apply_invite(state: VaultState, act: Act) -> VaultState:
    """The first stage is put away whole; those invited begin anew under the final terms, with a root of their own."""
    told = act.payload
    return replace(
        state,
        out={**state.out, **_refused(state, told["refused"])},
        invited=tuple(bid.company for bid in _invited(state, told["refused"])),
        admitted=True,
        first=state.bids,
        first_root=state.root,
        bids=(),
        root="",
        final_terms=told["terms"],
        terms=dataclasses.replace(state.terms, ends_at=read_time(told["until"])),
        beacon=read_beacon(told.get("beacon")),
    )


HANDLING = {"invite": Handling("initiator", check_invite, apply_invite)}
