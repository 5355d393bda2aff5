"""What the commands of a request share: which company a number stands for, and what a quote says in the lot's units."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context
from shared_apps.foundation.quantity import UNITS, BadQuantity, Quantity, plain
from shared_apps.foundation.refusals import Refusal
from tenant_apps.catalogue.queries import get_items
from tenant_apps.trading.engines.thread import errors
from tenant_apps.trading.engines.thread.decisions.figures import read_number
from tenant_apps.trading.kernel.commands import keep_refused_act
from tenant_apps.trading.kernel.models import Lot, LotItem, Participant


def told(data: msgspec.Struct, act: str, *without: str) -> dict[str, Any]:
    """The payload of an act: what was given, under the names of the input."""
    left_out = {"lot_id", "company_id", "lines", *without}
    given = {name: getattr(data, name) for name in data.__struct_fields__ if name not in left_out}
    return {"act": act} | {name: value for name, value in given.items() if value not in (None, "", {})}


def lines_of(lot_id: UUID) -> dict[int, LotItem]:
    return {line.line_no: line for line in LotItem.objects.filter(lot_id=lot_id)}


def initiator_for(ctx: Context, lot_id: UUID) -> UUID | None:
    """The initiator, for its own people and the marketplace. None for everybody else: they act for their own company,
    and engine and kernel tell them no more than they may know."""
    found: UUID | None = Lot.objects.filter(pk=lot_id).values_list("trading_event__initiator_id", flat=True).first()
    return found if ctx.actor.company_id in (None, found) else None


def supplier_of(lot_id: UUID, number: int) -> UUID | None:
    """The company that takes part under a number: the initiator may not know its name."""
    found: UUID | None = (
        Participant.objects.filter(trading_event__lots__pk=lot_id, alias=number)
        .values_list("company_id", flat=True)
        .first()
    )
    return found


def in_unit_of_line(path: str, line: LotItem, given: str, price: str | None, quantity: str | None) -> dict[str, str]:
    """Price and quantity in the unit of the line, exactly; what was said stands beside it."""
    found = {name: value for name, value in (("unit_price", price), ("quantity", quantity)) if value is not None}
    if given in ("", line.unit):
        return found
    if given not in UNITS or UNITS[given][1] != UNITS[line.unit][1]:
        raise errors.other_dimension(f"{path}unit", given, line.unit)
    number = read_number(price) if price is not None else None
    if number is not None:
        exact = number * UNITS[line.unit][2] / UNITS[given][2]
        if exact * UNITS[given][2] / UNITS[line.unit][2] != number or exact != round(exact, 6):
            raise errors.not_exact(f"{path}unit_price", given, line.unit)
        found["unit_price"] = plain(exact)
    if quantity is not None:
        try:
            found["quantity"] = plain(Quantity.parse(quantity, given).to(line.unit).value)
        except BadQuantity as error:
            raise errors.not_exact(f"{path}quantity", given, line.unit) from error
    return found | {"stated_unit": given} | ({"stated_price": price} if price is not None else {})


def check_item(path: str, item_id: UUID, company_id: UUID | None, line: LotItem) -> None:
    """The item is one of the company's own, for sale, in the unit of the line."""
    item = get_items([item_id]).get(item_id)
    if item is None or item.supplier_id != company_id:
        raise errors.item_not_yours(f"{path}item_id")
    if item.state != "active":
        raise errors.item_not_for_sale(f"{path}item_id")
    if item.unit != line.unit:
        raise errors.other_unit(f"{path}item_id", item.unit, line.unit)


def keep_refused(ctx: Context, lot_id: UUID, company_id: UUID | None, payload: Any) -> None:
    """Write the refused act, unless it never came so far that the ledger could say what it was."""
    try:
        made: Mapping[str, Any] = payload()
    except Refusal:
        return
    keep_refused_act(ctx, lot_id, company_id, made)


def decimals(values: Mapping[str, str]) -> dict[str, str]:
    """Decimal texts in their shortest spelling where they are numbers."""
    return {name: plain(Decimal(value)) if read_number(value) is not None else value for name, value in values.items()}
