"""A pack lies in the store: say so. Done once, however often the worker comes back."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.evidence import errors
from tenant_apps.evidence.models import Pack


class ClosePack(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was made: the digest of its manifest, that of the file, its size, the size of the log it stands on."""

    pack_id: UUID
    digest: str
    sha256: str
    size_bytes: int
    log_size: int


class PackClosed(msgspec.Struct, frozen=True, kw_only=True):
    number: int


@command("evidence.close_pack", input=ClosePack, system_only=True)
def close_pack(ctx: Context, data: ClosePack) -> PackClosed:
    """Note what the pack holds; it can be taken away from now on."""
    row = Pack.objects.select_for_update().filter(pk=data.pack_id).first()
    if row is None:
        raise errors.unknown()
    if row.state != "made":
        row.state, row.made_at, row.log_size = "made", ctx.now, data.log_size
        row.digest, row.sha256, row.size_bytes = data.digest, data.sha256, data.size_bytes
        row.save()
        ctx.audit(
            target="evidence.pack", target_id=row.pk,
            facts={"number": row.number, "digest": row.digest, "sha256": row.sha256, "log_size": row.log_size},
        )  # fmt: skip
    return PackClosed(number=row.number)
