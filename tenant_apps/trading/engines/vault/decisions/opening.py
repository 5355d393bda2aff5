"""The opening: openers come one by one with their secrets; when enough have come, what they opened is written down."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tenant_apps.trading.engines.vault.decisions.acts import Act, Handling, Refused, keys_are, no
from tenant_apps.trading.engines.vault.decisions.contents import Content, read_content
from tenant_apps.trading.engines.vault.decisions.sealing import Name, check_of, commitment, context_of
from tenant_apps.trading.engines.vault.decisions.state import Opening, VaultState

replace = msgspec.structs.replace
DOES_NOT_FIT, CANNOT_BE_READ, NOT_OPENED = "does_not_fit_commitment", "cannot_be_read", "cannot_be_opened"
NOT_REVEALED = "not_revealed"


def check_open(state: VaultState, act: Act) -> Refused | None:
    """`secrets` are the opener's by bid, in hex; a wrong one is refused by the bid it is for.

    `opened` is what the marketplace has opened with the secrets of all who came; with too few there is none.
    """
    name, tender, told = state.to_open, state.tender, act.payload
    if act.at < state.deadline:
        return no("too_early", deadline=state.deadline.isoformat())
    if not state.root:
        return no("no_root")
    if name is None or tender is None or state.reveals or told.get("envelope") != name:
        return no("not_now")
    if not keys_are(told, "opener envelope secrets", "opened") or type(told["opener"]) is not int:
        return no("bad_act")
    opener, opening = told["opener"], state.opening(name)
    if not 1 <= opener <= len(tender.openers):
        return no("no_opener")
    if opener in opening.openers:
        return no("opener_came")
    wrong = _wrong_secret(state, name, opener, told["secrets"])
    if wrong is not None:
        return no("wrong_secret", bid=wrong)
    opened = told.get("opened", [])
    if not isinstance(opened, list) or not all(_is_opened(row) for row in opened):
        return no("bad_act")
    seqs = [row["bid"] for row in opened]
    if len(opening.openers) + 1 < tender.threshold and seqs:
        return no("too_few_openers", needed=tender.threshold)
    live = {bid.seq for bid in state.live}
    known = opening.contents.keys()
    if len(set(seqs)) != len(seqs) or any(seq not in live or seq in known for seq in seqs):
        return no("bad_act")
    return None


def _wrong_secret(state: VaultState, name: Name, opener: int, secrets: Any) -> str | None:
    """The bid whose secret is wrong. A bid may be left out: another opener can make up for it."""
    if not isinstance(secrets, Mapping):
        return ""
    live = {str(bid.seq): bid for bid in state.live}
    for seq, secret in secrets.items():
        bid = live.get(seq)
        try:
            fits = bid is not None and check_of(bytes.fromhex(secret)) == bid.checks[name][opener - 1]
        except (ValueError, TypeError):
            fits = False
        if not fits:
            return str(seq)
    return None


def _is_opened(row: Any) -> bool:
    return (
        isinstance(row, Mapping)
        and row.keys() == {"bid", "nonce", "text"}
        and type(row["bid"]) is int
        and isinstance(row["nonce"], str)
        and isinstance(row["text"], str)
    )


def apply_open(state: VaultState, act: Act) -> VaultState:
    """A content that is not the one committed to, or that cannot be read, puts its bid out, by name."""
    name = act.payload["envelope"]
    before = state.opening(name)
    contents, out = dict(before.contents), dict(state.out)
    for row in act.payload.get("opened", []):
        seq = row["bid"]
        found = _read(state, name, seq, row["nonce"], row["text"])
        if isinstance(found, str):
            out[seq] = found
        else:
            contents[seq] = found
    made = replace(state, out=out)
    over = len(before.openers) + 1 >= (state.tender.threshold if state.tender else 0) and all(
        bid.seq in contents for bid in made.live
    )
    opening = Opening((*before.openers, act.payload["opener"]), contents, over)
    return _without_bids(replace(made, openings={**state.openings, name: opening}), act)


def _read(state: VaultState, name: Name, seq: int, nonce: str, text: str) -> Content | str:
    bid = state.bid(seq)
    if bid is None or state.tender is None:
        return DOES_NOT_FIT
    if commitment(context_of(state.lot, str(bid.company), name), nonce, text) != bid.commitments[name]:
        return DOES_NOT_FIT
    return read_content(text, name, state.tender, state.rules, state.terms.quantity) or CANNOT_BE_READ


def check_reveal(state: VaultState, act: Act) -> Refused | None:
    """Where there are no openers: a bidder tells what it committed to, in time."""
    name, until, told = state.to_open, state.reveal_until, act.payload
    if name is None or until is None:
        return no("not_now")
    if not keys_are(told, "envelope nonce text") or told["envelope"] != name:
        return no("bad_act")
    bid = next((bid for bid in state.live if bid.company == act.company), None)
    if bid is None:
        return no("no_bid")
    if bid.seq in state.opening(name).contents:
        return no("revealed")
    if act.at >= until:
        return no("reveal_over", until=until.isoformat())
    nonce, text = told["nonce"], told["text"]
    if not isinstance(nonce, str) or not isinstance(text, str):
        return no("bad_act")
    fits = commitment(context_of(state.lot, str(bid.company), name), nonce, text) == bid.commitments[name]
    return None if fits else no("bad_reveal")


def apply_reveal(state: VaultState, act: Act) -> VaultState:
    name = state.to_open or "price"
    before, bid = state.opening(name), next(bid for bid in state.live if bid.company == act.company)
    found = _read(state, name, bid.seq, act.payload["nonce"], act.payload["text"])
    if isinstance(found, str):
        made, contents = replace(state, out={**state.out, bid.seq: found}), dict(before.contents)
    else:
        made, contents = state, {**before.contents, bid.seq: found}
    over = all(one.seq in contents for one in made.live)
    opening = Opening(before.openers, contents, over)
    return _without_bids(replace(made, openings={**state.openings, name: opening}), act)


def check_close_opening(state: VaultState, act: Act) -> Refused | None:
    name, tender = state.to_open, state.tender
    if name is None or tender is None:
        return no("not_now")
    if not keys_are(act.payload, ""):
        return no("bad_act")
    until = state.reveal_until
    if until is not None and act.at < until:
        return no("reveal_runs", until=until.isoformat())
    if len(state.opening(name).openers) < tender.threshold:
        return no("too_few_openers", needed=tender.threshold)
    return None


def apply_close_opening(state: VaultState, act: Act) -> VaultState:
    """What could not be opened stays sealed and is out."""
    name = state.to_open or "price"
    opening = state.opening(name)
    why = NOT_REVEALED if state.reveals else NOT_OPENED
    out = {bid.seq: why for bid in state.live if bid.seq not in opening.contents}
    made = replace(state, out={**state.out, **out}, openings={**state.openings, name: replace(opening, over=True)})
    return _without_bids(made, act)


def _without_bids(state: VaultState, act: Act) -> VaultState:
    if state.live:
        return state
    return replace(state, ended_at=act.at, end_reason="no_valid_bid")


HANDLING = {
    "open": Handling("initiator", check_open, apply_open),
    "reveal": Handling("bidder", check_reveal, apply_reveal),
    "close_opening": Handling("initiator", check_close_opening, apply_close_opening),
}
