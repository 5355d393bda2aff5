"""What a room may show of a tender. Nothing of a bid is among it before its envelope was opened."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from tenant_apps.trading.engines.vault.decisions import merkle, scoring
from tenant_apps.trading.engines.vault.decisions.beacon import round_of, seed_of
from tenant_apps.trading.engines.vault.decisions.contents import names_of
from tenant_apps.trading.engines.vault.decisions.evaluation import (
    BEYOND_CEILING,
    Candidate,
    awardable,
    beyond_ceiling,
    candidates,
    has_open_ties,
    waits_for_justification,
    winners,
)
from tenant_apps.trading.engines.vault.decisions.figures import shown, text
from tenant_apps.trading.engines.vault.decisions.sealing import fingerprint
from tenant_apps.trading.engines.vault.decisions.standstill import answer_by, ends_at
from tenant_apps.trading.engines.vault.decisions.state import SealedBid, VaultState
from tenant_apps.trading.engines.vault.decisions.tender import SCORED


def facts_of(state: VaultState, now: datetime) -> dict[str, Any]:
    phase, ranked = state.phase(now), candidates(state) if state.price_open else ()
    best = ranked[0] if ranked else None
    documents = {
        "deadline": state.deadline.isoformat(),
        "tender": _tender(state),
        "root": {"root": state.root, "bids": [bid.seq for bid in state.standing]} if state.root else None,
        "opening": _opening(state),
        "proposals": _proposals(state),
        "stage": _stage(state),
        "beacon": _beacon(state),
        "sheets": _sheets(state),
        "ranking": _ranking(state) if state.price_open else None,
        "candidates": _candidates(state, ranked),
        "objections": [_objection(state, seq, now) for seq in state.objections] or None,
        "award": _award(state) if state.ended_at is not None else None,
    }
    return {
        "phase": phase,
        "end_at": None,
        "price_now": text(best.price) if best else None,
        "leader_seq": best.seq if best else None,
        "leader_company": str(best.company) if best else None,
        "next_valid": None,
        "bids": len(state.standing) if state.root else None,
        "bidders": len(state.standing) if state.root else None,
        "extensions": 0,
        "reserve_met": None,
        "remaining": None,
        "ranks": {str(one.company): rank for rank, one in enumerate(ranked, 1)},
        "documents": {name: value for name, value in documents.items() if value is not None},
        "private": {str(company): _private(state, company, now) for company in _known(state)},
    }


def _tender(state: VaultState) -> dict[str, Any] | None:
    tender = state.tender
    if tender is None:
        return None
    return {
        "threshold": tender.threshold,
        "openers": [
            {"number": at, "key": key, "fingerprint": fingerprint(key)} for at, key in enumerate(tender.openers, 1)
        ],
        "criteria": [
            {
                "code": one.code,
                "label": one.label,
                "weight": text(one.weight) if one.is_judged else None,
                "options": [{"code": o.code, "label": o.label, "value": text(o.value)} for o in one.options],
            }
            for one in tender.criteria
        ],
        "scorers": tender.scorers,
        "price_weight": text(100 - tender.points) if state.rules.get("method") in SCORED else None,
    }


def _opening(state: VaultState) -> dict[str, Any] | None:
    """The opening list: which openers came, and of what is open by now the content and the company."""
    if not state.root:
        return None
    return {
        "to_open": state.to_open,
        "came": {name: list(state.opening(name).openers) for name in state.names},
        "over": {name: state.opening(name).over for name in state.names},
        "reveal_until": state.reveal_until.isoformat() if state.reveal_until and state.to_open else None,
        # What is proposed in a dialogue is no other bidder's to read.
        "bids": [_opened(state, bid, () if state.awaits_invitation else state.names) for bid in state.standing],
    }


def _proposals(state: VaultState) -> list[dict[str, Any]] | None:
    """The opened proposals of a first stage, for the initiator."""
    if not state.is_two_stage or not (state.root or state.first):
        return None
    return [_opened(state, bid, ("technical",)) | {"invited": bid.company in state.invited} for bid in state.proposals]


def _stage(state: VaultState) -> dict[str, Any] | None:
    """Where a dialogue stands, as everybody may know it."""
    if not state.is_two_stage:
        return None
    return {"number": 2 if state.admitted else 1, "terms": state.final_terms, "first_root": state.first_root}


def _beacon(state: VaultState) -> dict[str, Any] | None:
    beacon = state.beacon
    if beacon is None:
        return None
    return {
        "kind": beacon.kind,
        "name": beacon.name,
        "round": round_of(beacon),
        "at": beacon.at.isoformat(),
        "value": state.beacon_value,
        "seed": seed_of(state),
        "needed": state.price_open and has_open_ties(state, candidates(state)),
    }


def _candidates(state: VaultState, ranked: Sequence[Candidate]) -> dict[str, Any] | None:
    """Who was published, with the time for objections; those who can be is told by the ranking."""
    end = ends_at(state)
    if end is None:
        return None
    by_seq = {one.seq: one for one in ranked}
    return {
        "until": end.isoformat(),
        "rows": [
            {"rank": rank, "seq": seq, "company": str(by_seq[seq].company)}
            for rank, seq in enumerate(state.published, 1)
            if seq in by_seq
        ],
    }


def _objection(state: VaultState, seq: int, now: datetime) -> dict[str, Any]:
    one = state.objections[seq]
    by = answer_by(state, one)
    return {
        "seq": seq,
        "company": str(one.company),
        "text": one.text,
        "bid": one.bid,
        "at": one.at.isoformat(),
        "verdict": one.verdict,
        "answer": one.answer,
        "answer_by": by.isoformat() if by else None,
        "overdue": not one.verdict and by is not None and now > by,
    }


def _known(state: VaultState) -> set[Any]:
    """Companies that have something of their own here."""
    bids = {bid.company for bid in (*state.first, *state.bids)}
    return bids | {one.company for one in state.objections.values()}


def _opened(state: VaultState, bid: SealedBid, names: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"seq": bid.seq, "company": None, "out": state.out.get(bid.seq, "")}
    for name in names:
        content = state.content(name, bid.seq)
        if content is None:
            continue
        found["company"] = str(bid.company)
        found[name] = {"statement": content.statement, "answers": content.answers}
        if content.price is not None:
            found[name] |= {
                "price": text(content.price),
                "quantity": text(content.quantity) if content.quantity is not None else None,
                "costs": [{"year": year, "amount": text(amount)} for year, amount in content.costs],
            }
            if not found["out"] and beyond_ceiling(state, content.price):
                found["out"] = BEYOND_CEILING
    return found


def _sheets(state: VaultState) -> dict[str, Any] | None:
    """Sheets as they stand, and over the locked ones the mean and how far scorers lie apart."""
    tender = state.tender
    if tender is None or not tender.judged or not state.opening(names_of(state.rules)[0]).over:
        return None
    alarm = Fraction(str(state.rules.get("spread_alarm", "0") or "0"))
    spread = []
    for bid in state.proposals:
        for one in tender.judged:
            marks = scoring.marks_of(state, bid.seq, one.code)
            if not marks:
                continue
            spread.append(
                {
                    "bid": bid.seq,
                    "criterion": one.code,
                    "mean": shown(scoring.mean(scoring.counted(state, bid.seq, one.code)), 2),
                    "points": shown(scoring.points(state, bid.seq, one), 2),
                    "variance": shown(scoring.variance(marks), 2),
                    "alarm": bool(alarm) and Fraction(marks[-1]) - Fraction(marks[0]) >= alarm,
                }
            )
    return {
        "scorers": tender.scorers,
        "locked": list(state.locked),
        "marks": {str(scorer): {str(b): m for b, m in sheet.items()} for scorer, sheet in state.sheets.items()},
        "spread": spread,
        "open": state.to_score,
    }


def _ranking(state: VaultState) -> list[dict[str, Any]]:
    ranked = candidates(state)
    won = {one.seq: one for one in winners(state, awardable(state, ranked), state.awarded)}
    return [
        {
            "rank": rank,
            "seq": one.seq,
            "company": str(one.company),
            "price": text(one.price),
            "quantity": text(one.quantity),
            "compared": shown(one.compared),
            "quality": shown(one.quality, 2),
            "flags": list(one.flags),
            "waits": waits_for_justification(state, one),
            "justification": state.justifications[one.seq].text if one.seq in state.justifications else "",
            "verdict": state.justifications[one.seq].verdict if one.seq in state.justifications else "",
            "would_pay": text(won[one.seq].unit_price) if one.seq in won else None,
            "would_get": text(won[one.seq].quantity) if one.seq in won else None,
        }
        for rank, one in enumerate(ranked, 1)
    ]


def _own_reveal(state: VaultState, company: Any) -> dict[str, Any] | None:
    """The envelope that a bidder has to open itself now."""
    name, until = state.to_open, state.reveal_until
    bid = next((bid for bid in state.live if bid.company == company), None)
    if name is None or until is None or bid is None or bid.seq in state.opening(name).contents:
        return None
    return {"envelope": name, "seq": bid.seq, "commitment": bid.commitments[name], "until": until.isoformat()}


def _own_stage(state: VaultState, company: Any) -> str:
    """Of a dialogue: whether one's proposal was `invited` to the prices or not, once that is decided."""
    if not state.is_two_stage or not state.admitted:
        return ""
    return "invited" if company in state.invited else "not_invited"


