"""An order as it is and as it becomes: whole versions, as changes keep them. Functions for the commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import BadMoney, Money
from shared_apps.foundation.quantity import plain
from tenant_apps.orders import errors as order_errors
from tenant_apps.orders.commands.amending_parts import as_content, parts_now
from tenant_apps.orders.commands.change_input import ChangeOrder
from tenant_apps.orders.decisions.amending import LineNow
from tenant_apps.orders.decisions.amending_parts import PartNow
from tenant_apps.orders.models import Order, OrderAmendment, OrderDelivery, OrderLine
from tenant_apps.parties.queries import list_sites
from tenant_apps.trading.kernel import errors as kernel_errors
from tenant_apps.trading.kernel.types import DealLineFacts, LineAmounts

LARGEST_MINOR = 10**18
# Which places a buyer has is asked for its order, whoever of the two answers.
READER = Actor.system("orders.amendments")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An order as it will be; `parts` are those of a divided one."""

    lines: Sequence[LineNow]
    amounts: Sequence[LineAmounts]
    content: Mapping[str, Any]
    parts: Sequence[PartNow] = ()

    @property
    def net_minor(self) -> int:
        return sum(one.net_minor for one in self.amounts)

    @property
    def tax_minor(self) -> int:
        return sum(one.tax_minor for one in self.amounts)

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


def lines_of(order: Order) -> list[LineNow]:
    rows = OrderLine.objects.filter(order_id=order.pk).order_by("line_no")
    return [
        LineNow(
            row.line_no, row.item_id, row.warehouse_id, row.description, row.quantity, row.unit, row.unit_price,
            row.tax_rate,
        )
        for row in rows
    ]  # fmt: skip


def version_of(order_id: UUID) -> int:
    """The first version is 1; each applied change makes the next."""
    return 1 + OrderAmendment.objects.filter(order_id=order_id, state="applied").count()


def amounts_of(lines: Sequence[LineNow], currency: str) -> list[LineAmounts]:
    try:
        found = [LineAmounts.of(one.unit_price, one.quantity, one.tax_rate, currency) for one in lines]
    except BadMoney as error:
        raise kernel_errors.amount_too_large("lines") from error
    if sum(one.net_minor + one.tax_minor for one in found) >= LARGEST_MINOR:
        raise kernel_errors.amount_too_large("lines")
    return found


def content_of(
    order: Order,
    lines: Sequence[LineNow],
    amounts: Sequence[LineAmounts],
    details: Mapping[str, str],
    parts: Sequence[PartNow] = (),
) -> dict[str, Any]:
    """A version of an order as it is kept; of a divided one with what each part has."""
    net, tax = sum(one.net_minor for one in amounts), sum(one.tax_minor for one in amounts)
    return {
        "currency": order.currency,
        "net": f"{Money(net, order.currency).amount:f}",
        "total": f"{Money(net + tax, order.currency).amount:f}",
        "lines": [
            {
                "line_no": line.line_no, "item_id": str(line.item_id), "description": line.description,
                "quantity": plain(line.quantity), "unit": line.unit, "unit_price": plain(line.unit_price),
            }
            for line in lines
        ],
        **({"parts": as_content(parts)} if parts else {}),
        **details,
    }  # fmt: skip


def present_content(order: Order) -> dict[str, Any]:
    rows = OrderLine.objects.filter(order_id=order.pk).order_by("line_no")
    amounts = [LineAmounts(net, tax) for net, tax in rows.values_list("net_minor", "tax_minor")]
    return content_of(order, lines_of(order), amounts, details_of(order, ChangeOrder()), parts_now(order.pk))


def details_of(order: Order, data: ChangeOrder) -> dict[str, str]:
    """Reference, cost centre, note, place and day afterwards, as texts; the place by its name and its id."""
    wish = OrderDelivery.objects.select_related("site").filter(order_id=order.pk).first()
    site = wish.site if wish is not None else None
    found = {
        "client_reference": order.client_reference or "", "cost_centre": order.cost_centre, "note": order.note,
        "site_id": str(site.pk) if site else "", "site": site.name if site else "",
        "wanted_on": wish.wanted_on.isoformat() if wish is not None and wish.wanted_on else "",
    }  # fmt: skip
    if data.site_id is not None:
        sites = {one.id: one.name for one in list_sites(READER, order.buyer_id) if one.is_delivery}
        if data.site_id not in sites:
            raise order_errors.site_unknown()
        found |= {"site_id": str(data.site_id), "site": sites[data.site_id]}
    for name in ("client_reference", "cost_centre", "note", "wanted_on"):
        text = getattr(data, name)
        if text is not None:
            found[name] = text.strip()
    if found["wanted_on"] and not _is_day(found["wanted_on"]):
        raise order_errors.bad_terms("wanted_on")
    return found


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def deal_line(line: LineNow, amounts: LineAmounts) -> DealLineFacts:
    return DealLineFacts(
        line_no=line.line_no, item_id=line.item_id, warehouse_id=line.warehouse_id, description=line.description,
        quantity=line.quantity, unit=line.unit, unit_price=line.unit_price, tax_rate=line.tax_rate,
        net_minor=amounts.net_minor, tax_minor=amounts.tax_minor,
    )  # fmt: skip
