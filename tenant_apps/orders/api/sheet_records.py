"""Quick orders and part numbers as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.api.forms import MoneyOut, QuantityOut, money, quantity, unit_price
from shared_apps.foundation.actor import Actor
from tenant_apps.orders.queries.sheets import find_sheet, row_facts, sheet_rows


class SheetRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet of what somebody wants to order. Counts are of its rows; `refusals` say why an order failed last.

    `payment_terms` are those chosen for its orders, by seller.
    """

    id: UUID
    number: str
    state: str
    origin: str
    file_name: str
    currency: str
    seller_id: UUID | None
    client_reference: str
    note: str
    payment_terms: dict[str, str]
    rows: int
    good: int
    bad: int
    ordered: int
    drafted: int
    refusals: list[dict[str, Any]]
    created_at: datetime
    changed_at: datetime


class RowFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one column of a row, and what to do. `near` are article numbers that were probably meant."""

    column: str
    reason: str
    remedy: str
    near: list[str]


class SheetRowRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A row: `cells` as written, then what it would order. `hints` say what was made of it."""

    id: UUID
    sheet_id: UUID
    row_no: int
    state: str
    cells: dict[str, str]
    item_id: UUID | None
    quantity: QuantityOut | None
    unit_price: MoneyOut | None
    net: MoneyOut | None
    faults: list[RowFault]
    hints: list[str]
    order_id: UUID | None
    draft_id: UUID | None


class PartNumberRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What one's company calls an item; `learned` from a sheet that was ordered, or named by hand."""

    id: UUID
    number: str
    item_id: UUID
    learned: bool
    changed_at: datetime


_SAME = ("id", "number", "state", "origin", "file_name", "currency", "seller_id", "client_reference", "note",
         "payment_terms", "good", "bad", "ordered", "drafted", "refusals", "created_at", "changed_at")  # fmt: skip


def sheet_records(rows: Sequence[Any]) -> list[SheetRecord]:
    return [SheetRecord(rows=row.row_count, **{name: getattr(row, name) for name in _SAME}) for row in rows]


def sheet_record(actor: Actor, sheet_id: UUID) -> SheetRecord:
    """One sheet; refused when it is not of the actor's company."""
    find_sheet(actor, sheet_id)
    return sheet_records(list(sheet_rows(actor, {"pk": sheet_id})))[0]


def row_records(rows: Sequence[Any]) -> list[SheetRowRecord]:
    made = []
    for row in rows:
        (facts,) = row_facts(row.sheet.currency, [row])
        made.append(
            SheetRowRecord(
                id=row.pk,
                sheet_id=row.sheet_id,
                row_no=row.row_no,
                state=row.state,
                cells={name: text for name, text in facts.cells.items() if text},
                item_id=row.item_id,
                quantity=quantity(facts.quantity, facts.unit) if facts.quantity is not None else None,
                unit_price=unit_price(facts.unit_price, row.sheet.currency) if facts.unit_price is not None else None,
                net=money(facts.net.minor, facts.net.currency) if facts.net is not None else None,
                faults=[
                    RowFault(column=one.column, reason=one.reason, remedy=one.remedy, near=list(one.near))
                    for one in facts.faults
                ],
                hints=list(facts.hints),
                order_id=row.order_id,
                draft_id=row.draft_id,
            )
        )
    return made


def part_records(rows: Sequence[Any]) -> list[PartNumberRecord]:
    return [
        PartNumberRecord(**{name: getattr(row, name) for name in PartNumberRecord.__struct_fields__}) for row in rows
    ]
