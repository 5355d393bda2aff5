"""The state of a Dutch auction: rules, price list, takes so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenant_apps.trading.engines.clock.decisions.figures import optional_number, percent_of, read_table
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
class DutchState:
    terms: LotTerms
    pinned: Mapping[str, Any]
    rules: DutchRules
    schedule: Schedule
    takes: tuple[Take, ...] = ()

    @property
    def remaining(self) -> Decimal:
        return self.terms.quantity - sum((take.quantity for take in self.takes), Decimal(0))

    @property
    def sold_out(self) -> bool:
        return self.remaining <= 0

    def taken_by(self, company: UUID) -> Decimal:
        return sum((take.quantity for take in self.takes if take.company_id == company), Decimal(0))

    def end_at(self) -> datetime:
        """The last take once everything is taken; else one tick after the last price came up, or the event's end."""
        if self.sold_out:
            return self.takes[-1].at
        end = self.terms.opens_at + self.rules.tick * (self.schedule.last_tick + 1)
        return min(end, self.terms.ends_at) if self.terms.ends_at else end

    def tick_at(self, now: datetime) -> int:
        """The tick that runs at a time, by whole division: nothing adds up over hours."""
        return max(0, min((now - self.terms.opens_at) // self.rules.tick, self.schedule.last_tick))

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
    }


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
    )
