"""What the commands of a tender share: whose lot it is, who the person is, and how an act is carried out or kept."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import Context
from tenant_apps.trading.engines.vault import errors
from tenant_apps.trading.engines.vault.queries import own_number
from tenant_apps.trading.kernel.commands import BidAnswer, act, keep_refused_act
from tenant_apps.trading.kernel.errors import event_unknown
from tenant_apps.trading.kernel.models import Lot, TradingEvent

MODE = "sealed_tender"


def initiator_of(ctx: Context, lot_id: UUID) -> UUID:
    """The company that opened the tender; refuses lots the actor cannot see or that are no tender."""
    runs = TradingEvent.objects.all() if ctx.actor.kind == "system" else TradingEvent.objects.visible_to(ctx.actor)
    lot = (
        Lot.objects.filter(pk=lot_id, trading_event__in=runs.filter(mode=MODE)).select_related("trading_event").first()
    )
    if lot is None:
        raise event_unknown(lot_id)
    return lot.trading_event.initiator_id


def initiator_for_opener(ctx: Context, permission: str, lot_id: UUID) -> UUID:
    """The same for a person who was named as an opener, of whatever company: naming it let it see the tender."""
    if own_number(ctx.actor, lot_id, "opener") is None:
        initiator_id = initiator_of(ctx, lot_id)
        ctx.require(permission, initiator_id)
        return initiator_id
    ctx.require(permission)
    return Lot.objects.select_related("trading_event").get(pk=lot_id).trading_event.initiator_id


def act_for_initiator(ctx: Context, permission: str, lot_id: UUID, payload: Mapping[str, Any]) -> BidAnswer:
    return act(ctx, permission, lot_id, initiator_of(ctx, lot_id), payload)


def keep_for_initiator(ctx: Context, lot_id: UUID, payload: Mapping[str, Any]) -> None:
    """A refused act of the initiator. What did not even concern a tender leaves no row."""
    lot = Lot.objects.filter(pk=lot_id, trading_event__mode=MODE).select_related("trading_event").first()
    if lot is None:
        return
    is_named = own_number(ctx.actor, lot_id, "opener") is not None
    if ctx.actor.company_id not in (None, lot.trading_event.initiator_id) and not is_named:
        return
    keep_refused_act(ctx, lot_id, lot.trading_event.initiator_id, payload)


def officer_number(ctx: Context, lot_id: UUID, part: str) -> int:
    """The number of the person who acts; refuses everybody who was not named."""
    number = own_number(ctx.actor, lot_id, part)
    if number is None:
        raise errors.not_named(part)
    return number
