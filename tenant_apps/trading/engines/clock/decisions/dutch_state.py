"""The state of a Dutch auction: rules, price list, takes so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.figures import (
    minor_unit,
    optional_number,
    percent_of,
    read_table,
)
from tenant_apps.trading.engines.clock.decisions.schedule import Schedule, build_schedule
from tenant_apps.trading.engines.clock.decisions.terms import dump_terms, load_terms
from tenant_apps.trading.kernel.decisions.engine import LotTerms


@dataclass(frozen=True, slots=True)
class DutchRules:
    """The pinned rules, read once. Rules on partial takes are left out where there are none."""

    tick: timedelta
    floor: Decimal
    floor_visible: bool
    multi_unit: bool
    uniform: bool
    max_take: Decimal | None
    min_take: Decimal | None
    grace: timedelta
    hybrid: bool
    sealed_for: timedelta
    best_for: timedelta
    pause: timedelta
    pre_bid: bool

    @classmethod
    def read(cls, rules: Mapping[str, Any]) -> "DutchRules":
        multi = bool(rules.get("multi_unit", False))
        return cls(
            tick=timedelta(seconds=int(rules["tick_s"])),
            floor=Decimal(rules["floor"]),
            floor_visible=bool(rules.get("floor_visible", False)),
            multi_unit=multi,
            uniform=multi and rules.get("pricing") == "uniform_last_price",
            max_take=optional_number(rules, "max_take_per_company") if multi else None,
            min_take=optional_number(rules, "min_take") if multi else None,
            grace=timedelta(milliseconds=int(rules.get("grace_ms", 0))),
            hybrid=bool(rules.get("hybrid", False)),
            sealed_for=timedelta(seconds=int(rules.get("sealed_s", 600))),
            best_for=timedelta(seconds=int(rules.get("best_bid_s", 300))),
            pause=timedelta(seconds=int(rules.get("phase_pause_s", 20))),
            pre_bid=bool(rules.get("pre_bid", False)),
        )


@dataclass(frozen=True, slots=True)
class Take:
    """One accepted press, also the event that says so."""

    seq: int
    company_id: UUID
    quantity: Decimal
    price: Decimal
    tick: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """A take left behind before the opening: it is served when the clock reaches its tick, at the price of that."""

    seq: int
    company_id: UUID
    price: Decimal
    quantity: Decimal
    tick: int


@dataclass(frozen=True, slots=True)
class After:
    """What follows the first press of a hybrid: sealed bids of the others, then the winner's answer to the best one.

    `base` is the time of the press, later by every pause since.
    """

    base: datetime
    sealed: Mapping[UUID, tuple[int, Decimal]] = field(default_factory=dict)
    answer: tuple[int, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class DutchState:
    terms: LotTerms
    pinned: Mapping[str, Any]
    rules: DutchRules
    schedule: Schedule
    takes: tuple[Take, ...] = ()
    after: After | None = None
    orders: tuple[Order, ...] = ()

    @property
    def remaining(self) -> Decimal:
        return self.terms.quantity - sum((take.quantity for take in self.takes), Decimal(0))

    @property
    def sold_out(self) -> bool:
        return self.remaining <= 0

    def taken_by(self, company: UUID) -> Decimal:
        return sum((take.quantity for take in self.takes if take.company_id == company), Decimal(0))

    def end_at(self) -> datetime:
        """The last take once everything is taken; else one tick after the last price came up, or the event's end. In a
        hybrid the end of its last phase, whether or not there were sealed bids: the end must not tell."""
        if self.after is not None:
            return self.phases()[-1][2]
        if self.sold_out:
            return self.takes[-1].at
        end = self.terms.opens_at + self.rules.tick * (self.schedule.last_tick + 1)
        return min(end, self.terms.ends_at) if self.terms.ends_at else end

    def tick_at(self, now: datetime) -> int:
        """The tick that runs at a time, by whole division: nothing adds up over hours."""
        return max(0, min((now - self.terms.opens_at) // self.rules.tick, self.schedule.last_tick))

    def due(self, now: datetime) -> list[Order]:
        """Orders whose tick has come, in the order in which they are served."""
        if now < self.terms.opens_at:
            return []
        tick = self.tick_at(now)
        return sorted((one for one in self.orders if one.tick <= tick), key=lambda one: (one.tick, one.seq))

    def served(self, now: datetime) -> "DutchState":
        """The state once everything due has been served: each gets what is left for it, or nothing."""
        state = self
        for order in self.due(now):
            most = self.rules.max_take
            left = state.remaining if most is None else min(state.remaining, most - state.taken_by(order.company_id))
            quantity = min(order.quantity, left)
            least = self.rules.min_take
            enough = quantity > 0 and (least is None or quantity >= least or quantity == state.remaining)
            takes = state.takes
            if enough:
                price = state.schedule.price(order.tick)
                takes = (*takes, Take(order.seq, order.company_id, quantity, price, order.tick, now))
            state = replace(state, takes=takes, orders=tuple(one for one in state.orders if one != order))
        return state

    def score(self, price: Decimal) -> Decimal:
        """Greater is better for the initiator."""
        return price if self.terms.side == "sell" else -price

    def phases(self) -> list[tuple[str, datetime, datetime]]:
        """The phases after the first press of a hybrid, with begin and end."""
        if self.after is None:
            return []
        found, at = [], self.after.base
        for name, lasts in (
            ("pause", self.rules.pause), ("sealed", self.rules.sealed_for),
            ("pause", self.rules.pause), ("best_bid", self.rules.best_for),
        ):  # fmt: skip
            found.append((name, at, at + lasts))
            at += lasts
        return found

    def phase_at(self, now: datetime) -> tuple[str, datetime]:
        """The phase at a time and its end; `dutch` while the price moves."""
        if self.after is None:
            return "dutch", self.end_at()
        return next(((name, ends) for name, _begins, ends in self.phases() if now < ends), ("ended", self.end_at()))

    def best_sealed(self, without: frozenset[UUID] = frozenset()) -> tuple[UUID, int, Decimal] | None:
        """The best sealed bid, of equals the earlier."""
        rows = self.after.sealed.items() if self.after else ()
        found = [(company, seq, price) for company, (seq, price) in rows if company not in without]
        return min(found, key=lambda row: (-self.score(row[2]), row[1]), default=None)

    def to_beat(self) -> Decimal | None:
        """What the winner of the clock must offer at least: one change of its price beyond the best sealed bid."""
        best = self.best_sealed()
        if best is None:
            return None
        step = max(abs(self.schedule.change(self.takes[0].tick)), minor_unit(self.terms.currency))
        return best[2] + self.score(step)

    def tick_starts(self, tick: int) -> datetime:
        return self.terms.opens_at + self.rules.tick * tick


def schedule_of(terms: LotTerms, rules: Mapping[str, Any]) -> Schedule:
    start, kind = Decimal(rules["start_price"]), rules.get("decrement_kind", "absolute")
    if kind == "table":
        table = read_table(rules["decrement_table"])
    else:
        change = Decimal(str(rules["decrement"]))
        if kind == "percent_of_start":
            change = percent_of(change, start, terms.currency)
        table = ((Decimal(0), change),)
    return build_schedule(start, Decimal(rules["floor"]), table, falling=terms.side == "sell")


def dump_state(state: DutchState) -> dict[str, Any]:
    return {
        "terms": dump_terms(state.terms),
        "rules": dict(state.pinned),
        "takes": [
            [take.seq, str(take.company_id), str(take.quantity), str(take.price), take.tick, take.at.isoformat()]
            for take in state.takes
        ],
        "orders": [[one.seq, str(one.company_id), str(one.price), str(one.quantity), one.tick] for one in state.orders],
    } | ({"after": _dump_after(state.after)} if state.after else {})


def load_state(stored: Mapping[str, Any]) -> DutchState:
    terms, rules = load_terms(stored["terms"]), stored["rules"]
    return DutchState(
        terms=terms,
        pinned=rules,
        rules=DutchRules.read(rules),
        schedule=schedule_of(terms, rules),
        takes=tuple(
            Take(seq, UUID(company), Decimal(quantity), Decimal(price), tick, datetime.fromisoformat(at))
            for seq, company, quantity, price, tick, at in stored["takes"]
        ),
        after=_load_after(stored["after"]) if "after" in stored else None,
        orders=tuple(
            Order(seq, UUID(company), Decimal(price), Decimal(quantity), tick)
            for seq, company, price, quantity, tick in stored.get("orders", [])
        ),
    )


def _dump_after(after: After) -> dict[str, Any]:
    return {
        "base": after.base.isoformat(),
        "sealed": {str(company): [seq, str(price)] for company, (seq, price) in after.sealed.items()},
        "answer": [after.answer[0], str(after.answer[1])] if after.answer else None,
    }


def _load_after(stored: Mapping[str, Any]) -> After:
    answer = stored["answer"]
    return After(
        base=datetime.fromisoformat(stored["base"]),
        sealed={UUID(company): (seq, Decimal(price)) for company, (seq, price) in stored["sealed"].items()},
        answer=(answer[0], Decimal(answer[1])) if answer else None,
    )
