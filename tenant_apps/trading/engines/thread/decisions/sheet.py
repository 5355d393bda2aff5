"""The comparison sheet: lines by companies, in one unit, one currency, paid on delivery; best per line, best single
company, best split; delivery; savings against the target. Every figure is an exact fraction of the currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from tenant_apps.trading.engines.thread.decisions.comparing import better, missing_of, worth
from tenant_apps.trading.engines.thread.decisions.quotes import QuoteLine, Version
from tenant_apps.trading.engines.thread.decisions.split import Offer, Plan, best_split
from tenant_apps.trading.engines.thread.decisions.state import ThreadState
from tenant_apps.trading.engines.thread.decisions.threads import Status, Thread, read_threads

MOST_COMPANIES = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """What a company asks for a line. `price` is the compared unit price; None where it cannot be compared."""

    version: Version
    line: QuoteLine
    price: Fraction | None
    is_best: bool
    is_whole: bool
    lead_days: int | None
    is_earliest: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its cells by company, the best compared price, and what it saves against the target."""

    line_no: int
    quantity: Decimal
    unit: str
    target: Decimal | None
    best: Fraction | None
    saved: Fraction | None
    cells: Mapping[UUID, Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """One company: the version that stands, what it sums to, whether it covers every line.

    `extras` are the charges for the whole quote, in its sum already; `added` is what makes it comparable as delivered,
    and `lacks` says that nobody has stated that.
    """

    company_id: UUID
    version: Version | None
    status: Status
    total: Fraction | None
    covers_all: bool
    lead_days: int | None
    is_comparable: bool
    freight: Fraction | None
    extras: Decimal = Decimal(0)
    added: Fraction | None = None
    lacks: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    plans: Mapping[int, Plan]
    best_by_line: Plan
    target_total: Decimal | None

    @property
    def best_single(self) -> Plan:
        return self.plans[1]


def build_sheet(state: ThreadState, now: datetime) -> Sheet:
    """The sheet as it stands now. Quotes that have run out are shown and not proposed."""
    threads = read_threads(state)
    targets = state.targets
    rows = tuple(_row(state, threads, number, targets.get(number), now) for number in state.lines)
    columns = tuple(_column(state, thread, now) for thread in threads.values())
    offers = _offers(state, rows, now)
    wanted = {number: line.quantity for number, line in state.lines.items()}
    in_parts = state.rules.award_split == "by_quantity"
    most = len({one.seq for one in offers})
    limits = range(1, 2) if state.rules.award_split == "whole" else range(1, max(1, min(most, MOST_COMPANIES)) + 1)
    plans = {limit: best_split(offers, wanted, limit, in_parts=in_parts) for limit in limits}
    whole_target = all(number in targets for number in state.lines)
    return Sheet(
        rows=rows,
        columns=columns,
        plans=plans,
        best_by_line=best_split(offers, wanted, max(most, 1), in_parts=in_parts),
        target_total=sum((targets[number] * wanted[number] for number in wanted), Decimal(0)) if whole_target else None,
    )


def amount(plan: Plan, state: ThreadState) -> Fraction:
    """What a plan costs, or brings where the initiator sells."""
    return plan.cost if state.terms.side == "buy" else -plan.cost


def _row(state: ThreadState, threads: Mapping[UUID, Thread], number: int, target: Decimal | None, now: datetime) -> Row:
    line = state.lines[number]
    found: dict[UUID, tuple[Version, QuoteLine, Fraction | None]] = {}
    for company, thread in threads.items():
        quoted = thread.current.line(number) if thread.current else None
        if thread.current is not None and quoted is not None:
            found[company] = (thread.current, quoted, worth(state, thread.current, quoted))
    usable = [
        price
        for version, quoted, price in found.values()
        if price is not None and not quoted.alternate and version.is_valid(now)
    ]
    best: Fraction | None = None
    for price in usable:
        best = price if best is None or better(state, price, best) else best
    leads = [lead for version, quoted, _price in found.values() if (lead := version.lead_of(quoted)) is not None]
    earliest = min(leads, default=None)
    cells = {
        company: Cell(
            version, quoted, price, price is not None and price == best and not quoted.alternate,
            quoted.quantity == line.quantity, version.lead_of(quoted),
            earliest is not None and version.lead_of(quoted) == earliest,
        )
        for company, (version, quoted, price) in found.items()
    }  # fmt: skip
    sign = 1 if state.terms.side == "buy" else -1
    saved = None if target is None or best is None else sign * (Fraction(target) - best) * Fraction(line.quantity)
    return Row(number, line.quantity, line.unit, target, best, saved, cells)


def _column(state: ThreadState, thread: Thread, now: datetime) -> Column:
    version = thread.current
    if version is None:
        return Column(thread.company_id, None, thread.status(now), None, False, None, False, None)
    prices = [(line, worth(state, version, line)) for line in version.lines if line.unit_price is not None]
    known = [Fraction(line.quantity) * price for line, price in prices if price is not None]
    comparable = bool(prices) and len(known) == len(prices)
    freight = [
        Fraction(part) * Fraction(line.quantity) for line in version.lines for name, part in line.components
        if name == "freight"
    ]  # fmt: skip
    leads = [lead for line in version.lines if (lead := version.lead_of(line)) is not None]
    return Column(
        company_id=thread.company_id,
        version=version,
        status=thread.status(now),
        total=sum(known, Fraction(0)) if comparable else None,
        covers_all=len(version.lines) == len(state.lines)
        and all(line.quantity == state.lines[line.line_no].quantity for line in version.lines),
        lead_days=max(leads, default=None),
        is_comparable=comparable,
        freight=sum(freight, Fraction(0)) if freight else None,
        extras=sum((part for _name, part in version.extras), Decimal(0)),
        added=missing_of(state, version) or None,
        lacks=missing_of(state, version) is None,
    )


def _offers(state: ThreadState, rows: tuple[Row, ...], now: datetime) -> list[Offer]:
    """What can be awarded without further ado: valid, comparable, no alternatives."""
    sign = 1 if state.terms.side == "buy" else -1
    return [
        Offer(cell.version.seq, row.line_no, cell.line.quantity, sign * cell.price)
        for row in rows
        for cell in row.cells.values()
        if cell.price is not None and not cell.line.alternate and cell.version.is_valid(now)
    ]
