"""After the deadline: publish the root over all commitments, before anybody can open anything."""

from datetime import timedelta
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.outbox import jobs
from tenant_apps.trading.engines.vault.commands.acts import MODE
from tenant_apps.trading.engines.vault.decisions.state import load_state, root_of
from tenant_apps.trading.kernel.commands import act
from tenant_apps.trading.kernel.errors import event_unknown
from tenant_apps.trading.kernel.models import Lot

ROOT_JOB = "vault.publish_root"
LOOK_AGAIN = timedelta(seconds=30)


class PublishRoot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID


class RootPublished(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    root: str


@command("vault.publish_root", input=PublishRoot, system_only=True)
def publish_root(ctx: Context, data: PublishRoot) -> RootPublished:
    """Publish the commitment root once the deadline has passed; if it was moved or is paused, owe the next look.

    With fewer bids than the rules ask for the tender ends here, and every bid stays sealed.
    """
    lot = Lot.objects.select_for_update().select_related("trading_event").filter(pk=data.lot_id).first()
    if lot is None or lot.trading_event.mode != MODE:
        raise event_unknown(data.lot_id)
    run, state = lot.trading_event, load_state(lot.engine_state)
    if run.final_state or state.root:
        return _told(ctx, run.pk, run.number, state.root)
    if run.paused_at is not None or ctx.now < state.deadline:
        at = ctx.now + LOOK_AGAIN if run.paused_at is not None else state.deadline
        jobs.enqueue(ROOT_JOB, f"Seal {run.number}", {"lot_id": str(lot.pk)}, at=at)
        return _told(ctx, run.pk, run.number, "")
    root = root_of(state.standing)
    act(
        ctx, "vault.publish_root", lot.pk, run.initiator_id,
        {"act": "root", "root": root, "bids": [bid.seq for bid in state.standing]},
    )  # fmt: skip
    return _told(ctx, run.pk, run.number, root)


def _told(ctx: Context, run_id: UUID, number: str, root: str) -> RootPublished:
    ctx.audit(target="trading.trading_event", target_id=run_id, facts={"root": root})
    return RootPublished(number=number, root=root)
