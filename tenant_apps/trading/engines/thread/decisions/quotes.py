"""A quote as it stands in the ledger, read strictly: what is not understood is refused, never guessed.

The payload of a quote is `{"act": "quote", "currency", "lines": [{"line", "unit_price", "quantity", "item",
"components", "alternate", "lead_days"}], "incoterm", "payment_days", "lead_days", "firm_until", "text", "extras",
"to_place"}`; a price that is left out is one that was not asked for (`rfi`). `extras` are charged for the whole quote
beside the prices of its lines; `to_place` is what freight and duty to the place asked for cost somebody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared_apps.foundation.currencies import MINOR_UNITS
from tenant_apps.trading.engines.thread.decisions.figures import (
    LONGEST_TEXT,
    read_id,
    read_number,
    read_share,
    read_time,
    read_whole,
)
from tenant_apps.trading.engines.thread.decisions.state import ThreadState
from tenant_apps.trading.engines.thread.types import INCOTERMS

MOST_DAYS = 730
COMPONENTS = ("goods", "packing", "freight", "duty", "tax")
EXTRAS = COMPONENTS[1:]
TO_PLACE = ("freight", "duty")


class Bad(Exception):
    """An act that cannot be taken: the code, and the field it is about."""

    def __init__(self, code: str, field: str = "", **facts: Any) -> None:
        super().__init__(code)
        self.code, self.field = code, field
        self.facts = facts | ({"at": field} if field else {})


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """What one line would cost. `alternate` says what is offered instead of what was asked."""

    line_no: int
    unit_price: Decimal | None
    quantity: Decimal
    item_id: UUID | None = None
    components: tuple[tuple[str, Decimal], ...] = ()
    alternate: str = ""
    lead_days: int | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a company's quote; `seq` is its number in the ledger. It is never changed, only superseded."""

    seq: int
    company_id: UUID
    at: datetime
    currency: str
    lines: tuple[QuoteLine, ...]
    incoterm: str
    payment_days: int
    lead_days: int | None
    firm_until: datetime
    is_firm: bool
    text: str
    is_late: bool = False
    agreed: bool = False
    extras: tuple[tuple[str, Decimal], ...] = ()
    to_place: tuple[tuple[str, Decimal], ...] = ()

    def line(self, number: int) -> QuoteLine | None:
        return next((one for one in self.lines if one.line_no == number), None)

    def lead_of(self, line: QuoteLine) -> int | None:
        return line.lead_days if line.lead_days is not None else self.lead_days

    def is_valid(self, now: datetime) -> bool:
        return now < self.firm_until


def read_quote(state: ThreadState, seq: int, company: UUID, at: datetime, payload: Mapping[str, Any]) -> Version:
    """The version a payload stands for; `Bad` where it cannot be read."""
    currency = payload.get("currency", state.terms.currency)
    if not isinstance(currency, str) or currency not in MINOR_UNITS:
        raise Bad("trading.bad_currency", "currency")
    rows = payload.get("lines")
    if not isinstance(rows, list) or not rows or len(rows) > len(state.lines):
        raise Bad("trading.bad_line", "lines")
    lines = tuple(_line(state, index, row) for index, row in enumerate(rows))
    if len({line.line_no for line in lines}) != len(lines):
        raise Bad("trading.bad_line", "lines")
    firm, until = _firm(state, at, payload)
    return Version(
        seq=seq,
        company_id=company,
        at=at,
        currency=currency,
        lines=lines,
        incoterm=read_incoterm(payload),
        payment_days=read_days(payload, "payment_days") or 0,
        lead_days=read_days(payload, "lead_days"),
        firm_until=until,
        is_firm=firm,
        text=read_text(payload),
        extras=read_amounts(payload, "extras", EXTRAS),
        to_place=read_amounts(payload, "to_place", TO_PLACE),
        is_late=state.terms.ends_at is not None and at >= state.terms.ends_at,
    )


