"""Do, once a minute, something that the watch must see."""

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.anomalies.models import Watch


class SendCanary(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """No input."""


class CanarySent(msgspec.Struct, frozen=True, kw_only=True):
    sent: bool


@command("anomalies.send_canary", input=SendCanary, system_only=True)
def send_canary(ctx: Context, data: SendCanary) -> CanarySent:
    """Leaves an act that the watch must find; where it does not within 30 seconds, an alert is raised."""
    sent = Watch.objects.update(canary_at=ctx.now)
    ctx.audit(target="anomalies.watch", target_id="canary")
    return CanarySent(sent=bool(sent))
