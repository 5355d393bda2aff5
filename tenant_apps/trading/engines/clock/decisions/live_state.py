"""The state of a live auction, English or reverse: rules, who stands where, and the end.

Both directions are one engine. Where prices are compared they are compared as scores: the price in a sale, its negative
in a purchase, so that more is always better.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.figures import Table, drawn, exact, optional_number, read_table
from tenant_apps.trading.engines.clock.decisions.terms import dump_terms, load_terms
from tenant_apps.trading.engines.clock.decisions.valuation import Declared, Valuation
from tenant_apps.trading.kernel.decisions.engine import LotTerms


@dataclass(frozen=True, slots=True)
class LiveRules:
    """The pinned rules, read once. A rule that a mode does not declare has the value that leaves it out."""

    start_price: Decimal | None
    reserve: Decimal | None
    reserve_visible: bool
    reserve_met_shown: bool
    increment_kind: str
    increment: Decimal
    increment_table: Table
    whole_steps: bool
    first_may_equal_start: bool
    proxy: bool
    own_last: bool
    lead_buffer: Decimal | None
    buy_now: Decimal | None
    buy_now_until: str
    window: timedelta
    extension: timedelta
    from_end: bool
    trigger: str
    top_k: int
    max_extensions: int
    hard_end_after: timedelta | None
    reject_equal: bool
    reject_equal_lead: bool
    min_bidders: int
    cap_percent: Decimal
    duration: timedelta
    draw_seed: str

    @classmethod
    def read(cls, rules: Mapping[str, Any]) -> "LiveRules":
        hard = int(rules.get("hard_end_after_s", 0))
        return cls(
            start_price=optional_number(rules, "start_price"),
            reserve=optional_number(rules, "reserve"),
            reserve_visible=bool(rules.get("reserve_visible", False)),
            reserve_met_shown=bool(rules.get("reserve_met_shown", True)),
            increment_kind=str(rules.get("increment_kind", "none")),
            increment=Decimal(str(rules.get("increment", "1"))),
            increment_table=read_table(rules.get("increment_table") or [["0", "1"]]),
            whole_steps=bool(rules.get("multiple_of_step", False)),
            first_may_equal_start=bool(rules.get("first_bid_may_equal_start", True)),
            proxy=bool(rules.get("proxy_bidding", False)),
            own_last=rules.get("beat", "market_best") == "own_last",
            lead_buffer=optional_number(rules, "lead_buffer"),
            buy_now=optional_number(rules, "buy_now"),
            buy_now_until=str(rules.get("buy_now_until", "first_bid")),
            window=timedelta(seconds=int(rules.get("extension_window_s", 0))),
            extension=timedelta(seconds=int(rules.get("extension_s", 0))),
            from_end=rules.get("extension_base", "from_bid") == "from_end",
            trigger=str(rules.get("extension_trigger", "any_accepted")),
            top_k=int(rules.get("extension_top_k", 3)),
            max_extensions=int(rules.get("max_extensions", 0)),
            hard_end_after=timedelta(seconds=hard) if hard else None,
            reject_equal=rules.get("tie_rule", "earliest") == "reject_equal",
            reject_equal_lead=rules.get("tie_rule", "earliest") == "reject_equal_lead",
            min_bidders=int(rules.get("min_bidders", 1)),
            cap_percent=Decimal(str(rules.get("bid_cap_percent", "0") or "0")),
            duration=timedelta(seconds=int(rules.get("duration_s", 3600))),
            draw_seed=str(rules.get("draw_seed", "")) if rules.get("tie_rule") == "lot_drawing" else "",
        )

    def as_values(self) -> "LiveRules":
        """The same for a lot that compares values: prices and steps as fractions."""

        def value(number: Decimal | None) -> Decimal | None:
            return None if number is None else exact(number)

        return replace(
            self,
            start_price=value(self.start_price),
            reserve=value(self.reserve),
            lead_buffer=value(self.lead_buffer),
            increment=exact(self.increment),
            increment_table=tuple((exact(start), exact(step)) for start, step in self.increment_table),
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A company's last accepted bid: the price it named and how far it goes, the same without a proxy.

    Where values are compared, both are the value; `named` is the number of the bid and `declared` what came with it.
    """

    seq: int
    price: Decimal
    limit: Decimal
    named: Decimal | None = None
    declared: Declared = ()


