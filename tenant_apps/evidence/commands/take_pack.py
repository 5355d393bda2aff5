"""Take a pack out of the marketplace: an act of its own, so the log says who has a copy."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.evidence import errors
from tenant_apps.evidence.models import Pack


class TakePack(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pack_id: UUID


class PackTaken(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    sha256: str


@command("evidence.take_pack", input=TakePack, needs_fresh_factor=True, risk="high", idempotent=False)
def take_pack(ctx: Context, data: TakePack) -> PackTaken:
    """Note that a pack is taken away."""
    row = Pack.objects.visible_to(ctx.actor).filter(pk=data.pack_id).first()
    if row is None:
        raise errors.unknown()
    if row.state != "made":
        raise errors.not_made()
    ctx.audit(target="evidence.pack", target_id=row.pk, facts={"number": row.number, "sha256": row.sha256})
    return PackTaken(number=row.number, sha256=row.sha256)
