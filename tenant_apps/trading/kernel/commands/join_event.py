"""Join a trading event: the company is checked, gets the number others see it under, and may bid from then on."""

from uuid import UUID

import msgspec
from django.db.models import Max

from shared_apps.commands import Context, command
from tenant_apps.catalogue.queries import get_items
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.name_parties import acting_company, trading_pair
from tenant_apps.trading.kernel.commands.running import lock_lot_of, state_of_event
from tenant_apps.trading.kernel.gates import gates
from tenant_apps.trading.kernel.models import Participant
from tenant_apps.trading.kernel.types import MODES


class JoinEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the initiator buys, `item_id` is the item of one's own that would be delivered.

    In modes whose bids name what they would deliver it stays empty.
    """

    event_id: UUID
    item_id: UUID | None = None
    company_id: UUID | None = None


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    event_id: UUID
    alias: int


@command("trading.join_event", input=JoinEvent)
def join_event(ctx: Context, data: JoinEvent) -> Joined:
    """Join; joining again changes the offered item and nothing else.

    Locks the lot. Refuses ended events, companies that were not named where only named ones may join, the initiator
    itself, companies that may not trade on that side, items that do not fit, and
    what a gate refuses.
    """
    company_id = acting_company(ctx, "trading.join_event", data.company_id, field="company_id")
    running = lock_lot_of(ctx, data.event_id)
    run = running.run
    known = Participant.objects.filter(trading_event_id=run.pk, company_id=company_id).first()
    if run.audience == "named" and known is None and company_id != run.initiator_id:
        raise errors.event_unknown(data.event_id)
    if run.final_state or running.has_ended or state_of_event(run, running.now) == "evaluation":
        raise errors.event_over(run.number)
    trading_pair(*((company_id, run.initiator_id) if run.side == "sell" else (run.initiator_id, company_id)))
    row = known or Participant(trading_event_id=run.pk, company_id=company_id)
    if run.side == "buy" and MODES[run.mode].names_item:
        row.item_id = _item(data, company_id, running.line.unit)
    elif data.item_id is not None:
        raise errors.no_item_needed()
    if row.alias is None:
        last = Participant.objects.filter(trading_event_id=run.pk).aggregate(last=Max("alias"))["last"]
        row.alias, row.joined_at = (last or 0) + 1, ctx.now
    row.save()
    for gate in gates():
        gate.at_join(ctx, running, row)
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts={"number": run.number, "alias": row.alias})
    return Joined(event_id=run.pk, alias=row.alias)


def _item(data: JoinEvent, company_id: UUID, unit: str) -> UUID:
    if data.item_id is None:
        raise errors.offer_an_item()
    item = get_items([data.item_id]).get(data.item_id)
    if item is None or item.supplier_id != company_id:
        raise errors.item_not_yours("item_id")
    if item.state != "active":
        raise errors.item_not_for_sale("item_id")
    if item.unit != unit:
        raise errors.other_unit("item_id", item.unit, unit)
    return item.id
