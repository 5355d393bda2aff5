"""The engine of spot listings: `decide` in `acts.py` and `takes.py`, the state in `state.py`.

`dump` leaves out the shares of takes that are over: a listing may be taken from thousands of times, and each take
writes the state. `sold` keeps their sum; an outcome with every share is that of a state played from the ledger.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.listing.decisions.acts import decide_act
from tenant_apps.trading.engines.listing.decisions.events import (
    Changed,
    Contracted,
    Ended,
    Happened,
    Held,
    Offered,
    Released,
)
from tenant_apps.trading.engines.listing.decisions.figures import read_tiers, text, tier_rows
from tenant_apps.trading.engines.listing.decisions.state import (
    ZERO,
    Hold,
    ListingRules,
    ListingState,
    Offer,
    Share,
)
from tenant_apps.trading.kernel.decisions.engine import Allocation, Command, Decision, LotTerms, Outcome

CODE = "listing"


class ListingEngine:
    """Takes in the order of their numbers, from what is left at that moment."""

    code = CODE

    def start(self, terms: LotTerms, rules: Mapping[str, Any]) -> ListingState:
        read = ListingRules.read(rules)
        end = terms.ends_at
        if end is None and read.validity is not None:
            end = terms.opens_at + read.validity
        return ListingState(terms, read, end)

    def decide(self, state: ListingState, command: Command, now: datetime) -> Decision:
        return decide_act(state, command, now)

    def apply(self, state: ListingState, event: Happened) -> ListingState:
        match event:
            case Offered(offer):
                return replace(state, offer=offer)
            case Changed(offer, end):
                return replace(state, offer=offer, end=end)
            case Held(hold):
                return replace(state, holds=(*state.without(hold.share.seq).holds, hold))
            case Contracted(share):
                kept = state.without(share.seq)
                return replace(kept, sold=state.sold + share.quantity, shares=(*state.shares, share))
            case Released(seq):
                return state.without(seq)
            case Ended(at, how):
                return replace(state, ended_at=at, ended_as=how)

    def play(
        self, state: ListingState, seq: int, company_id: UUID, payload: Mapping[str, Any], now: datetime
    ) -> ListingState:
        """The state after one more act of the ledger."""
        for happened in self.decide(state, Command(seq, company_id, payload), now).events:
            state = self.apply(state, happened)
        return state

    def opened(self, state: ListingState, at: datetime) -> ListingState:
        """The state of a listing whose review has let it open at this moment; until then only its offer was made."""
        terms = replace(state.terms, opens_at=at)
        return replace(self.start(terms, state.rules.pinned), offer=state.offer)

    def end_at(self, state: ListingState) -> datetime | None:
        return state.over_at

    def next_change(self, state: ListingState, now: datetime) -> datetime | None:
        times = [state.over_at, state.rules.sessions.next_change(now), *(hold.until for hold in state.waiting(now))]
        return min((one for one in times if one is not None and one > now), default=None)

    def outcome(self, state: ListingState, without: frozenset[UUID] = frozenset()) -> Outcome:
        """Every take that became a deal; a deal is formed with the take, so nobody can be passed over afterwards."""
        rows = [
            Allocation(one.seq, one.company_id, one.quantity, one.unit_price, item_id=one.item_id)
            for one in state.shares
        ]
        return Outcome(tuple(rows), "" if state.ended_as == "complete" else state.ended_as or "expired")

    def shift(self, state: ListingState, by: timedelta) -> ListingState:
        holds = tuple(replace(hold, until=hold.until + by) for hold in state.holds)
        terms = replace(state.terms, opens_at=state.terms.opens_at + by)
        return replace(state, terms=terms, end=state.end + by if state.end else None, holds=holds)

    def facts(self, state: ListingState, now: datetime) -> Mapping[str, Any]:
        """What the page of a listing and the audit file tell."""
        offer, sessions = state.offer, state.rules.sessions
        return {
            "opens_at": state.terms.opens_at,
            "end_at": state.over_at,
            "price_now": offer.unit_price if offer else None,
            "remaining": state.remaining(now),
            "least": state.least(now),
            "min_take": ZERO if offer is None else offer.quantity if state.rules.whole_lot_only else offer.min_take,
            "take_step": offer.take_step if offer else ZERO,
            "tiers": offer.tiers if offer and len(offer.tiers) > 1 else (),
            "version": offer.version if offer else 0,
            "in_session": sessions.is_open(now),
            "session_changes_at": sessions.next_change(now),
            "holds": state.waiting(now),
            "extensions": 0,
        }

    def dump(self, state: ListingState) -> dict[str, Any]:
        """Terms and rules stand in it as they were read, so that a take reads one row."""
        offer = state.offer
        return {
            "end": _time(state.end),
            "offer": None if offer is None else {
                "version": offer.version, "quantity": text(offer.quantity), "min_take": text(offer.min_take),
                "take_step": text(offer.take_step), "tiers": tier_rows(offer.tiers),
            },
            "sold": text(state.sold),
            "holds": [_hold_row(hold) for hold in state.holds],
            "ended_at": _time(state.ended_at),
            "ended_as": state.ended_as,
            "terms": {
                "side": state.terms.side, "initiator": str(state.terms.initiator_id),
                "quantity": text(state.terms.quantity), "unit": state.terms.unit, "currency": state.terms.currency,
                "opens_at": _time(state.terms.opens_at), "ends_at": _time(state.terms.ends_at),
            },
            "rules": dict(state.rules.pinned),
        }  # fmt: skip

    def load(self, stored: Mapping[str, Any]) -> ListingState:
        terms, offer = stored["terms"], stored["offer"]
        return ListingState(
            terms=LotTerms(
                terms["side"], UUID(terms["initiator"]), Decimal(terms["quantity"]), terms["unit"], terms["currency"],
                datetime.fromisoformat(terms["opens_at"]), _read_time(terms["ends_at"]),
            ),
            rules=ListingRules.read(stored["rules"]),
            end=_read_time(stored["end"]),
            offer=None if offer is None else Offer(
                offer["version"], Decimal(offer["quantity"]), Decimal(offer["min_take"]), Decimal(offer["take_step"]),
                read_tiers(offer["tiers"]) or (),
            ),
            sold=Decimal(stored["sold"]),
            holds=tuple(_read_hold(row) for row in stored["holds"]),
            ended_at=_read_time(stored["ended_at"]),
            ended_as=stored["ended_as"],
        )  # fmt: skip


def _hold_row(hold: Hold) -> dict[str, Any]:
    share = hold.share
    return {
        "seq": share.seq, "company": str(share.company_id), "quantity": text(share.quantity),
        "unit_price": text(share.unit_price), "item": _id(share.item_id), "warehouse": _id(share.warehouse_id),
        "waits": hold.waits, "until": _time(hold.until), "is_listed": hold.is_listed,
    }  # fmt: skip


def _read_hold(row: Mapping[str, Any]) -> Hold:
    share = Share(
        row["seq"], UUID(row["company"]), Decimal(row["quantity"]), Decimal(row["unit_price"]), _read_id(row["item"]),
        _read_id(row["warehouse"]),
    )  # fmt: skip
    until = _read_time(row["until"])
    assert until is not None
    return Hold(share, row["waits"], until, row["is_listed"])


def _id(value: UUID | None) -> str | None:
    return str(value) if value else None


def _read_id(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def _time(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _read_time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


ENGINE = ListingEngine()
