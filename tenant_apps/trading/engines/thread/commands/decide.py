"""How a request ends: the initiator awards it, or closes it without an award."""

from typing import Any, Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.engines.thread import errors
from tenant_apps.trading.engines.thread.commands.acting import initiator_for, told
from tenant_apps.trading.kernel.commands import BidAnswer, act, keep_refused_act
from tenant_apps.trading.kernel.models import Lot

CloseReason = Literal["no_demand", "too_expensive", "too_few_offers", "budget_cut", "information_only"]


class AwardLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quote` is the number of the version; without `quantity` everything it quotes of the line."""

    quote: int
    line: int
    quantity: str | None = None


class AwardRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`text` is the reason; it is needed where something that stands would have been better."""

    lot_id: UUID
    lines: list[AwardLineIn]
    text: str = ""

    def payload(self) -> dict[str, Any]:
        rows = [
            {name: value for name, value in msgspec.structs.asdict(line).items() if value is not None}
            for line in self.lines
        ]
        return told(self, "award") | {"lines": rows}


class CloseRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID
    reason: CloseReason
    text: str = ""

    def payload(self) -> dict[str, Any]:
        return told(self, "close")


def keep_refused_decision(ctx: Context, data: AwardRequest | CloseRequest, refusal: Refusal) -> None:
    keep_refused_act(ctx, data.lot_id, initiator_for(ctx, data.lot_id), data.payload())


@command("thread.award_request", input=AwardRequest, on_refusal=keep_refused_decision)
def award_request(ctx: Context, data: AwardRequest) -> BidAnswer:
    """Accept quotes: one deal for each company, at exactly the prices of the versions that are named.

    Locks the lot. Refuses versions that are superseded, withdrawn or have run out, shares that the rules do not allow,
    and a company that cannot be awarded now: then nothing has happened.
    """
    answer = act(ctx, "thread.award_request", data.lot_id, initiator_for(ctx, data.lot_id), data.payload())
    passed_over: dict[str, str] = Lot.objects.get(pk=data.lot_id).outcome.get("passed_over", {})
    for company, code in passed_over.items():
        raise errors.winner_unavailable(list_by_ids([UUID(company)])[UUID(company)].name, code)
    return answer


@command("thread.close_request", input=CloseRequest, on_refusal=keep_refused_decision)
def close_request(ctx: Context, data: CloseRequest) -> BidAnswer:
    """End the request without an award, with a typed reason. What was held in stock is free again."""
    return act(ctx, "thread.close_request", data.lot_id, initiator_for(ctx, data.lot_id), data.payload())
