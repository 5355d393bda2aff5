"""Requisition lists: keep one from an order, a quick order or by hand, change it, order it, let it go."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.quantity import BadQuantity, QuantityIn, plain
from tenant_apps.catalogue.queries import ItemFacts, get_items
from tenant_apps.orders import errors, list_errors
from tenant_apps.orders.commands.open_sheet import OpenSheet, SheetAnswer, answer, write_sheet
from tenant_apps.orders.models import Order, OrderLine, QuickRow, QuickSheet, RequisitionLine, RequisitionList
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.kernel.commands import acting_company

LISTS_MOST = 500
LINES_MOST = 2000


class ListLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quantity` in any unit of the item; zero takes the item off the list."""

    item_id: UUID
    quantity: QuantityIn
    note: str = ""


class KeepList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of one's own order (`order_id`), of the understood rows of a quick order (`sheet_id`), or of `lines`."""

    name: str
    note: str = ""
    is_shared: bool = False
    order_id: UUID | None = None
    sheet_id: UUID | None = None
    lines: list[ListLineIn] = []
    buyer_id: UUID | None = None


class ChangeList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is left out stays as it is; `lines` are set, added, or taken off by a quantity of zero."""

    list_id: UUID
    name: str | None = None
    note: str | None = None
    is_shared: bool | None = None
    lines: list[ListLineIn] = []


class NamedList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    list_id: UUID


class OrderList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`client_reference` is the buyer's own number for the orders that come of it."""

    list_id: UUID
    client_reference: str = ""


class ListAnswer(msgspec.Struct, frozen=True, kw_only=True):
    list_id: UUID
    name: str
    lines: int


@command("orders.keep_list", input=KeepList, permission="orders.place_order")
def keep_list(ctx: Context, data: KeepList) -> ListAnswer:
    """Keep a list, as whoever buys for the company; it is one's own unless it is shared."""
    buyer_id = acting_company(ctx, "orders.place_order", data.buyer_id, field="buyer_id")
    if RequisitionList.objects.filter(buyer_id=buyer_id).count() >= LISTS_MOST:
        raise list_errors.too_many_lists(LISTS_MOST)
    if data.order_id is not None:
        wanted = _of_order(buyer_id, data.order_id)
    elif data.sheet_id is not None:
        wanted = _of_sheet(buyer_id, data.sheet_id)
    else:
        wanted = _given(data.lines)
    wanted = {item_id: one for item_id, one in wanted.items() if one[0] > 0}
    if not wanted:
        raise list_errors.nothing_to_keep()
    row = RequisitionList.objects.create(
        id=uuid7(), buyer_id=buyer_id, name=_name(data.name), note=_text("note", data.note, 300),
        is_shared=data.is_shared, owner=f"{ctx.actor.kind}:{ctx.actor.id}",
        owner_name=(ctx.actor.display or ctx.actor.id)[:120], created_at=ctx.now, changed_at=ctx.now,
    )  # fmt: skip
    _write(row, wanted)
    faultpoint("orders.after_keeping_list")
    return _answer(ctx, row)


@command("orders.change_list", input=ChangeList, permission="orders.place_order")
def change_list(ctx: Context, data: ChangeList) -> ListAnswer:
    """Change a list of one's own, or a shared one of one's company. Locks the list."""
    row = _lock(ctx, data.list_id)
    if data.name is not None:
        row.name = _name(data.name)
    if data.note is not None:
        row.note = _text("note", data.note, 300)
    if data.is_shared is not None:
        row.is_shared = data.is_shared
    _write(row, _given(data.lines))
    row.changed_at = ctx.now
    row.save()
    return _answer(ctx, row)


@command("orders.drop_list", input=NamedList, permission="orders.place_order")
def drop_list(ctx: Context, data: NamedList) -> ListAnswer:
    """Let a list go. What was ordered from it stays."""
    row = _lock(ctx, data.list_id)
    found = _answer(ctx, row)
    row.delete()
    return found


@command("orders.order_list", input=OrderList, permission="orders.place_order")
def order_list(ctx: Context, data: OrderList) -> SheetAnswer:
    """Open a quick order with everything on a list, at the prices and stock of now; nothing is ordered yet."""
    row = _lock(ctx, data.list_id)
    if len(data.client_reference) > 70:
        raise errors.bad_text("client_reference", 70)
    lines = list(RequisitionLine.objects.filter(requisition_list=row).order_by("position"))
    items = get_items(line.item_id for line in lines)
    if not lines:
        raise list_errors.nothing_to_keep()
    rows = [(at, _cells(items[line.item_id], line)) for at, line in enumerate(lines, start=1)]
    given = OpenSheet(
        currency=str(effective("general.currency").value), file_name=row.name, note=row.note[:200],
        client_reference=data.client_reference, again=True,
    )  # fmt: skip
    sheet = write_sheet(ctx, row.buyer_id, given, rows, origin="list")
    row.ordered_at = ctx.now
    row.save(update_fields=["ordered_at"])
    return answer(sheet)


