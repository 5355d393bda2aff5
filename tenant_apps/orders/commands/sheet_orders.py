"""What the good rows of a sheet are as orders: grouped by supplier and day, in parts that fit into an order."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from shared_apps.commands import Context
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import QuantityIn, plain
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.orders import sheet_errors
from tenant_apps.orders.commands.order_input import PlaceOrder
from tenant_apps.orders.commands.place_orders import RefusalSaid
from tenant_apps.orders.commands.resolve_lines import LINES_MAX, OrderLineIn
from tenant_apps.orders.decisions.sheet_values import read_date
from tenant_apps.orders.models import PartNumber, QuickRow, QuickSheet
from tenant_apps.orders.permissions import AGREE_PRICE

Group = tuple[UUID, str]


def groups_of(rows: Sequence[QuickRow], items: Mapping[UUID, ItemFacts]) -> dict[Group, list[QuickRow]]:
    """Good rows by supplier and day."""
    groups: dict[Group, list[QuickRow]] = defaultdict(list)
    for row in rows:
        day = read_date(row.cells["wanted_on"]).isoformat() if row.cells.get("wanted_on") else ""
        groups[(items[row.item_id].supplier_id, day)].append(row)  # type: ignore[index]
    return groups


def lines_of(rows: Sequence[QuickRow]) -> list[list[QuickRow]]:
    """Rows by item: those of one item are one line."""
    by_item: dict[UUID, list[QuickRow]] = defaultdict(list)
    for row in rows:
        if row.item_id is not None:
            by_item[row.item_id].append(row)
    return list(by_item.values())


def parts_of(rows: Sequence[QuickRow]) -> list[list[QuickRow]]:
    """Rows in parts of at most as many lines as an order takes; rows of one item stay together."""
    lines = lines_of(rows)
    return [[row for same in lines[at : at + LINES_MAX] for row in same] for at in range(0, len(lines), LINES_MAX)]


def parts_before(sheet: QuickSheet, seller_id: UUID) -> int:
    """How many orders and drafts of the supplier came from the sheet already; each has a reference of its own."""
    rows = QuickRow.objects.filter(sheet=sheet, state__in=("ordered", "drafted"), item__supplier_id=seller_id)
    return rows.values("order_id", "draft_id").distinct().count()


def order_for(
    ctx: Context,
    sheet: QuickSheet,
    key: Group,
    wanted: list[list[QuickRow]],
    items: Mapping[UUID, ItemFacts],
    part: int,
) -> PlaceOrder:
    """The order that the rows of one supplier and day are; `part` counts those that went before it."""
    seller_id, day = key
    may_agree = ctx.actor.may(AGREE_PRICE)
    notes = [sheet.note, sheet_errors.wanted_by(day) if day else ""]
    notes += [f"{items[row.item_id].sku}: {row.cells['note']}" for same in wanted for row in same
              if row.cells.get("note") and row.item_id]  # fmt: skip
    if part:
        notes.insert(0, f"{sheet.number}/{part + 1}")
    reference = sheet.client_reference and (f"{sheet.client_reference}/{part + 1}" if part else sheet.client_reference)
    terms = sheet.payment_terms.get(str(seller_id))
    return PlaceOrder(
        buyer_id=sheet.buyer_id,
        seller_id=seller_id,
        currency=sheet.currency,
        lines=[
            OrderLineIn(
                item_id=same[0].item_id,
                quantity=QuantityIn(plain(_sum(same)), items[same[0].item_id].unit),  # type: ignore[index]
                # What was shown is what is ordered: a price that has changed since is refused, not paid.
                unit_price=None if may_agree or same[0].unit_price is None else plain(same[0].unit_price),
            )
            for same in wanted
        ],
        client_reference=reference or None,
        note=" · ".join(filter(None, notes))[:300],
        payment_terms=UUID(terms) if terms else None,
    )


def _sum(same: Sequence[QuickRow]) -> Decimal:
    return sum((row.quantity or Decimal(0) for row in same), Decimal(0))


def refusals_said(sheet: QuickSheet) -> list[RefusalSaid]:
    """Why orders of the sheet were refused last."""
    return [RefusalSaid(**{name: one[name] for name in RefusalSaid.__struct_fields__}) for one in sheet.refusals]


def learn_numbers(ctx: Context, sheet: QuickSheet, rows: Sequence[QuickRow]) -> None:
    """Keep what the buyer calls the items of rows that were sent on."""
    learned = {
        row.cells["part_number"]: row.item_id
        for row in rows
        if row.cells.get("part_number") and row.cells.get("article") and row.item_id
    }
    PartNumber.objects.bulk_create(
        [
            PartNumber(id=uuid7(), buyer_id=sheet.buyer_id, number=number[:80], item_id=item_id, learned=True,
                       changed_at=ctx.now)
            for number, item_id in learned.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
