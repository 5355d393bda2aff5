"""Where each company stands, read from the acts: versions of its quote, its counter-offer, whose turn it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from tenant_apps.trading.engines.thread.decisions.figures import read_number
from tenant_apps.trading.engines.thread.decisions.quotes import (
    Bad,
    QuoteLine,
    Version,
    line_of,
    read_days,
    read_incoterm,
    read_quote,
    read_text,
)
from tenant_apps.trading.engines.thread.decisions.state import Act, ThreadState

Status = Literal["opened", "quoted", "countered", "revised", "agreed", "declined", "withdrawn", "expired"]


@dataclass(frozen=True, slots=True)
class Wish:
    """One line of a counter-offer: the price or the quantity the initiator would take."""

    line_no: int
    unit_price: Decimal | None
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter-offer of the initiator to one company."""

    seq: int
    at: datetime
    wishes: tuple[Wish, ...]
    payment_days: int | None
    lead_days: int | None
    incoterm: str
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """One company's side of a request. `current` is the version that stands; a withdrawn one does not."""

    company_id: UUID
    acts: tuple[Act, ...] = ()
    versions: tuple[Version, ...] = ()
    current: Version | None = None
    pending: Counter | None = None
    last_by_supplier: bool | None = None
    declined: bool = False
    withdrawn: bool = False
    counters: Mapping[int, Counter] = field(default_factory=dict)

    def status(self, now: datetime) -> Status:
        """What the thread is called for people."""
        if self.declined:
            return "declined"
        if self.withdrawn:
            return "withdrawn"
        if self.pending is not None:
            return "countered"
        if self.current is None:
            return "opened"
        if not self.current.is_valid(now):
            return "expired"
        if self.current.agreed:
            return "agreed"
        return "quoted" if len(self.versions) == 1 else "revised"


def read_threads(state: ThreadState) -> dict[UUID, Thread]:
    """Every thread, in the order in which they began."""
    found: dict[UUID, Thread] = {}
    for act in state.acts:
        company = UUID(act.payload["company"]) if act.kind == "counter" else act.company_id
        if act.kind in ("quote", "accept", "decline", "withdraw", "counter"):
            found[company] = _after(state, found.get(company, Thread(company)), act)
    return found


def _after(state: ThreadState, thread: Thread, act: Act) -> Thread:
    thread = replace(thread, acts=(*thread.acts, act), last_by_supplier=act.kind != "counter")
    if act.kind == "counter":
        counter = read_counter(state, act.seq, act.at, act.payload)
        return replace(thread, pending=counter, counters={**thread.counters, act.seq: counter})
    if act.kind == "quote":
        version = read_quote(state, act.seq, act.company_id, act.at, act.payload)
    elif act.kind == "accept" and thread.current is not None and thread.pending is not None:
        version = agreed(thread.current, thread.pending, act.seq, act.at)
    else:
        gone = act.kind == "withdraw"
        return replace(thread, current=None, pending=None, declined=not gone, withdrawn=gone)
    return replace(
        thread, versions=(*thread.versions, version), current=version, pending=None, declined=False, withdrawn=False
    )


def agreed(quote: Version, counter: Counter, seq: int, at: datetime) -> Version:
    """The version that an accepted counter-offer makes: the quote with what was wished for, firm as long as before."""
    wishes = {wish.line_no: wish for wish in counter.wishes}
    return replace(
        quote,
        seq=seq,
        at=at,
        lines=tuple(_granted(line, wishes.get(line.line_no)) for line in quote.lines),
        payment_days=quote.payment_days if counter.payment_days is None else counter.payment_days,
        lead_days=quote.lead_days if counter.lead_days is None else counter.lead_days,
        incoterm=counter.incoterm or quote.incoterm,
        is_firm=True,
        agreed=True,
    )


def _granted(line: QuoteLine, wish: Wish | None) -> QuoteLine:
    if wish is None:
        return line
    price = wish.unit_price or line.unit_price
    return replace(
        line,
        unit_price=price,
        quantity=wish.quantity or line.quantity,
        components=line.components if price == line.unit_price else (),
    )


def read_counter(state: ThreadState, seq: int, at: datetime, payload: Mapping[str, Any]) -> Counter:
    """The counter-offer a payload stands for; `Bad` where it cannot be read or wishes for nothing."""
    rows = payload.get("lines", [])
    if not isinstance(rows, list) or len(rows) > len(state.lines):
        raise Bad("trading.bad_line", "lines")
    wishes = tuple(_wish(state, index, row) for index, row in enumerate(rows))
    if len({wish.line_no for wish in wishes}) != len(wishes):
        raise Bad("trading.bad_line", "lines")
    found = Counter(
        seq, at, wishes, read_days(payload, "payment_days"), read_days(payload, "lead_days"),
        read_incoterm(payload), read_text(payload),
    )  # fmt: skip
    if not (wishes or found.payment_days is not None or found.lead_days is not None or found.incoterm or found.text):
        raise Bad("trading.empty_counter", "lines")
    return found


def _wish(state: ThreadState, index: int, row: Any) -> Wish:
    path = f"lines[{index}]."
    number = line_of(state, path, row)
    price, quantity = read_number(row.get("unit_price")), read_number(row.get("quantity"))
    if price is None and ("unit_price" in row or "quantity" not in row):
        raise Bad("trading.bad_price", f"{path}unit_price")
    wanted = state.lines[number].quantity
    if "quantity" in row and (quantity is None or quantity > wanted):
        raise Bad("trading.bad_quantity", f"{path}quantity", most=f"{wanted:f}")
    return Wish(number, price, quantity)