def _line(state: ThreadState, index: int, row: Any) -> QuoteLine:
    path = f"lines[{index}]."
    number = line_of(state, path, row)
    price = read_number(row.get("unit_price"))
    if price is None and ("unit_price" in row or state.rules.kind != "rfi"):
        raise Bad("trading.bad_price", f"{path}unit_price")
    wanted = state.lines[number].quantity
    quantity = wanted if "quantity" not in row else read_number(row["quantity"])
    if quantity is None or quantity > wanted:
        raise Bad("trading.bad_quantity", f"{path}quantity", most=f"{wanted:f}")
    item = read_id(row.get("item"))
    if item is None and ("item" in row or (state.terms.side == "buy" and price is not None)):
        raise Bad("trading.item_needed", f"{path}item_id")
    if item is not None and state.terms.side == "sell":
        raise Bad("trading.no_item_needed", f"{path}item_id")
    alternate = row.get("alternate", "")
    if not isinstance(alternate, str) or len(alternate) > 200:
        raise Bad("trading.bad_terms", f"{path}alternate")
    return QuoteLine(
        number, price, quantity, item, _components(path, price, row), alternate.strip(), read_days(row, "lead_days")
    )


def line_of(state: ThreadState, path: str, row: Any) -> int:
    """The number of the line a row is about."""
    number = row.get("line") if isinstance(row, Mapping) else None
    if not isinstance(number, int) or isinstance(number, bool) or number not in state.lines:
        raise Bad("trading.bad_line", f"{path}line")
    return number


def _components(path: str, price: Decimal | None, row: Mapping[str, Any]) -> tuple[tuple[str, Decimal], ...]:
    """The parts of a unit price, in a fixed order; they add up to it exactly."""
    given = row.get("components", {})
    if not isinstance(given, Mapping) or not set(given) <= set(COMPONENTS):
        raise Bad("trading.bad_components", f"{path}components")
    found = {name: read_share(given[name]) for name in COMPONENTS if name in given}
    parts = tuple((name, part) for name, part in found.items() if part is not None)
    if len(parts) != len(found) or (parts and sum(part for _name, part in parts) != price):
        raise Bad("trading.bad_components", f"{path}components")
    return parts


def _firm(state: ThreadState, at: datetime, payload: Mapping[str, Any]) -> tuple[bool, datetime]:
    if "firm_until" not in payload:
        return False, at + state.rules.validity
    until = read_time(payload["firm_until"])
    if until is None or not at < until <= at + timedelta(days=MOST_DAYS):
        raise Bad("trading.bad_validity", "firm_until")
    return True, until


def read_incoterm(payload: Mapping[str, Any]) -> str:
    found = payload.get("incoterm", "")
    if found not in ("", *INCOTERMS):
        raise Bad("trading.bad_terms", "incoterm")
    return str(found)


def read_days(payload: Mapping[str, Any], name: str) -> int | None:
    if name not in payload:
        return None
    found = read_whole(payload[name], MOST_DAYS)
    if found is None:
        raise Bad("trading.bad_terms", name)
    return found


def read_amounts(payload: Mapping[str, Any], name: str, known: tuple[str, ...]) -> tuple[tuple[str, Decimal], ...]:
    """Amounts by their names, in a fixed order."""
    given = payload.get(name, {})
    if not isinstance(given, Mapping) or not set(given) <= set(known):
        raise Bad("trading.bad_amounts", name)
    found = tuple((one, read_share(given[one])) for one in known if one in given)
    if any(part is None for _one, part in found):
        raise Bad("trading.bad_amounts", name)
    return tuple((one, part) for one, part in found if part is not None)


def read_text(payload: Mapping[str, Any]) -> str:
    found = payload.get("text", "")
    if not isinstance(found, str) or len(found) > LONGEST_TEXT:
        raise Bad("trading.bad_terms", "text")
    return found.strip()
