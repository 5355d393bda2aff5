"""Ask for a pack; a worker makes it."""

from datetime import timedelta
from uuid import UUID

import msgspec
from django.db.models import Max

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.notary.queries import head
from shared_apps.outbox.jobs import enqueue
from tenant_apps.evidence import errors
from tenant_apps.evidence.models import Pack
from tenant_apps.evidence.types import DAYS, MOST_DAYS

KIND = "evidence.make_pack"
# A pack that is not there after this long will not come any more.
PATIENCE = timedelta(minutes=15)


class AskPack(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`reason` is for whom and what, `days` how far back its acts go."""

    reason: str
    days: int = DAYS


class PackAsked(msgspec.Struct, frozen=True, kw_only=True):
    pack_id: UUID
    number: int


@command("evidence.ask_pack", input=AskPack, needs_fresh_factor=True, risk="high")
def ask_pack(ctx: Context, data: AskPack) -> PackAsked:
    """Have the evidence of this marketplace put together and signed. One at a time."""
    if not ctx.actor.is_marketplace:
        raise errors.unknown()
    if not 1 <= len(data.reason.strip()) <= 300:
        raise errors.no_reason()
    if not 1 <= data.days <= MOST_DAYS:
        raise errors.bad_days(MOST_DAYS)
    if head() is None:
        raise errors.nothing_sealed()
    waiting = Pack.objects.select_for_update().filter(state="asked").first()
    if waiting is not None and waiting.asked_at > ctx.now - PATIENCE:
        raise errors.under_way()
    if waiting is not None:
        Pack.objects.filter(pk=waiting.pk).update(state="failed")
    number = (Pack.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    row = Pack.objects.create(
        id=uuid7(), number=number, reason=data.reason.strip(), days=data.days, asked_by=ctx.actor.display,
        asked_at=ctx.now,
    )  # fmt: skip
    enqueue(KIND, f"Evidence pack {number}", {"pack_id": str(row.pk)}, at=ctx.now)
    ctx.audit(target="evidence.pack", target_id=row.pk, facts={"number": number, "days": data.days})
    return PackAsked(pack_id=row.pk, number=number)