def _award(state: VaultState) -> dict[str, Any]:
    return {"bid": state.awarded, "reason": state.award_reason, "end_reason": state.end_reason}


def _private(state: VaultState, company: Any, now: datetime) -> dict[str, Any]:
    """A bidder's own receipts, each with the proof that it is under the root once that is published."""
    root, covered = (state.root, state.standing) if state.root else (state.first_root, state.proposals)
    entries = [bid.entry for bid in covered]
    at = next((at for at, bid in enumerate(covered) if bid.company == company), None)
    return {
        "receipts": [
            {"seq": bid.seq, "commitments": bid.commitments, "gone": bid.gone}
            for bid in (*state.first, *state.bids)
            if bid.company == company
        ],
        "stage": _own_stage(state, company),
        "reveal": _own_reveal(state, company),
        "objections": [_objection(state, seq, now) for seq, one in state.objections.items() if one.company == company],
        "proof": {
            "entry": entries[at].decode(),
            "at": at,
            "count": len(entries),
            "path": [one.hex() for one in merkle.proof(entries, at)],
            "root": root,
        }
        if root and at is not None
        else None,
        "to_justify": [
            one.seq
            for one in (candidates(state) if state.price_open and state.ended_at is None else ())
            if one.company == company and one.flags and one.seq not in state.justifications
        ],
    }
