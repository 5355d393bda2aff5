"""From the ranking to the award: justifications of abnormal prices, exclusions, the award, or none."""

from datetime import timedelta
from typing import Any

import msgspec

from tenant_apps.trading.engines.vault.decisions.acts import Act, Handling, Refused, is_text, keys_are, no
from tenant_apps.trading.engines.vault.decisions.evaluation import (
    Candidate,
    awardable,
    candidates,
    has_open_ties,
    waits_for_justification,
    winners,
)
from tenant_apps.trading.engines.vault.decisions.scoring import lacks_sheets
from tenant_apps.trading.engines.vault.decisions.standstill import bars_award, taken_back
from tenant_apps.trading.engines.vault.decisions.state import Justification, VaultState

replace = msgspec.structs.replace
EXCLUDED, UNJUSTIFIED = "excluded", "abnormal_price"


def check_justify(state: VaultState, act: Act) -> Refused | None:
    told = act.payload
    if not state.price_open or state.ended_at is not None:
        return no("not_now")
    if not keys_are(told, "bid text") or not is_text(told["text"]):
        return no("reason_needed")
    bid = _flagged(state, told["bid"])
    if bid is None or bid.company != act.company:
        return no("nothing_to_justify")
    return no("justified") if bid.seq in state.justifications else None


def _flagged(state: VaultState, seq: Any) -> Candidate | None:
    found = [one for one in candidates(state) if one.flags and one.seq == seq]
    return found[0] if found and state.bid(seq) is not None else None


def apply_justify(state: VaultState, act: Act) -> VaultState:
    made = Justification(act.payload["text"])
    return replace(state, justifications={**state.justifications, act.payload["bid"]: made})


def check_judge(state: VaultState, act: Act) -> Refused | None:
    """The initiator accepts a justification, or rejects it or its absence, which puts the bid out."""
    told = act.payload
    if not state.price_open or state.ended_at is not None:
        return no("not_now")
    if not keys_are(told, "bid accepted reason") or type(told["accepted"]) is not bool:
        return no("bad_act")
    if not is_text(told["reason"]):
        return no("reason_needed")
    if _flagged(state, told["bid"]) is None:
        return no("nothing_to_justify")
    given = state.justifications.get(told["bid"])
    if given is not None and given.verdict:
        return no("judged")
    return no("no_justification") if given is None and told["accepted"] else None


def apply_judge(state: VaultState, act: Act) -> VaultState:
    seq, accepted = act.payload["bid"], act.payload["accepted"]
    given = state.justifications.get(seq, Justification(""))
    told = replace(given, verdict="accepted" if accepted else "rejected")
    made = replace(state, justifications={**state.justifications, seq: told})
    return made if accepted else taken_back(replace(made, out={**made.out, seq: UNJUSTIFIED}))


def check_exclude(state: VaultState, act: Act) -> Refused | None:
    """A candidate that cannot be awarded for a reason the marketplace does not know."""
    told = act.payload
    if not state.price_open or state.ended_at is not None:
        return no("not_now")
    if not keys_are(told, "bid reason") or not is_text(told["reason"]):
        return no("reason_needed")
    bid = state.bid(told["bid"])
    return no("no_such_bid") if bid is None or bid.seq in state.out else None


def apply_exclude(state: VaultState, act: Act) -> VaultState:
    return taken_back(replace(state, out={**state.out, act.payload["bid"]: EXCLUDED}))


def check_award(state: VaultState, act: Act) -> Refused | None:
    told = act.payload
    if not state.price_open or state.ended_at is not None:
        return no("not_now")
    if not keys_are(told, "", "bid reason") or ("reason" in told and not is_text(told["reason"])):
        return no("bad_act")
    if lacks_sheets(state):
        return no("sheets_open", needed=int(state.rules.get("min_sheets", 1)))
    days = int(state.rules.get("validity_days", 0))
    if days and act.at > state.deadline + timedelta(days=days):
        return no("bids_expired", until=(state.deadline + timedelta(days=days)).isoformat())
    ranked = candidates(state)
    if not ranked:
        return no("no_candidate")
    if has_open_ties(state, ranked):
        return no("beacon_needed")
    chosen = told.get("bid", ranked[0].seq)
    if state.bid(chosen) is None or chosen not in [one.seq for one in ranked]:
        return no("no_such_bid")
    if "bid" in told and state.rules.get("method") == "uniform":
        return no("no_such_bid")
    if chosen != ranked[0].seq:
        if state.rules.get("award_choice", "best") == "best":
            return no("not_the_best", best=ranked[0].seq)
        if "reason" not in told:
            return no("reason_needed")
    # A price that waits to be justified may neither win nor set what the winner is paid.
    if winners(state, ranked, chosen) != winners(state, awardable(state, ranked), chosen):
        return no("abnormal_price", bid=next(one.seq for one in ranked if waits_for_justification(state, one)))
    return bars_award(state, act.at, chosen)


def apply_award(state: VaultState, act: Act) -> VaultState:
    chosen = act.payload.get("bid", candidates(state)[0].seq)
    return replace(state, awarded=chosen, award_reason=act.payload.get("reason", ""), ended_at=act.at)


def check_no_award(state: VaultState, act: Act) -> Refused | None:
    if not (state.root or state.first_root) or state.ended_at is not None:
        return no("not_now")
    return None if keys_are(act.payload, "reason") and is_text(act.payload["reason"]) else no("reason_needed")


def apply_no_award(state: VaultState, act: Act) -> VaultState:
    return replace(state, ended_at=act.at, end_reason="not_awarded", award_reason=act.payload["reason"])


HANDLING = {
    "justify": Handling("bidder", check_justify, apply_justify),
    "judge": Handling("initiator", check_judge, apply_judge),
    "exclude": Handling("initiator", check_exclude, apply_exclude),
    "award": Handling("initiator", check_award, apply_award),
    "no_award": Handling("initiator", check_no_award, apply_no_award),
}
