"""Who may see which fact of a running event, and when. The one place that says so.

Pages, API, streams, mails and exports get facts that went through `cut`; none of them decides for itself. What is not
named here is seen by nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast
from uuid import UUID

Audience = Literal["house", "initiator", "participant", "member"]
When = Literal["live", "after", "never"]
Preset = Literal[
    "open", "rank_only", "sealed", "staged", "thread", "thread_masked", "tender_public", "tender_participants",
    "tender_initiator",
]  # fmt: skip

# Facts that belong to the viewer's own company are cut to that company, whoever asks.
OWN = (
    "own_rank",
    "own_price",
    "own_maximum",
    "own_next",
    # Of the formats of the clock: what was declared and its value, whose turn it is, who is still in, one's part.
    "own_value",
    "own_declared",
    "own_acts",
    "own_may_cancel",
    "own_turn_at",
    "own_stays",
    "own_may_stay",
    "own_quantity",
    "own_least",
    "own_share",
    "own_pressed",
    "own_absentee",
    # The right of first refusal, and the last round among equals.
    "own_priority",
    "own_may_match",
    "own_equal",
    "own_final",
    # Of a request for quotation: the company's own thread.
    "own_thread",
    # Of a tender: receipts, the proof that one's bid is under the root, what one has to justify.
    "own_receipts",
    "own_proof",
    "own_to_justify",
    # Whether one is invited to a second stage, and one's objections with their answers.
    "own_stage",
    "own_objections",
    # Which envelope one has to open oneself, where there are no openers.
    "own_reveal",
)

_ALWAYS: dict[str, tuple[When, When, When, When]] = {
    # fact: house, initiator, participant, member
    "phase": ("live", "live", "live", "live"),
    "opens_at": ("live", "live", "live", "live"),
    "end_at": ("live", "live", "live", "live"),
    "paused": ("live", "live", "live", "live"),
    # Which phase and whose turn runs, and the levels of a falling price: the rules of the room, under numbers.
    "turn": ("live", "live", "live", "live"),
    "stage": ("live", "live", "live", "live"),
    "counting": ("live", "live", "live", "live"),
    "index": ("live", "live", "live", "live"),
    # How many have the right of first refusal; who they are is the initiator's to tell.
    "priority": ("live", "live", "live", "live"),
    # That an abnormal price waits for its explanation, and until when; whose it is and what it says is the initiator's.
    "evaluation": ("live", "live", "live", "live"),
    "explanation": ("live", "live", "never", "never"),
    "priority_order": ("live", "live", "never", "never"),
    **dict.fromkeys(OWN, ("never", "never", "live", "never")),
    # Questions that were answered, and changes: everybody's. Who asked is for the marketplace and, unless it may not
    # know who takes part, for the initiator.
    "questions": ("live", "live", "live", "live"),
    "amendments": ("live", "live", "live", "live"),
    "askers": ("live", "live", "never", "never"),
}
_UNKNOWN_ASKERS: dict[str, tuple[When, When, When, When]] = {"askers": ("after", "after", "never", "never")}

# A request for quotation: the initiator reads every thread, a company its own alone, before the award and after it.
_THREAD: dict[str, tuple[When, When, When, When]] = _ALWAYS | {
    "bids": ("live", "live", "never", "never"),
    "bidders": ("live", "live", "never", "never"),
    "ladder": ("live", "live", "never", "never"),
    "threads": ("live", "live", "never", "never"),
    "own_thread": ("never", "never", "live", "never"),
    "targets": ("live", "live", "live", "live"),
    "bafo_until": ("live", "live", "live", "never"),
    "identities": ("live", "live", "never", "never"),
    "result": ("live", "live", "never", "never"),
}

MATRIX: dict[Preset, dict[str, tuple[When, When, When, When]]] = {
    "open": _ALWAYS
    | {
        "price_now": ("live", "live", "live", "live"),
        "next_valid": ("live", "live", "live", "live"),
        "leader": ("live", "live", "live", "live"),
        "bids": ("live", "live", "live", "live"),
        "bidders": ("live", "live", "live", "live"),
        "extensions": ("live", "live", "live", "live"),
        "reserve_met": ("live", "live", "live", "live"),
        "remaining": ("live", "live", "live", "live"),
        "tick": ("live", "live", "live", "live"),
        "shares": ("live", "live", "live", "after"),
        "ladder": ("live", "live", "live", "after"),
        "identities": ("live", "live", "after", "never"),
        "ranks": ("live", "live", "after", "never"),
        "result": ("live", "live", "after", "after"),
    },
    "rank_only": _ALWAYS
    | {
        "price_now": ("live", "live", "never", "never"),
        "next_valid": ("live", "live", "never", "never"),
        "leader": ("live", "live", "never", "never"),
        "bids": ("live", "live", "never", "never"),
        "bidders": ("live", "live", "never", "never"),
        "extensions": ("live", "live", "live", "live"),
        "reserve_met": ("live", "live", "never", "never"),
        "remaining": ("live", "live", "never", "never"),
        "tick": ("live", "live", "never", "never"),
        "shares": ("live", "live", "never", "never"),
        "ladder": ("live", "live", "never", "never"),
        "identities": ("live", "live", "never", "never"),
        "ranks": ("live", "live", "never", "never"),
        "result": ("live", "live", "never", "never"),
    },
    "sealed": _ALWAYS
    | _UNKNOWN_ASKERS
    | {
        "price_now": ("after", "after", "after", "never"),
        "leader": ("after", "after", "after", "never"),
        "bids": ("after", "after", "after", "never"),
        "bidders": ("after", "after", "after", "never"),
        "extensions": ("live", "live", "live", "live"),
        "reserve_met": ("after", "after", "after", "never"),
        "shares": ("after", "after", "after", "never"),
        "ladder": ("after", "after", "after", "never"),
        "identities": ("after", "after", "never", "never"),
        "ranks": ("after", "after", "never", "never"),
        "result": ("after", "after", "after", "never"),
        # A rank, or a part, among bids that nobody may know yet says something about them.
        "own_rank": ("never", "never", "after", "never"),
        "own_share": ("never", "never", "after", "never"),
    },
    # By turns, by a falling price, with takes left behind and in the sealed phase of a hybrid, whatever else the rules
    # say: the engine tells what has been published so far, under numbers; the ledger itself, where bids stand that are
    # not yet told, is nobody's before the end. Names come out afterwards.
    "staged": _ALWAYS
    | _UNKNOWN_ASKERS
    | {
        "price_now": ("live", "live", "live", "live"),
        "next_valid": ("live", "live", "live", "live"),
        "leader": ("live", "live", "live", "live"),
        "bidders": ("live", "live", "live", "live"),
        "rounds": ("live", "live", "live", "after"),
        "levels": ("live", "live", "after", "after"),
        "tick": ("live", "live", "live", "live"),
        "remaining": ("live", "live", "live", "live"),
        "extensions": ("live", "live", "live", "live"),
        "reserve_met": ("live", "live", "live", "live"),
        "bids": ("after", "after", "after", "after"),
        "ladder": ("after", "after", "after", "never"),
        "identities": ("after", "after", "after", "never"),
        "ranks": ("live", "live", "after", "never"),
        "result": ("after", "after", "after", "after"),
    },
    "thread": _THREAD,
    # The initiator knows companies by their numbers until it has decided.
    "thread_masked": _THREAD
    | {"identities": ("live", "after", "never", "never"), "askers": ("live", "after", "never", "never")},
}

# Tenders: until an envelope is opened nobody sees anything of a bid, the initiator and the marketplace as little as the
# others. What a bid says does not exist before; these rows say who reads it afterwards, and that the ledger, which
# tells who has bid and when, opens with the end.
_TENDER: dict[str, tuple[When, When, When, When]] = (
    _ALWAYS
    | _UNKNOWN_ASKERS
    | {
        "deadline": ("live", "live", "live", "live"),
        "tender": ("live", "live", "live", "live"),
        "root": ("live", "live", "live", "live"),
        "own_receipts": ("never", "never", "live", "never"),
        "own_proof": ("never", "never", "live", "never"),
        "own_to_justify": ("never", "never", "live", "never"),
        "own_stage": ("never", "never", "live", "never"),
        "own_objections": ("never", "never", "live", "never"),
        "own_reveal": ("never", "never", "live", "never"),
        "own_rank": ("never", "never", "after", "never"),
        # Proposals of a dialogue are the initiator's to read; candidates stand open to objections of all who take part.
        "stage": ("live", "live", "live", "never"),
        "proposals": ("live", "live", "never", "never"),
        "beacon": ("live", "live", "live", "live"),
        "candidates": ("live", "live", "live", "never"),
        "objections": ("live", "live", "after", "never"),
        "price_now": ("after", "after", "never", "never"),
        "leader": ("after", "after", "never", "never"),
        "bids": ("after", "after", "after", "after"),
        "bidders": ("after", "after", "after", "after"),
        "ladder": ("after", "after", "never", "never"),
        "identities": ("after", "after", "after", "after"),
        "ranks": ("after", "after", "after", "never"),
        "sheets": ("live", "live", "never", "never"),
        "ranking": ("live", "live", "after", "never"),
        "award": ("live", "live", "live", "live"),
        "opening": ("live", "live", "live", "live"),
        "result": ("live", "live", "after", "after"),
    }
)
MATRIX["tender_public"] = _TENDER | {"candidates": ("live", "live", "live", "live")}
MATRIX["tender_participants"] = _TENDER | {
    "opening": ("live", "live", "live", "never"),
    "result": ("live", "live", "after", "never"),
}
MATRIX["tender_initiator"] = _TENDER | {
    "opening": ("live", "live", "never", "never"),
    "identities": ("after", "after", "never", "never"),
    "ranking": ("live", "live", "never", "never"),
    "ranks": ("after", "after", "never", "never"),
    "result": ("live", "live", "after", "never"),
}

_COLUMN: dict[Audience, int] = {"house": 0, "initiator": 1, "participant": 2, "member": 3}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the audience and, for a company, which."""

    audience: Audience
    company_id: UUID | None = None


def preset_of(rules: Mapping[str, Any]) -> Preset:
    """The preset of an event, by its pinned rules."""
    held_back = rules.get("hybrid") is True or rules.get("pre_bid") is True
    if held_back or rules.get("format") in ("turns", "japanese"):
        return "staged"
    return cast(Preset, rules.get("visibility", "open"))


def hides_next(rules: Mapping[str, Any]) -> bool:
    """Whether a bidder's next valid price, told by a room or by a refusal, would say what others have bid unseen."""
    hidden = preset_of(rules) in ("rank_only", "sealed")
    return hidden and rules.get("beat", "market_best") == "market_best"


def may_see(preset: Preset, fact: str, audience: Audience, *, ended: bool) -> bool:
    """Whether this audience sees the fact now; False for a fact the matrix does not name."""
    row = MATRIX[preset].get(fact)
    when: When = row[_COLUMN[audience]] if row else "never"
    return when == "live" or (when == "after" and ended)


def cut(facts: Mapping[str, Any], preset: Preset, viewer: Viewer, *, ended: bool) -> dict[str, Any]:
    """The facts this viewer may see."""
    return {name: value for name, value in facts.items() if may_see(preset, name, viewer.audience, ended=ended)}
