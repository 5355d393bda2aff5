"""Quote in a request: a first version, or one that supersedes the last."""

from typing import Any, Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.engines.thread.commands.acting import (
    check_item,
    decimals,
    in_unit_of_line,
    keep_refused,
    lines_of,
    told,
)
from tenant_apps.trading.kernel.commands import BidAnswer, act
from tenant_apps.trading.kernel.types import AwareTime

Component = Literal["goods", "packing", "freight", "duty", "tax"]
Charge = Literal["packing", "freight", "duty", "tax"]
ToPlace = Literal["freight", "duty"]


class QuoteLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line. `unit` may be another unit of the same kind; `item_id` is needed where the initiator buys.

    `components` are the parts of the unit price, in the unit of the line; they add up to it.
    """

    line: int
    unit_price: str | None = None
    quantity: str | None = None
    unit: str = ""
    item_id: UUID | None = None
    components: dict[Component, str] = {}
    alternate: str = ""
    lead_days: int | None = None


class SendQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`firm_until` binds until then; without it a quote may be taken back until it is accepted.

    `extras` are charged for the whole quote and spread over its lines by value. `to_place` is what somebody else would
    charge to the place that is asked for: it counts in the comparison and is not part of the deal.
    """

    lot_id: UUID
    lines: list[QuoteLineIn]
    currency: str = ""
    incoterm: str = ""
    payment_days: int | None = None
    lead_days: int | None = None
    firm_until: AwareTime | None = None
    text: str = ""
    extras: dict[Charge, str] = {}
    to_place: dict[ToPlace, str] = {}
    company_id: UUID | None = None

    def payload(self) -> dict[str, Any]:
        """What the ledger keeps: prices and quantities in the units of the lines."""
        known = lines_of(self.lot_id)
        found = told(self, "quote", "firm_until", "extras", "to_place")
        for name, amounts in (("extras", self.extras), ("to_place", self.to_place)):
            if amounts:
                found[name] = decimals({str(one): part for one, part in amounts.items()})
        if self.firm_until is not None:
            found["firm_until"] = self.firm_until.isoformat()
        found["lines"] = rows = []
        for at, line in enumerate(self.lines):
            row: dict[str, Any] = {"line": line.line}
            of = known.get(line.line)
            if of is not None:
                row |= in_unit_of_line(f"lines[{at}].", of, line.unit, line.unit_price, line.quantity)
            if line.item_id is not None:
                row["item"] = str(line.item_id)
            if line.components:
                row["components"] = decimals({str(name): part for name, part in line.components.items()})
            if line.alternate:
                row["alternate"] = line.alternate
            if line.lead_days is not None:
                row["lead_days"] = line.lead_days
            rows.append(row)
        return found


def keep_refused_quote(ctx: Context, data: SendQuote, refusal: Refusal) -> None:
    keep_refused(ctx, data.lot_id, data.company_id, data.payload)


@command("thread.send_quote", input=SendQuote, on_refusal=keep_refused_quote)
def send_quote(ctx: Context, data: SendQuote) -> BidAnswer:
    """Quote; an earlier version of the company is superseded and stays in the ledger.

    Locks the lot. Refuses companies that have not joined, items that are not theirs, and what the rules do not allow.
    """
    known, company_id = lines_of(data.lot_id), data.company_id or ctx.actor.company_id
    answer = act(ctx, "thread.send_quote", data.lot_id, data.company_id, data.payload())
    for at, line in enumerate(data.lines):
        if line.item_id is not None and line.line in known:
            check_item(f"lines[{at}].", line.item_id, company_id, known[line.line])
    return answer
