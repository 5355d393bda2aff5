"""Release deposits by themselves: of an event some time after its end, of a deal when it is settled."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.deposits.commands.changing import end_part, lapse, parts_of
from tenant_apps.trading.deposits.models import Deposit
from tenant_apps.trading.kernel.models import Deal, TradingEvent

RELEASE_JOB = "deposits.release"


class ReleaseOfEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    event_id: UUID


class ReleaseOfDeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    deal_id: UUID


class Released(msgspec.Struct, frozen=True, kw_only=True):
    released: int
    lapsed: int


@command("deposits.release_of_event", input=ReleaseOfEvent, system_only=True)
def release_of_event(ctx: Context, data: ReleaseOfEvent) -> Released:
    """Release the deposits of everybody who won nothing; a winner's stays until its deal is settled or decided on.

    Requests that nobody has answered lapse; a payment that waits for its confirmation keeps waiting. An event that runs
    is left alone.
    """
    if not TradingEvent.objects.filter(pk=data.event_id).exclude(final_state="").exists():
        return Released(released=0, lapsed=0)
    winners = set()
    for buyer_id, seller_id in Deal.objects.filter(trading_event_id=data.event_id).values_list("buyer_id", "seller_id"):
        winners |= {buyer_id, seller_id}
    rows = list(
        Deposit.objects.select_for_update()
        .filter(trading_event_id=data.event_id, kind="participation", state__in=["requested", "blocked"])
        .order_by("pk")
    )
    done = _release(ctx, [row for row in rows if row.state == "requested" or row.payer_id not in winners])
    ctx.audit(target="trading.trading_event", target_id=data.event_id, facts={"released": done.released})
    return done


@command("deposits.release_of_deal", input=ReleaseOfDeal, system_only=True)
def release_of_deal(ctx: Context, data: ReleaseOfDeal) -> Released:
    """The deal is settled: what secured it is released, and what its event still holds of its two parties.

    While another deal of the event between the two is open, the deposit of the event stays.
    """
    deal = Deal.objects.get(pk=data.deal_id)
    wanted = list(Deposit.objects.select_for_update().filter(deal_id=deal.pk, state__in=["requested", "blocked"]))
    others = Deal.objects.filter(
        trading_event_id=deal.trading_event_id, buyer_id=deal.buyer_id, seller_id=deal.seller_id,
        settled_at__isnull=True, cancelled_at__isnull=True,
    )  # fmt: skip
    if deal.trading_event_id is not None and not others.exclude(pk=deal.pk).exists():
        wanted += Deposit.objects.select_for_update().filter(
            trading_event_id=deal.trading_event_id, kind="participation", state="blocked",
            payer_id__in=[deal.buyer_id, deal.seller_id],
        )  # fmt: skip
    done = _release(ctx, sorted(wanted, key=lambda row: row.pk))
    ctx.audit(target="trading.deal", target_id=deal.pk, facts={"released": done.released})
    return done


def _release(ctx: Context, rows: list[Deposit]) -> Released:
    released = lapsed = 0
    for row in rows:
        if row.state == "blocked":
            end_part(ctx, row, released=parts_of(row).left)
            released += 1
        elif row.reported_at is None:
            lapse(ctx, row)
            lapsed += 1
    return Released(released=released, lapsed=lapsed)
