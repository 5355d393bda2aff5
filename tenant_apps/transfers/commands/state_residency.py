"""The statement of residency of a day: scanned, signed with the key of the region's log, kept and published.

The signature is a note like a head of the log: its name is that of the statements, its size the day as a number, its
root the SHA-256 of the text. So whoever can check a head can check a statement.
"""

import hashlib
from datetime import date

import msgspec

from shared_apps.audit.sealing import SealerKey
from shared_apps.commands import Context, command
from shared_apps.notary.decisions.notes import Checkpoint
from shared_apps.tenancy import scope
from tenant_apps.transfers import reading
from tenant_apps.transfers.decisions.residency import text_of
from tenant_apps.transfers.events import ResidencyStated
from tenant_apps.transfers.models import ResidencyStatement
from tenant_apps.transfers.scanning import flows_of, scan


class StateResidency(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`day` empty: today."""

    day: date | None = None


class ResidencyResult(msgspec.Struct, frozen=True, kw_only=True):
    day: date
    digest: str


@command("transfers.state_residency", input=StateResidency, system_only=True)
def state_residency(ctx: Context, data: StateResidency) -> ResidencyResult:
    """Signs where everything of the marketplace lies and what left on the day; the same day is stated once."""
    day = data.day or reading.today(ctx.now)
    known = ResidencyStatement.objects.filter(day=day).first()
    if known is not None:
        return ResidencyResult(day=day, digest=known.digest)
    body = text_of({**scan(), "flows": flows_of(day), "day": day.isoformat(), "at": ctx.now.isoformat()})
    digest = hashlib.sha256(body.encode())
    ref = scope.tenant()
    key = SealerKey.of_region(ref.region)
    head = Checkpoint(f"kontor.{ref.region}/residency/{ref.id}", int(day.strftime("%Y%m%d")), digest.digest())
    ResidencyStatement.objects.create(
        day=day, body=body, digest=digest.hexdigest(), note=key.signed(head), key=key.key.text(), made_at=ctx.now
    )
    ctx.emit(ResidencyStated(day=day.isoformat(), digest=digest.hexdigest()))
    ctx.audit(target="transfers.statement", target_id=day.isoformat(), facts={"digest": digest.hexdigest()})
    return ResidencyResult(day=day, digest=digest.hexdigest())
