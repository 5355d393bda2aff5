"""Between ranking and award: candidates are published, participants may object, the initiator answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from tenant_apps.trading.engines.vault.decisions.acts import Act, Handling, Refused, is_text, keys_are, no
from tenant_apps.trading.engines.vault.decisions.evaluation import (
    Candidate,
    candidates,
    has_open_ties,
    waits_for_justification,
)
from tenant_apps.trading.engines.vault.decisions.scoring import lacks_sheets
from tenant_apps.trading.engines.vault.decisions.state import Objection, VaultState

replace = msgspec.structs.replace
OBJECTED = "objection_upheld"


def ends_at(state: VaultState) -> datetime | None:
    """When the time for objections is over; None where no candidates are published."""
    if state.published_at is None:
        return None
    return state.published_at + timedelta(days=int(state.rules.get("standstill_days", 0)))


def open_objections(state: VaultState) -> list[int]:
    return [seq for seq, one in state.objections.items() if not one.verdict]


def answer_by(state: VaultState, objection: Objection) -> datetime | None:
    """Until when the initiator should answer; None: no term."""
    days = int(state.rules.get("answer_days", 0))
    return objection.at + timedelta(days=days) if days else None


def taken_back(state: VaultState) -> VaultState:
    """The evaluation is open again: what was published holds no more."""
    return replace(state, published=(), published_at=None)


def to_publish(state: VaultState, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The first of the ranking, as many as the rules say; all where several win parts."""
    if state.rules.get("method") == "uniform":
        return ranked
    return ranked[: int(state.rules.get("candidates_most", 3))]


def check_candidates(state: VaultState, act: Act) -> Refused | None:
    if not state.price_open or not int(state.rules.get("standstill_days", 0)):
        return no("not_now")
    if not keys_are(act.payload, ""):
        return no("bad_act")
    if state.published:
        return no("published")
    waiting = open_objections(state)
    if waiting:
        return no("objection_open", objection=waiting[0])
    if lacks_sheets(state):
        return no("sheets_open", needed=int(state.rules.get("min_sheets", 1)))
    ranked = candidates(state)
    if not ranked:
        return no("no_candidate")
    if has_open_ties(state, ranked):
        return no("beacon_needed")
    looks = [one.seq for one in to_publish(state, ranked) if waits_for_justification(state, one)]
    return no("abnormal_price", bid=looks[0]) if looks else None


def apply_candidates(state: VaultState, act: Act) -> VaultState:
    found = to_publish(state, candidates(state))
    return replace(state, published=tuple(one.seq for one in found), published_at=act.at)


def check_object(state: VaultState, act: Act) -> Refused | None:
    end, told = ends_at(state), act.payload
    if end is None:
        return no("not_now")
    if act.at >= end:
        return no("standstill_over", until=end.isoformat())
    if not keys_are(told, "text", "bid") or not is_text(told["text"]):
        return no("reason_needed")
    if "bid" in told and (type(told["bid"]) is not int or told["bid"] not in state.published):
        return no("no_such_bid")
    mine = [seq for seq in open_objections(state) if state.objections[seq].company == act.company]
    return no("objection_waits", objection=mine[0]) if mine else None


def apply_object(state: VaultState, act: Act) -> VaultState:
    made = Objection(act.company, act.payload["text"], act.at, act.payload.get("bid"))
    return replace(state, objections={**state.objections, act.seq: made})


def check_answer(state: VaultState, act: Act) -> Refused | None:
    """`upheld` opens the evaluation again, and puts out the bid that is named; else the reason stands."""
    told = act.payload
    if not keys_are(told, "objection upheld reason", "bid") or type(told["upheld"]) is not bool:
        return no("bad_act")
    number = told["objection"]
    if type(number) is not int or number not in state.objections:
        return no("no_objection")
    if state.objections[number].verdict:
        return no("answered")
    if not is_text(told["reason"]):
        return no("reason_needed")
    if "bid" in told:
        bid = state.bid(told["bid"])
        if not told["upheld"] or bid is None or bid.seq in state.out:
            return no("no_such_bid")
    return None


def apply_answer(state: VaultState, act: Act) -> VaultState:
    told = act.payload
    verdict = "upheld" if told["upheld"] else "rejected"
    answered = replace(state.objections[told["objection"]], verdict=verdict, answer=told["reason"])
    made = replace(state, objections={**state.objections, told["objection"]: answered})
    if not told["upheld"]:
        return made
    if "bid" in told:
        made = replace(made, out={**made.out, told["bid"]: OBJECTED})
    return taken_back(made)


def bars_award(state: VaultState, at: datetime, chosen: int) -> Refused | None:
    """What stands between the ranking and an award, where candidates have to be published first."""
    if not int(state.rules.get("standstill_days", 0)):
        return None
    waiting = open_objections(state)
    if waiting:
        return no("objection_open", objection=waiting[0])
    end = ends_at(state)
    if end is None:
        return no("not_published")
    if at < end:
        return no("standstill", until=end.isoformat())
    return None if chosen in state.published else no("no_such_bid")


HANDLING = {
    "candidates": Handling("initiator", check_candidates, apply_candidates),
    "object": Handling("bidder", check_object, apply_object),
    "answer": Handling("initiator", check_answer, apply_answer),
}