@dataclass(frozen=True, slots=True)
class LiveState:
    """`price` is the price now; the leader may go further than that, up to the limit of his standing."""

    terms: LotTerms
    pinned: Mapping[str, Any]
    rules: LiveRules
    valuation: Valuation
    scheduled_end: datetime
    end_at: datetime
    price: Decimal | None = None
    leader: UUID | None = None
    standings: Mapping[UUID, Standing] = field(default_factory=dict)
    first_price: Decimal | None = None
    bids: int = 0
    extensions: int = 0
    bought: bool = False

    def named(self, company: UUID | None, value: Decimal | None) -> Decimal | None:
        """What the company has to name to reach a value, at least; the value itself where nothing is declared yet."""
        if value is None or self.valuation.is_plain:
            return value
        own = self.standings.get(company) if company else None
        if self.valuation.by_features and own is None:
            return value
        return self.valuation.named(Fraction(value), own.declared if own else ())

    def score(self, price: Decimal) -> Decimal:
        return price if self.terms.side == "sell" else -price

    def beyond(self, price: Decimal, by: Decimal) -> Decimal:
        """The price that is better by `by`."""
        return price + self.score(by)

    def better(self, one: Decimal, other: Decimal) -> Decimal:
        return max(one, other, key=self.score)

    def worse(self, one: Decimal, other: Decimal) -> Decimal:
        return min(one, other, key=self.score)

    def turn_of(self, company: UUID) -> int:
        """Where a company stands among those with the right of first refusal; who has none comes after them all."""
        order = self.terms.priority
        return order.index(company) if company in order else len(order)

    def outranks(self, company: UUID | None, other: UUID | None) -> bool:
        """Whether the company's right of first refusal puts it before the other at an equal price."""
        return company is not None and other is not None and self.turn_of(company) < self.turn_of(other)

    def ranked(self) -> list[UUID]:
        """Companies, best first; of equals who has the right of first refusal, by its order, then the earlier bid. Who
        bought at once is first whatever others would pay."""
        buyer = self.leader if self.bought else None

        def key(row: tuple[UUID, Standing]) -> tuple[bool, Decimal, int, tuple[str, int]]:
            company, standing = row
            drawn_lot = drawn(self.rules.draw_seed, company, standing.seq)
            return company != buyer, -self.score(standing.limit), self.turn_of(company), drawn_lot

        return [company for company, _standing in sorted(self.standings.items(), key=key)]


def dump_state(state: LiveState) -> dict[str, Any]:
    return {
        "terms": dump_terms(state.terms),
        "rules": dict(state.pinned),
        "scheduled_end": state.scheduled_end.isoformat(),
        "end_at": state.end_at.isoformat(),
        "price": None if state.price is None else str(state.price),
        "leader": str(state.leader) if state.leader else None,
        "standings": {str(company): _dump_standing(standing) for company, standing in state.standings.items()},
        "first_price": None if state.first_price is None else str(state.first_price),
        "bids": state.bids,
        "extensions": state.extensions,
        "bought": state.bought,
    }


def begin_state(terms: LotTerms, rules: Mapping[str, Any], scheduled_end: datetime, end_at: datetime) -> LiveState:
    """A lot without bids."""
    valuation, read = Valuation.read(rules, terms.currency), LiveRules.read(rules)
    return LiveState(
        terms=terms,
        pinned=dict(rules),
        rules=read if valuation.is_plain else read.as_values(),
        valuation=valuation,
        scheduled_end=scheduled_end,
        end_at=end_at,
    )


def load_state(stored: Mapping[str, Any]) -> LiveState:
    begun = begin_state(
        load_terms(stored["terms"]),
        stored["rules"],
        datetime.fromisoformat(stored["scheduled_end"]),
        datetime.fromisoformat(stored["end_at"]),
    )
    number = Decimal if begun.valuation.is_plain else _value
    return replace(
        begun,
        price=None if stored["price"] is None else number(stored["price"]),
        leader=UUID(stored["leader"]) if stored["leader"] else None,
        standings={UUID(company): _load_standing(row, number) for company, row in stored["standings"].items()},
        first_price=None if stored["first_price"] is None else number(stored["first_price"]),
        bids=stored["bids"],
        extensions=stored["extensions"],
        bought=stored["bought"],
    )


def _dump_standing(standing: Standing) -> list[Any]:
    row: list[Any] = [standing.seq, str(standing.price), str(standing.limit)]
    if standing.named is not None:
        row += [str(standing.named), [list(one) for one in standing.declared]]
    return row


def _load_standing(row: list[Any], number: Callable[[str], Decimal]) -> Standing:
    seq, price, limit, *more = row
    named, declared = (Decimal(more[0]), tuple((one, other) for one, other in more[1])) if more else (None, ())
    return Standing(seq, number(price), number(limit), named, declared)


def _value(text: str) -> Decimal:
    return exact(Fraction(text))
