"""From the words of a sheet to items and quantities, prices and stock: everything that can be said before ordering.

`resolve` looks at rows one by one and can be done in parts; `settle` needs all rows, because the tier and the stock
follow the whole quantity of an item.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.foundation.quantity import plain
from tenant_apps.catalogue.queries import ItemFacts, get_items, list_by_numbers, list_numbers, packs_of
from tenant_apps.inventory.queries import most_at_once
from tenant_apps.orders.decisions.near_numbers import NearNumbers
from tenant_apps.orders.decisions.sheet_values import Unclear, in_item_unit, read_date, read_number, read_unit
from tenant_apps.orders.models_sheets import PartNumber, QuickRow, QuickSheet
from tenant_apps.parties.queries import ids_of_codes
from tenant_apps.pricing.queries import price_for


def fault(column: str, code: str, **facts: Any) -> dict[str, Any]:
    return {"column": column, "code": code, "facts": facts}


def fingerprint(row_no: int, cells: Mapping[str, str]) -> str:
    """The same row at the same place of the same sheet has the same fingerprint, whoever sends it again."""
    return hashlib.sha256(msgspec.json.encode([row_no, dict(cells)], order="deterministic")).hexdigest()


@dataclass(slots=True)
class _Known:
    """Everything the rows of one part name, looked up in a few statements."""

    by_number: dict[str, list[ItemFacts]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[UUID, ItemFacts] = field(default_factory=dict)
    mine: dict[str, UUID] = field(default_factory=dict)
    packs: dict[UUID, dict[str, Decimal]] = field(default_factory=dict)
    companies: dict[str, UUID] = field(default_factory=dict)
    near: NearNumbers | None = None


def resolve(sheet: QuickSheet, rows: Sequence[QuickRow]) -> None:
    """Find item and quantity of each row, or say what is wrong with which column. Writes nothing."""
    known = _look_up(sheet.buyer_id, rows)
    for row in rows:
        row.faults, row.hints, row.item_id, row.quantity, row.unit_price = [], [], None, None, None
        item = _item(sheet, row, known)
        _quantity(sheet, row, item, known)
        if row.cells.get("wanted_on"):
            try:
                read_date(row.cells["wanted_on"])
            except Unclear as error:
                row.faults.append(fault("wanted_on", str(error)))
        row.item_id = item.id if item is not None else None
        row.state = "bad" if row.faults else "good"


def _look_up(buyer_id: UUID, rows: Sequence[QuickRow]) -> _Known:
    known = _Known()
    words = {row.cells.get(name, "") for row in rows for name in ("article", "part_number")} - {""}
    known.mine = dict(PartNumber.objects.filter(buyer_id=buyer_id, number__in=words).values_list("number", "item_id"))
    spelled = words | {word.upper() for word in words} | {word.lower() for word in words}
    for item in list_by_numbers(buyer_id, spelled):
        known.by_number[item.sku].append(item)
        known.by_id[item.id] = item
    known.by_id |= get_items(set(known.mine.values()) - set(known.by_id))
    known.packs = packs_of(known.by_id)
    suppliers = {row.cells["supplier"] for row in rows if row.cells.get("supplier")}
    if suppliers:
        known.companies = dict(ids_of_codes(suppliers | {name.upper() for name in suppliers}))
        known.companies |= {item.supplier_name.casefold(): item.supplier_id for item in known.by_id.values()}
    if any(not _named(known, row.cells.get("article", "")) for row in rows if not row.cells.get("part_number")):
        known.near = NearNumbers(list_numbers(buyer_id))
    return known


def _named(known: _Known, word: str) -> list[ItemFacts]:
    for spelled in (word, word.upper(), word.lower()):
        if known.by_number.get(spelled):
            return known.by_number[spelled]
    return []


def _item(sheet: QuickSheet, row: QuickRow, known: _Known) -> ItemFacts | None:
    article, mine = row.cells.get("article", ""), row.cells.get("part_number", "")
    if not article and not mine:
        row.faults.append(fault("article", "article_missing"))
        return None
    found = _named(known, article) if article else []
    seller_id = sheet.seller_id
    if row.cells.get("supplier"):
        text = row.cells["supplier"]
        spelled = (text, text.upper(), text.casefold())
        seller_id = next((known.companies[name] for name in spelled if name in known.companies), None)
        if seller_id is None:
            row.faults.append(fault("supplier", "supplier_unknown", supplier=text))
            return None
    if seller_id is not None:
        found = [item for item in found if item.supplier_id == seller_id]
    if not found:
        called = known.mine.get(mine) or known.mine.get(article)
        if called is not None and called in known.by_id:
            item = known.by_id[called]
            if item.state != "active":
                row.faults.append(fault("article", "not_for_sale", item=item.sku))
                return None
            if seller_id in (None, item.supplier_id):
                row.hints.append({"code": "by_part_number", "facts": {"number": mine or article, "sku": item.sku}})
                return item
    if not found:
        near = known.near.of(article) if known.near is not None and article else []
        column = "article" if article else "part_number"
        row.faults.append(fault(column, "article_unknown", item=article or mine, near=near))
        return None
    if len(found) > 1:
        names = sorted(item.supplier_name for item in found)
        row.faults.append(fault("supplier", "several_suppliers", item=article, suppliers=names[:5]))
        return None
    return found[0]


def _quantity(sheet: QuickSheet, row: QuickRow, item: ItemFacts | None, known: _Known) -> None:
    text, unit = row.cells.get("quantity", ""), row.cells.get("unit", "")
    if not text:
        row.faults.append(fault("quantity", "quantity_missing"))
        return
    try:
        number = read_number(text, sheet.mark)
    except Unclear as error:
        row.faults.append(fault("quantity", str(error), text=text))
        return
    if number <= 0:
        row.faults.append(fault("quantity", "quantity_not_positive"))
        return
    if item is None:
        return
    packs = known.packs.get(item.id, {})
    try:
        code = read_unit(unit) if unit else item.unit
        made = in_item_unit(number, code, item.unit, packs)
    except Unclear as error:
        column = "unit" if str(error).startswith("unit") else "quantity"
        facts = {"text": unit or text, "unit": item.unit, "packs": sorted(packs)}
        row.faults.append(fault(column, str(error), **facts))
        return
    row.quantity = made.value
    if made.asked:
        row.hints.append(
            {"code": "converted", "facts": {"asked": plain(number), "asked_unit": code,
                                            "value": plain(made.value), "unit": item.unit}}
        )  # fmt: skip


def settle(sheet: QuickSheet, rows: Iterable[QuickRow], at: datetime) -> None:
    """Price and stock of the good rows, by the whole quantity of each item. Writes nothing."""
    by_item: dict[UUID, list[QuickRow]] = defaultdict(list)
    for row in rows:
        if row.state == "good" and row.item_id is not None:
            by_item[row.item_id].append(row)
    totals = {item: sum((row.quantity or Decimal(0) for row in same), Decimal(0)) for item, same in by_item.items()}
    quotes = price_for(totals, sheet.buyer_id, sheet.currency, at) if totals else {}
    items, free = get_items(totals), most_at_once(totals)
    for item_id, same in by_item.items():
        item, quote = items[item_id], quotes.get(item_id)
        _say_summed(same, totals[item_id], item.unit)
        left = free.get(item_id, Decimal(0))
        for row in same:
            if quote is None:
                row.state = "bad"
                row.faults.append(fault("article", "no_price", item=item.sku, currency=sheet.currency))
                continue
            row.unit_price = quote.unit_price
            if not item.stocked:
                continue
            if (row.quantity or 0) > left:
                row.state = "bad"
                row.faults.append(fault("quantity", "stock_short", free=plain(max(left, Decimal(0))), unit=item.unit))
            else:
                left -= row.quantity or 0


def _say_summed(same: Sequence[QuickRow], total: Decimal, unit: str) -> None:
    if len(same) < 2:
        return
    numbers = [row.row_no for row in same]
    for row in same:
        others = [number for number in numbers if number != row.row_no][:5]
        row.hints = [hint for hint in row.hints if hint["code"] != "summed"]
        row.hints.append({"code": "summed", "facts": {"rows": others, "total": plain(total), "unit": unit}})
