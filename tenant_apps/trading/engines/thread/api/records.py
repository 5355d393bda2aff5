"""A request as the API shows it: the same threads and the same comparison as the pages, cut by the same matrix."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import QuantityOut, quantity
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import plain
from shared_apps.tenancy import scope
from tenant_apps.trading.engines.thread.decisions.engine import version_facts
from tenant_apps.trading.engines.thread.decisions.figures import rounded
from tenant_apps.trading.engines.thread.decisions.sheet import Plan, Row, amount
from tenant_apps.trading.engines.thread.queries import RequestView, ThreadView, request_view
from tenant_apps.trading.engines.thread.queries.guests import guests_of
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.queries.rooms import room_of_lot


class CellRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`compared` is the unit price in the currency of the request, paid on delivery, with the quote's charges and what
    is missing to the delivery term in it, to six decimals.
    """

    number: int
    quote: int
    unit_price: str | None
    compared: str | None
    quantity: QuantityOut
    is_best: bool
    alternate: str
    lead_days: int | None


class SheetLineRecord(msgspec.Struct, frozen=True, kw_only=True):
    line: int
    name: str
    quantity: QuantityOut
    target: str | None
    cells: list[CellRecord]


class PlanRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The best way to award to at most so many companies; `total` is compared, to six decimals."""

    companies: int
    total: str
    lines: list[dict[str, Any]]
    open_lines: list[int]


class ThreadRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One company's thread: its status, the quote that stands, the counter-offer that waits for an answer."""

    number: int
    name: str
    status: str
    versions: int
    counter: int | None
    quote: dict[str, Any] | None


class QuotationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A company reads its own thread here and nothing else; the initiator all of them and the comparison."""

    lot_id: UUID
    number: str
    state: str
    currency: str
    ends_at: datetime | None
    awaits_approval: int | None
    threads: list[ThreadRecord]
    lines: list[SheetLineRecord]
    plans: list[PlanRecord]


class GuestRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Name and address are empty where companies are numbers until the award."""

    guest_id: UUID
    name: str
    email: str
    state: str
    invited_at: datetime
    expires_at: datetime


class GuestsRecord(msgspec.Struct, frozen=True, kw_only=True):
    lot_id: UUID
    guests: list[GuestRecord]


def guests_record(actor: Actor, lot_id: UUID) -> GuestsRecord:
    """NotFound for everybody but the initiator and the marketplace."""
    return GuestsRecord(
        lot_id=lot_id,
        guests=[
            GuestRecord(
                guest_id=one.id, name=one.name, email=one.email, state=one.state, invited_at=one.invited_at,
                expires_at=one.expires_at,
            )
            for one in guests_of(actor, lot_id)
        ],
    )  # fmt: skip


def quotation_record(actor: Actor, lot_id: UUID) -> QuotationRecord:
    """NotFound where the actor may not see the event, or where the lot is no request."""
    now = clock.now(scope.alias())
    room = room_of_lot(actor, lot_id, now)
    if room is None or room.mode != "rfq":
        raise errors.event_unknown(lot_id)
    view = request_view(room, now)
    sheet = view.sheet
    return QuotationRecord(
        lot_id=lot_id,
        number=room.number,
        state=room.state,
        currency=room.currency,
        ends_at=room.facts.get("end_at"),
        awaits_approval=view.state.proposal.seq if sheet and view.state.proposal else None,
        threads=[_thread(view, one) for one in view.threads],
        lines=[_line(view, row) for row in sheet.rows] if sheet else [],
        plans=[_plan(view, limit, plan) for limit, plan in sheet.plans.items()] if sheet else [],
    )


def _thread(view: RequestView, one: ThreadView) -> ThreadRecord:
    thread = one.thread
    return ThreadRecord(
        number=one.number,
        name=one.name,
        status=thread.status(view.now),
        versions=len(thread.versions),
        counter=thread.pending.seq if thread.pending else None,
        quote=version_facts(thread.current) if thread.current else None,
    )


def _line(view: RequestView, row: Row) -> SheetLineRecord:
    name = next(line.name for line in view.room.lines if line.line_no == row.line_no)
    return SheetLineRecord(
        line=row.line_no,
        name=name,
        quantity=quantity(row.quantity, row.unit),
        target=plain(row.target) if row.target is not None else None,
        cells=[
            CellRecord(
                number=view.named(company).number,
                quote=cell.version.seq,
                unit_price=plain(cell.line.unit_price) if cell.line.unit_price is not None else None,
                compared=rounded(cell.price) if cell.price is not None else None,
                quantity=quantity(cell.line.quantity, row.unit),
                is_best=cell.is_best,
                alternate=cell.line.alternate,
                lead_days=cell.lead_days,
            )
            for company, cell in row.cells.items()
        ],
    )


def _plan(view: RequestView, limit: int, plan: Plan) -> PlanRecord:
    return PlanRecord(
        companies=limit,
        total=rounded(amount(plan, view.state)),
        lines=[{"quote": share.seq, "line": share.line_no, "quantity": plain(share.quantity)} for share in plan.shares],
        open_lines=list(plan.open_lines),
    )
