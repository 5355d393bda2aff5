"""What the initiator says while quotes come in: counter-offers, best and final offers, targets and rates."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.engines.thread import errors
from tenant_apps.trading.engines.thread.commands.acting import decimals, initiator_for, keep_refused, supplier_of, told
from tenant_apps.trading.engines.thread.commands.send_quote import ToPlace
from tenant_apps.trading.kernel.commands import BidAnswer, act
from tenant_apps.trading.kernel.types import AwareTime


class WishIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    line: int
    unit_price: str | None = None
    quantity: str | None = None


class SendCounter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`number` is the one under which the company takes part."""

    lot_id: UUID
    number: int
    lines: list[WishIn] = []
    incoterm: str = ""
    payment_days: int | None = None
    lead_days: int | None = None
    text: str = ""

    def payload(self) -> dict[str, Any]:
        rows = [
            {name: value for name, value in msgspec.structs.asdict(line).items() if value is not None}
            for line in self.lines
        ]
        return told(self, "counter", "number") | {
            "company": str(supplier_of(self.lot_id, self.number) or ""),
            "lines": rows,
        }


class AskFinalOffers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID
    until: AwareTime
    text: str = ""

    def payload(self) -> dict[str, Any]:
        return told(self, "bafo", "until") | {"until": self.until.isoformat()}


class SetBasis(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`targets` are prices by line number; `rates` say what one unit of a currency is worth in that of the request.

    `additions` are freight and duty to the place that is asked for, by the number of a company, in the currency of the
    request: what its whole quote lacks to be compared as delivered.
    """

    lot_id: UUID
    targets: dict[str, str] = {}
    rates: dict[str, str] = {}
    additions: dict[str, dict[ToPlace, str]] = {}

    def payload(self) -> dict[str, Any]:
        found: dict[str, Any] = told(self, "basis", "targets", "rates", "additions") | {
            name: decimals(values) for name, values in (("targets", self.targets), ("rates", self.rates)) if values
        }
        if self.additions:
            found["additions"] = {
                str(self.company_of(number) or ""): decimals({str(one): part for one, part in parts.items()})
                for number, parts in self.additions.items()
            }
        return found

    def company_of(self, number: str) -> UUID | None:
        return supplier_of(self.lot_id, int(number)) if number.isdecimal() and len(number) < 6 else None


def keep_refused_word(ctx: Context, data: SendCounter | AskFinalOffers | SetBasis, refusal: Refusal) -> None:
    keep_refused(ctx, data.lot_id, initiator_for(ctx, data.lot_id), data.payload)


@command("thread.send_counter", input=SendCounter, on_refusal=keep_refused_word)
def send_counter(ctx: Context, data: SendCounter) -> BidAnswer:
    """Say to one company which prices, quantities or terms the initiator would take. No other company learns of it."""
    initiator = initiator_for(ctx, data.lot_id)
    if initiator is not None and supplier_of(data.lot_id, data.number) is None:
        raise errors.nobody_under(data.number)
    return act(ctx, "thread.send_counter", data.lot_id, initiator, data.payload())


@command("thread.ask_final_offers", input=AskFinalOffers, on_refusal=keep_refused_word)
def ask_final_offers(ctx: Context, data: AskFinalOffers) -> BidAnswer:
    """Ask every company for its best and final offer: one each, until a time; afterwards nothing changes any more."""
    return act(ctx, "thread.ask_final_offers", data.lot_id, initiator_for(ctx, data.lot_id), data.payload())


@command("thread.set_basis", input=SetBasis, on_refusal=keep_refused_word)
def set_basis(ctx: Context, data: SetBasis) -> BidAnswer:
    """State target prices, rates, and what quotes lack to be compared as delivered."""
    for number in data.additions:
        if initiator_for(ctx, data.lot_id) is not None and data.company_of(number) is None:
            raise errors.nobody_under(number, "additions")
    return act(ctx, "thread.set_basis", data.lot_id, initiator_for(ctx, data.lot_id), data.payload())
