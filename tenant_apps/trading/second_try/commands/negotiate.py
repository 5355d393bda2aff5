"""Too few have bid: ask those who did for quotations, where the rules of the event say so."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.kernel.commands import PublishEvent
from tenant_apps.trading.kernel.decisions.second_chance import TOO_FEW
from tenant_apps.trading.kernel.models import Bid, TradingEvent
from tenant_apps.trading.kernel.types import Side
from tenant_apps.trading.second_try.commands.following import follow, lines_of
from tenant_apps.trading.second_try.models import Succession


class Negotiate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    event_id: UUID


class Negotiation(msgspec.Struct, frozen=True, kw_only=True):
    """`event_id` is None where nothing follows, `why` says why not."""

    event_id: UUID | None = None
    why: str = ""


@command("second_try.negotiate", input=Negotiate, system_only=True)
def negotiate(ctx: Context, data: Negotiate) -> Negotiation:
    """Publish a request for quotation to those who bid in an event that failed for want of others; again does nothing.

    Where it cannot be published, because the marketplace offers none or goods are gone, the event has simply failed.
    """
    run = TradingEvent.objects.get(pk=data.event_id)
    done = _negotiate(ctx, run)
    ctx.audit(
        target="trading.trading_event", target_id=run.pk,
        facts={"number": run.number, "negotiation": str(done.event_id or ""), "why": done.why},
    )  # fmt: skip
    return done


def _negotiate(ctx: Context, run: TradingEvent) -> Negotiation:
    wanted = run.rules.get("on_too_few") == "negotiate" and run.final_state == "unsuccessful"
    if not wanted or run.final_reason not in TOO_FEW or Succession.objects.filter(event_id=run.pk).exists():
        return Negotiation(why="not_asked_for")
    rows = Bid.objects.filter(lot__trading_event_id=run.pk, verdict="accepted").order_by("seq")
    bidders = [one for one in dict.fromkeys(rows.values_list("company_id", flat=True)) if one != run.initiator_id]
    if not bidders:
        return Negotiation(why="nobody_bid")
    side: Side = "sell" if run.side == "sell" else "buy"
    request = PublishEvent(
        mode="rfq", side=side, currency=run.currency, title=run.title, description=run.description,
        lines=lines_of(run), audience="named", invite=bidders, initiator_id=run.initiator_id,
    )  # fmt: skip
    try:
        with ctx.attempt():
            return Negotiation(event_id=follow(ctx, run, request, "negotiation").event_id)
    except Refusal as refusal:
        return Negotiation(why=refusal.code)
