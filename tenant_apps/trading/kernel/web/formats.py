"""What a room shows and asks for beyond the usual, by the format of its rules."""

from datetime import datetime
from typing import Any

from shared_apps.foundation.quantity import plain
from tenant_apps.trading.kernel.queries.rooms import Room


def facts_of(found: Room) -> dict[str, Any]:
    """`look` names the format; `part` changes when the viewer's form has to; `part_ends` is when the phase ends."""
    look, facts = look_of(found), found.facts
    ends, part = None, look
    if look == "turns":
        turn = facts.get("turn") or {}
        ends, part = (
            _time(turn.get("ends_at")),
            f"turns {turn.get('phase')} {turn.get('round')} {bool(facts.get('own_acts'))}",
        )
    elif look == "hybrid":
        stage = facts.get("stage") or {}
        ends, part = _time(stage.get("ends_at")), f"hybrid {stage.get('phase')}"
        if stage.get("phase") == "dutch":
            ends = None
    elif look == "japanese":
        part = f"japanese {(facts.get('tick') or {}).get('tick')} {bool(facts.get('own_stays'))}"
    final = _final(found)
    if final:
        ends = _time((facts.get("stage") or {}).get("ends_at"))
        part = f"{look} final {bool(facts.get('own_equal'))} {facts.get('own_final') is not None}"
    waits = facts.get("evaluation")
    if waits:
        ends, part = _time(waits["until"]), f"{look} evaluation {waits['waits_for']} {waits['until']}"
    unknown = {} if facts.get("own_next") is not None else {"next_valid": None, "next_text": ""}
    return {
        # What a newcomer would have to name is not known before it has declared anything.
        **(unknown if look in ("index", "absentee") or found.rules.get("criteria", "price") != "price" else {}),
        "look": look,
        "part": part,
        "part_ends": ends,
        "is_final": final,
        "ticks": (look in ("dutch", "japanese") and not final) or (look == "hybrid" and ends is None),
        "is_dutch": look == "dutch" or (look == "hybrid" and ends is None),
        "format_name": look if look in ("turns", "japanese", "index", "parts", "hybrid") else "",
        "auction_begins": _time((facts.get("turn") or {}).get("begins_at")),
        "declared": dict(facts.get("own_declared") or []),
        "with_features": found.rules.get("criteria", "price") != "price",
        "is_plain": (look in ("live", "dutch") and not final and found.rules.get("criteria", "price") == "price")
        or _presses(look, ends),
        "acts": _acts(look, found),
        "own_turn_at": _time(facts.get("own_turn_at")),
        "offset_text": plain(facts["own_next"]) if facts.get("own_next") is not None else "",
    }


def _presses(look: str, ends: datetime | None) -> bool:
    """Whether a hybrid is still in the phase in which the price moves."""
    return look == "hybrid" and ends is None


def _acts(look: str, found: Room) -> bool:
    """Whether the viewer may bid now, as far as the format says."""
    facts = found.facts
    if _final(found):
        return bool(facts.get("own_acts"))
    if look == "turns":
        return (facts.get("turn") or {}).get("phase") == "opening" or bool(facts.get("own_acts"))
    if look == "japanese":
        first = not (facts.get("tick") or {}).get("tick") and not facts.get("own_stays")
        return first or bool(facts.get("own_may_stay"))
    if look == "hybrid":
        phase = (facts.get("stage") or {}).get("phase")
        return phase == "dutch" or (phase == "sealed" and not facts.get("own_pressed")) or bool(facts.get("own_acts"))
    return True


def _final(found: Room) -> bool:
    """Whether the last round among equals runs."""
    return not found.final_state and (found.facts.get("stage") or {}).get("phase") == "final"


def may_name_last(found: Room) -> bool:
    """Whether the viewer takes part in the last round that runs."""
    return _final(found) and found.state == "evaluation" and bool(found.facts.get("own_equal"))


def may_leave(found: Room) -> bool:
    """Whether a take may be left behind now."""
    return found.state == "announced" and found.mode == "dutch_auction" and found.rules.get("pre_bid") is True


def look_of(found: Room) -> str:
    """One word: live, index, turns, japanese, parts, dutch, hybrid."""
    rules = found.rules
    if may_leave(found):
        return "absentee"
    if found.mode == "dutch_auction":
        return "hybrid" if rules.get("hybrid") is True else "dutch"
    if found.mode == "english_auction":
        return "live" if rules.get("multi_unit", "single") == "single" else "parts"
    return str(rules.get("format", "live"))


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