def _cells(item: ItemFacts, line: RequisitionLine) -> dict[str, str]:
    cells = {
        "article": item.sku, "supplier": item.supplier_name, "quantity": plain(line.quantity), "unit": item.unit,
        "note": line.note,
    }  # fmt: skip
    return {name: text for name, text in cells.items() if text}


def _lock(ctx: Context, list_id: UUID) -> RequisitionList:
    row = RequisitionList.objects.select_for_update().visible_to(ctx.actor).filter(pk=list_id).first()
    if row is None:
        raise list_errors.list_unknown()
    return row


def _name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= 120:
        raise errors.bad_text("name", 120)
    return name


def _text(field: str, text: str, most: int) -> str:
    if len(text.strip()) > most:
        raise errors.bad_text(field, most)
    return text.strip()


def _of_order(buyer_id: UUID, order_id: UUID) -> dict[UUID, tuple[Decimal, str]]:
    if not Order.objects.filter(pk=order_id, buyer_id=buyer_id).exists():
        raise errors.order_unknown("order_id")
    rows = OrderLine.objects.filter(order_id=order_id).values("item_id").annotate(sum=Sum("quantity"))
    return {row["item_id"]: (row["sum"], "") for row in rows.order_by("item__sku")}


def _of_sheet(buyer_id: UUID, sheet_id: UUID) -> dict[UUID, tuple[Decimal, str]]:
    sheet = QuickSheet.objects.filter(pk=sheet_id, buyer_id=buyer_id).first()
    if sheet is None:
        raise list_errors.list_unknown("sheet_id")
    found: dict[UUID, tuple[Decimal, str]] = {}
    for row in QuickRow.objects.filter(sheet=sheet, item__isnull=False, quantity__gt=0).order_by("row_no"):
        if row.item_id is not None and row.quantity is not None:
            known = found.get(row.item_id, (Decimal(0), row.cells.get("note", "")))
            found[row.item_id] = known[0] + row.quantity, known[1]
    return found


def _given(lines: Sequence[ListLineIn]) -> dict[UUID, tuple[Decimal, str]]:
    """Quantities in the unit of each item, and notes, by item."""
    items = get_items({line.item_id for line in lines})
    found: dict[UUID, tuple[Decimal, str]] = {}
    for number, line in enumerate(lines):
        item = items.get(line.item_id)
        if item is None or item.state == "draft" or line.item_id in found:
            raise errors.item_unknown(f"lines[{number}].item_id", str(line.item_id))
        try:
            quantity = line.quantity.quantity().to(item.unit).value
        except BadQuantity as error:
            raise errors.bad_quantity(f"lines[{number}].quantity", str(error), item.unit) from error
        if quantity < 0:
            raise errors.bad_quantity(f"lines[{number}].quantity", _("A list has no quantity below zero."), item.unit)
        found[line.item_id] = quantity, _text(f"lines[{number}].note", line.note, 200)
    return found


def _write(row: RequisitionList, wanted: Mapping[UUID, tuple[Decimal, str]]) -> None:
    lines = RequisitionLine.objects.filter(requisition_list=row)
    lines.filter(item_id__in=[item_id for item_id, one in wanted.items() if one[0] == 0]).delete()
    known = {line.item_id: line for line in lines}
    last = lines.aggregate(most=Max("position"))["most"] or 0
    new = []
    for item_id, (quantity, note) in wanted.items():
        if item_id in known:
            known[item_id].quantity, known[item_id].note = quantity, note
            known[item_id].save(update_fields=["quantity", "note"])
        elif quantity:
            last += 1
            new.append(
                RequisitionLine(
                    id=uuid7(), requisition_list=row, position=last, item_id=item_id, quantity=quantity, note=note[:200]
                )
            )
    if len(known) + len(new) > LINES_MOST:
        raise errors.too_many_lines(LINES_MOST)
    RequisitionLine.objects.bulk_create(new)


def _answer(ctx: Context, row: RequisitionList) -> ListAnswer:
    count = RequisitionLine.objects.filter(requisition_list=row).count()
    ctx.audit(target="orders.requisition_list", target_id=row.pk, facts={"name": row.name, "lines": count})
    return ListAnswer(list_id=row.pk, name=row.name, lines=count)
