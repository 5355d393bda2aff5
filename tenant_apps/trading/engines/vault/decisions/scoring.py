"""The committee: each scorer writes a sheet alone and locks it; then bids are admitted to the second envelope."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from tenant_apps.trading.engines.vault.decisions.acts import Act, Handling, Refused, is_text, keys_are, no
from tenant_apps.trading.engines.vault.decisions.figures import read_amount, rule_number
from tenant_apps.trading.engines.vault.decisions.state import VaultState
from tenant_apps.trading.engines.vault.decisions.tender import BEST_MARK, Criterion

replace = msgspec.structs.replace
NOT_ADMITTED, BELOW_PASS = "not_admitted", "below_pass_mark"


def check_score(state: VaultState, act: Act) -> Refused | None:
    tender, told = state.tender, act.payload
    if tender is None or not state.to_score:
        return no("not_now")
    if not keys_are(told, "scorer bid marks", "note") or ("note" in told and not is_text(told["note"])):
        return no("bad_act")
    if type(told["scorer"]) is not int or not 1 <= told["scorer"] <= tender.scorers:
        return no("no_scorer")
    if told["scorer"] in state.locked:
        return no("sheet_locked")
    bid = state.bid(told["bid"])
    if bid is None or bid.seq in state.out:
        return no("no_such_bid")
    marks = told["marks"]
    if not isinstance(marks, Mapping) or marks.keys() != {one.code for one in tender.judged}:
        return no("bad_marks")
    read = [read_amount(mark) for mark in marks.values()]
    return None if all(mark is not None and mark <= BEST_MARK for mark in read) else no("bad_marks")


def apply_score(state: VaultState, act: Act) -> VaultState:
    told = act.payload
    sheet = {**state.sheets.get(told["scorer"], {}), told["bid"]: dict(told["marks"])}
    return replace(state, sheets={**state.sheets, told["scorer"]: sheet})


def check_lock(state: VaultState, act: Act) -> Refused | None:
    tender, told = state.tender, act.payload
    if tender is None or not state.to_score:
        return no("not_now")
    if not keys_are(told, "scorer") or type(told["scorer"]) is not int:
        return no("bad_act")
    if not 1 <= told["scorer"] <= tender.scorers:
        return no("no_scorer")
    if told["scorer"] in state.locked:
        return no("sheet_locked")
    sheet = state.sheets.get(told["scorer"], {})
    lacking = [bid.seq for bid in state.live if bid.seq not in sheet]
    return no("sheet_unfinished", bid=lacking[0]) if lacking else None


def apply_lock(state: VaultState, act: Act) -> VaultState:
    return replace(state, locked=(*state.locked, act.payload["scorer"]))


def check_admit(state: VaultState, act: Act) -> Refused | None:
    """Two envelopes: whose price envelopes are opened. `refused` are bids by number with the reason."""
    told = act.payload
    if len(state.names) != 2 or state.admitted or not state.opening("technical").over or state.ended_at is not None:
        return no("not_now")
    if not keys_are(told, "refused") or not isinstance(told["refused"], Mapping):
        return no("bad_act")
    if lacks_sheets(state):
        return no("sheets_open", needed=int(state.rules.get("min_sheets", 1)))
    live = {str(bid.seq) for bid in state.live}
    if not told["refused"].keys() <= live:
        return no("no_such_bid")
    return None if all(is_text(why) for why in told["refused"].values()) else no("reason_needed")


def apply_admit(state: VaultState, act: Act) -> VaultState:
    out = dict(state.out)
    for bid in state.live:
        if str(bid.seq) in act.payload["refused"]:
            out[bid.seq] = NOT_ADMITTED
        elif not passes(state, bid.seq):
            out[bid.seq] = BELOW_PASS
    made = replace(state, admitted=True, out=out, opening_since=act.at)
    return made if made.live else replace(made, ended_at=act.at, end_reason="no_valid_bid")


def _least_points(state: VaultState) -> Fraction:
    """The points a bid needs to pass; none where nothing is judged."""
    least, tender = rule_number(state.rules, "pass_mark"), state.tender
    if least is None or tender is None or not tender.judged:
        return Fraction(0)
    return Fraction(least) * Fraction(tender.points) / 100


def passes(state: VaultState, seq: int) -> bool:
    """Whether a bid has the points that the pass mark asks for."""
    return quality(state, seq) >= _least_points(state)


def lacks_sheets(state: VaultState) -> bool:
    """Whether too few sheets are locked to go on."""
    if state.tender is None or not state.tender.judged:
        return False
    return len(state.locked) < int(state.rules.get("min_sheets", 1))


def marks_of(state: VaultState, seq: int, criterion: str) -> list[Decimal]:
    """The marks of the locked sheets, lowest first."""
    sheets = (state.sheets.get(scorer, {}) for scorer in state.locked)
    return sorted(Decimal(sheet[seq][criterion]) for sheet in sheets if seq in sheet)


def counted(state: VaultState, seq: int, criterion: str) -> list[Decimal]:
    """The marks that count: without the highest and the lowest where the rules say so and three or more are there."""
    found = marks_of(state, seq, criterion)
    return found[1:-1] if state.rules.get("drop_extremes") and len(found) >= 3 else found


def mean(marks: list[Decimal]) -> Fraction:
    return Fraction(sum(marks, Decimal(0))) / len(marks) if marks else Fraction(0)


def variance(marks: list[Decimal]) -> Fraction:
    middle = mean(marks)
    return sum(((Fraction(mark) - middle) ** 2 for mark in marks), Fraction(0)) / len(marks) if marks else Fraction(0)


def points(state: VaultState, seq: int, criterion: Criterion) -> Fraction:
    return mean(counted(state, seq, criterion.code)) * Fraction(criterion.weight) / Fraction(BEST_MARK)


def quality(state: VaultState, seq: int) -> Fraction:
    """All points the committee gave a bid."""
    judged, seq = state.tender.judged if state.tender else (), state.basis(seq)
    return sum((points(state, seq, one) for one in judged), Fraction(0))


HANDLING = {
    "score": Handling("initiator", check_score, apply_score),
    "lock_sheet": Handling("initiator", check_lock, apply_lock),
    "admit": Handling("initiator", check_admit, apply_admit),
}
