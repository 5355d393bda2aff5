"""The comparison as page and file lay it out: rows, columns, the split that is proposed, and why somebody waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.quantity import plain
from tenant_apps.trading.engines.thread.decisions.comparing import missing_of
from tenant_apps.trading.engines.thread.decisions.extras import full_price
from tenant_apps.trading.engines.thread.decisions.figures import digest_of, rounded
from tenant_apps.trading.engines.thread.decisions.sheet import Cell, Plan, amount
from tenant_apps.trading.engines.thread.queries import RequestView, ThreadView


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell; empty where nothing is quoted. `share` is what the proposed split gives this quote of this line."""

    cell: Cell | None
    price: Decimal | None = None
    total: Decimal | None = None
    share: str = ""
    seq: int = 0
    has_run_out: bool = False
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    line_no: int
    name: str
    quantity: Decimal
    unit: str
    target: Decimal | None
    saved: Decimal | None
    cells: Sequence[SheetCell] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Part:
    """What one company gets of the proposed split."""

    name: str
    total: Decimal
    lines: str
    per_cent: int


def facts(view: RequestView, asked: str, picked: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the template needs. `asked` is the number of companies in the address; without it the best of all.

    `picked` is what somebody had marked before a refusal; else the split is marked.
    """
    sheet = view.sheet
    if sheet is None:
        raise RuntimeError("no comparison for this viewer")
    limits = list(sheet.plans)
    limit = int(asked) if asked.isdecimal() and len(asked) < 4 and int(asked) in limits else limits[-1]
    plan = sheet.plans[limit]
    money = Decimal(1).scaleb(-MINOR_UNITS[view.room.currency])
    total, single = amount(plan, view.state), amount(sheet.best_single, view.state)
    covers_same = len(sheet.best_single.open_lines) == len(plan.open_lines)
    gain = (single - total) if view.room.side == "buy" else (total - single)
    target = sheet.target_total
    saved = None
    if target is not None and not plan.open_lines:
        saved = Fraction(target) - total if view.room.side == "buy" else total - Fraction(target)
    totals = [(column, column.total) for column in sheet.columns if column.total is not None and column.covers_all]
    sign = 1 if view.room.side == "buy" else -1
    best_total = min((sign * one for _column, one in totals), default=None)
    return {
        "rows": _rows(view, plan, money, picked),
        "columns": [
            (view.named(one.company_id), one, _to(one.total, money), best_total is not None and one.covers_all
             and one.total is not None and sign * one.total == best_total)
            for one in sheet.columns
        ],
        "plan": plan,
        "limits": limits,
        "limit": limit,
        "plan_total": _to(total, money),
        "plan_gain": _to(gain, money) if covers_same and gain > 0 and limit > 1 else None,
        "plan_saved": _to(saved, money),
        "saved_is_good": saved is not None and saved >= 0,
        "single_total": _to(single, money),
        "parts": _parts(view, plan, money),
        "split": view.state.rules.award_split,
        "has_targets": any(row.target is not None for row in sheet.rows),
        "firm_until": min((one.version.firm_until for one in sheet.columns if one.version is not None), default=None),
        "quoted": sum(1 for one in sheet.columns if one.version is not None),
        "too_early": not view.state.rules.early_award and view.state.terms.ends_at is not None
        and view.now < view.state.terms.ends_at,
        "awaits_final": view.state.bafo_until is not None and view.now < view.state.bafo_until,
        "won": [
            SimpleNamespace(name=one.name, line=line, currency=message.currency)
            for one in view.threads for message in one.messages if message.kind == "won" for line in message.lines
        ],
        "award_reason": next(
            (str(act.payload.get("text", "")) for act in [view.state.decided] if act is not None), ""
        ),
        "added": [
            SimpleNamespace(
                name=view.named(one.company_id).name, term=one.version.incoterm if one.version else "",
                amount=_to(one.added, money), by_initiator=str(one.company_id) in view.state.additions, lacks=one.lacks,
            )
            for one in sheet.columns
            if one.version is not None and (one.added or one.lacks)
        ],
        "without_rate": sorted(
            {one.version.currency for one in sheet.columns if one.version is not None and not one.is_comparable
             and one.version.currency != view.room.currency and one.version.currency not in view.state.rates}
        ),
    }  # fmt: skip


def _rows(view: RequestView, plan: Plan, money: Decimal, picked: Mapping[str, str] | None) -> list[SheetRow]:
    shares = {(one.seq, one.line_no): one.quantity for one in plan.shares}
    names = {line.line_no: line for line in view.room.lines}
    found = []
    for row in view.sheet.rows if view.sheet else ():
        cells = []
        for column in view.sheet.columns if view.sheet else ():
            cell = row.cells.get(column.company_id)
            if cell is None:
                cells.append(SheetCell(None))
                continue
            seq = cell.version.seq
            share = shares.get((seq, row.line_no))
            shown = plain(share) if share is not None else ""
            marked = bool(shown)
            if picked is not None:
                shown, marked = (
                    picked.get(f"share-{row.line_no}-{seq}", ""),
                    picked.get(f"pick-{row.line_no}") == str(seq),
                )
            total = None if cell.price is None else cell.price * Fraction(cell.line.quantity)
            cells.append(
                SheetCell(
                    cell, Decimal(rounded(cell.price)) if cell.price is not None else None, _to(total, money),
                    shown, seq, not cell.version.is_valid(view.now), marked,
                )
            )  # fmt: skip
        found.append(
            SheetRow(
                row.line_no, names[row.line_no].name, row.quantity, row.unit, row.target, _to(row.saved, money), cells
            )
        )
    return found


def _parts(view: RequestView, plan: Plan, money: Decimal) -> list[Part]:
    """Each company's part of the split, drawn as its share of the sum."""
    prices = {
        (cell.version.seq, row.line_no): cell.price
        for row in (view.sheet.rows if view.sheet else ())
        for cell in row.cells.values()
    }
    names = {one.thread.current.seq: one.name for one in view.threads if one.thread.current}
    sums: dict[int, Fraction] = {}
    lines: dict[int, list[int]] = {}
    for share in plan.shares:
        price = prices[(share.seq, share.line_no)] or Fraction(0)
        sums[share.seq] = sums.get(share.seq, Fraction(0)) + price * Fraction(share.quantity)
        lines.setdefault(share.seq, []).append(share.line_no)
    whole = sum(sums.values(), Fraction(0))
    return [
        Part(
            names.get(seq, ""), _to(total, money) or Decimal(0), ", ".join(map(str, lines[seq])),
            round(total * 100 / whole) if whole else 0,
        )
        for seq, total in sorted(sums.items(), key=lambda one: -one[1])
    ]  # fmt: skip


def _to(value: Fraction | None, unit: Decimal) -> Decimal | None:
    """To the minor unit of the currency, for people to read."""
    if value is None:
        return None
    return Decimal(round(value / Fraction(unit))) * unit


# Columns of `as_rows` that are empty where prices are hidden.
HIDES = {"prices": (4, 7, 9, 16, 17, 18)}


def as_rows(view: RequestView) -> tuple[list[str], list[list[object]]]:
    """The comparison as a table of plain figures: one row per line and company."""
    head = [_("Line"), _("What"), _("Quantity"), _("Unit"), _("Target price"), _("Company"), _("Version"),
            _("Unit price"), _("Currency"), _("Compared price"), _("Best of the line"), _("Offered instead"),
            _("Delivery, days"), _("Payment after, days"), _("Incoterm"), _("Firm until"),
            _("Price with charges"), _("Charges for the whole quote"), _("Added to compare as delivered"),
            _("State")]  # fmt: skip
    names = {line.line_no: line.name for line in view.room.lines}
    found: list[list[object]] = []
    for row in view.sheet.rows if view.sheet else ():
        for company, cell in row.cells.items():
            found.append([
                row.line_no, names[row.line_no], plain(cell.line.quantity), row.unit,
                plain(row.target) if row.target is not None else "", view.named(company).name, cell.version.seq,
                plain(cell.line.unit_price) if cell.line.unit_price is not None else "", cell.version.currency,
                rounded(cell.price) if cell.price is not None else "", "1" if cell.is_best else "",
                cell.line.alternate, cell.lead_days if cell.lead_days is not None else "", cell.version.payment_days,
                cell.version.incoterm, cell.version.firm_until.isoformat(),
                plain(full) if (full := full_price(cell.version, cell.line)) is not None else "",
                plain(sum((part for _name, part in cell.version.extras), Decimal(0))),
                rounded(missing) if (missing := missing_of(view.state, cell.version)) is not None else "",
                view.named(company).thread.status(view.now),
            ])  # fmt: skip
    return head, found


def waiting(view: RequestView, mark: str) -> SimpleNamespace | None:
    """The award that waits for a second person: its lines, and whether this viewer made it."""
    act = view.state.proposal
    if act is None:
        return None
    quotes = {version.seq: (one.name, version) for one in view.threads for version in one.thread.versions}
    names = {line.line_no: line for line in view.room.lines}
    lines = []
    for row in act.payload["lines"]:
        who, version = quotes[row["quote"]]
        line = version.line(row["line"])
        if line is not None:
            quantity = Decimal(row["quantity"]) if "quantity" in row else line.quantity
            lines.append(
                SimpleNamespace(
                    name=who, line=names[line.line_no], quantity=quantity, price=full_price(version, line),
                    currency=version.currency,
                )
            )  # fmt: skip
    return SimpleNamespace(
        seq=act.seq, at=act.at, text=act.payload.get("text", ""), lines=lines, is_mine=act.payload.get("by") == mark
    )


def may_ask_final(view: RequestView) -> bool:
    asked = sum(1 for act in view.state.acts if act.kind == "bafo")
    runs = view.state.bafo_until is not None and view.now < view.state.bafo_until
    return asked < view.state.rules.bafo_rounds and not runs and any(one.thread.current for one in view.threads)


def secrecy_to_accept(view: RequestView) -> tuple[str, str] | None:
    """The words about confidentiality and their digest, where this company has not accepted them."""
    words = view.state.rules.secrecy
    if not words or view.own is None or view.own.company_id in view.state.sworn:
        return None
    return words, digest_of(words)


def why_waiting(view: RequestView) -> str:
    """Why the company cannot send a quote now; empty where it can."""
    state, own = view.state, view.own.thread if view.own else None
    if own is None:
        return ""
    asked = state.bafo_seq
    if view.room.state == "paused":
        return _("The request is paused.")
    if view.room.state == "announced":
        return _("You can quote once the request is open.")
    if asked is not None:
        if state.bafo_until is not None and view.now >= state.bafo_until:
            return _("The time for best and final offers is over; the initiator decides.")
        if own.versions and own.versions[-1].seq > asked:
            return _("Your best and final offer is given; the initiator decides.")
        return ""
    over = state.terms.ends_at is not None and view.now >= state.terms.ends_at
    if state.rules.hard_deadline and over and own.pending is None:
        return _("The deadline is over. You can answer again when the initiator makes a counter-offer.")
    if state.rules.strict and own.last_by_supplier and own.current is not None:
        return _("You spoke last. It is the initiator's turn.")
    if state.rules.max_rounds and len(own.versions) >= state.rules.max_rounds:
        return _("All versions that the rules allow are used.")
    return ""


def why_no_counter(view: RequestView, one: ThreadView) -> str:
    """Why the initiator cannot make a counter-offer to this company now; empty where it can."""
    if view.room.state == "paused":
        return _("The request is paused.")
    if view.room.state == "announced":
        return _("The request is not open yet.")
    if view.state.bafo_seq is not None:
        return _("After best and final offers nothing is negotiated any more.")
    if view.state.rules.strict and (one.thread.current is None or not one.thread.last_by_supplier):
        return _("It is the company's turn.")
    return ""


def is_bound(view: RequestView) -> bool:
    """Whether the own quote is firm now and cannot be withdrawn."""
    current = view.own.thread.current if view.own else None
    return current is not None and current.is_firm and current.is_valid(view.now)
