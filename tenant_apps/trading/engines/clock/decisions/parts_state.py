"""The state of an English auction of parts: bids with quantity and price, a countdown, and who would get how much.

Allocation goes by price first, then by time. A bid gets what is left, up to its quantity; if that is less than it
accepts, it gets nothing and the next one is asked. Under `multi_same_price` only bids at the best price get anything.
With `split` equal prices share what is left instead of standing in line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.figures import (
    in_proportion,
    in_table,
    minor_unit,
    optional_number,
    percent_of,
)
from tenant_apps.trading.engines.clock.decisions.live_state import LiveRules
from tenant_apps.trading.engines.clock.decisions.terms import dump_terms, load_terms
from tenant_apps.trading.kernel.decisions.engine import LotTerms


@dataclass(frozen=True, slots=True)
class PartBid:
    """A company's bid: it takes its quantity, or a part of it that is not less than `least`."""

    seq: int
    company_id: UUID
    price: Decimal
    quantity: Decimal
    least: Decimal


@dataclass(frozen=True, slots=True)
class PartsState:
    """`session_ends` is the end of the session; `end_at` lies before it while a countdown runs."""

    terms: LotTerms
    pinned: Mapping[str, Any]
    rules: LiveRules
    pricing: str
    countdown: timedelta
    session_ends: datetime
    end_at: datetime
    counting: bool = False
    standings: Mapping[UUID, PartBid] = field(default_factory=dict)
    bids: int = 0
    restarts: int = 0

    @property
    def split(self) -> Decimal | None:
        """The smallest part where equals share; None where the earlier goes first."""
        shares = self.pinned.get("tie_rule") == "split_pro_rata"
        return optional_number(self.pinned, "split_step") if shares else None

    def allocation(self, bids: Iterable[PartBid] | None = None) -> list[tuple[PartBid, Decimal]]:
        """Who gets how much, best first, of these bids or of all."""
        asked = self.standings.values() if bids is None else bids
        return allocate(asked, self.terms.quantity, self.pricing, self.split)

    def step(self, price: Decimal) -> Decimal:
        rules, currency = self.rules, self.terms.currency
        if rules.increment_kind == "absolute":
            return rules.increment
        if rules.increment_kind == "percent_of_current":
            return percent_of(rules.increment, price, currency)
        if rules.increment_kind == "percent_of_start":
            return percent_of(rules.increment, rules.start_price or price, currency)
        if rules.increment_kind == "table":
            return in_table(rules.increment_table, price)
        return minor_unit(currency)

    def least_price(self, company: UUID, quantity: Decimal, least: Decimal) -> Decimal:
        """The lowest price at which such a bid would get something: the start, another's price, or a step above."""
        start = self.rules.start_price or minor_unit(self.terms.currency)
        others = [bid for who, bid in self.standings.items() if who != company]
        prices = {bid.price for bid in others}
        same = self.pricing == "multi_same_price" or self.split is not None
        # A price that others stand at already may be matched while something is left at it.
        candidates = sorted({start} | (prices if same else set()) | {price + self.step(price) for price in prices})
        for price in candidates:
            mine = PartBid(_LAST, company, price, quantity, least)
            if price >= start and any(bid is mine for bid, _share in self.allocation([*others, mine])):
                return price
        return candidates[-1]


_LAST = 2**62


def allocate(
    bids: Iterable[PartBid], offered: Decimal, pricing: str, split: Decimal | None = None
) -> list[tuple[PartBid, Decimal]]:
    ordered = sorted(bids, key=lambda bid: (-bid.price, bid.seq))
    if split is not None:
        return _shared(ordered, offered, split, only_best=pricing == "multi_same_price")
    left, found = offered, []
    for bid in ordered:
        if pricing == "multi_same_price" and bid.price != ordered[0].price:
            break
        share = min(left, bid.quantity)
        if share > 0 and share >= bid.least:
            found.append((bid, share))
            left -= share
    return found


def _whole_up(quantity: Decimal, step: Decimal) -> int:
    """How many whole steps reach a quantity."""
    whole, rest = divmod(quantity, step)
    return int(whole) + bool(rest)


def _shared(
    ordered: list[PartBid], offered: Decimal, step: Decimal, *, only_best: bool
) -> list[tuple[PartBid, Decimal]]:
    """Price by price: equals get what they ask for or share what is left; who gets less than it accepts is left out,
    the latest first, and the others share again."""
    left, found = int(offered / step), list[tuple[PartBid, Decimal]]()
    for _price, group in groupby(ordered, key=lambda bid: bid.price):
        equals = [(bid, int(bid.quantity / step), max(_whole_up(bid.least, step), 1)) for bid in group]
        while True:
            parts = in_proportion([quantity for _bid, quantity, _least in equals], left)
            short = [one for one, part in zip(equals, parts, strict=True) if part < one[2]]
            if not short:
                break
            equals.remove(short[-1])
        found += [(one[0], part * step) for one, part in zip(equals, parts, strict=True)]
        left -= sum(parts)
        if not left:
            break
        if only_best:
            break
    return found


def begin_state(terms: LotTerms, rules: Mapping[str, Any]) -> PartsState:
    read = LiveRules.read(rules)
    ends = terms.ends_at or terms.opens_at + read.duration
    countdown = timedelta(seconds=int(rules.get("countdown_s", 60)))
    return PartsState(terms, dict(rules), read, str(rules.get("multi_unit")), countdown, ends, ends)


def dump_state(state: PartsState) -> dict[str, Any]:
    return {
        "terms": dump_terms(state.terms),
        "rules": dict(state.pinned),
        "session_ends": state.session_ends.isoformat(),
        "end_at": state.end_at.isoformat(),
        "counting": state.counting,
        "standings": [
            [bid.seq, str(bid.company_id), str(bid.price), str(bid.quantity), str(bid.least)]
            for bid in state.standings.values()
        ],
        "bids": state.bids,
        "restarts": state.restarts,
    }


def load_state(stored: Mapping[str, Any]) -> PartsState:
    bids = [
        PartBid(seq, UUID(company), Decimal(price), Decimal(quantity), Decimal(least))
        for seq, company, price, quantity, least in stored["standings"]
    ]
    return replace(
        begin_state(load_terms(stored["terms"]), stored["rules"]),
        session_ends=datetime.fromisoformat(stored["session_ends"]),
        end_at=datetime.fromisoformat(stored["end_at"]),
        counting=stored["counting"],
        standings={bid.company_id: bid for bid in bids},
        bids=stored["bids"],
        restarts=stored["restarts"],
    )
