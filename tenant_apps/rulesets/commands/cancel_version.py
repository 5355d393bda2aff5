"""Cancel a version before it takes effect."""

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.commands.drafting import house_only
from tenant_apps.rulesets.commands.write_version import cancel, carry_over, lock_versions
from tenant_apps.rulesets.events import VersionCancelled
from tenant_apps.rulesets.models import RulesetVersion


class CancelVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`number` of a version that is still to take effect."""

    number: int
    reason: str = ""


class Cancelled(msgspec.Struct, frozen=True, kw_only=True):
    """`carried` are the new numbers of later versions: they were made from the cancelled one's content."""

    number: int
    carried: list[int]


@command("rulesets.cancel_version", input=CancelVersion, permission="rulesets.publish_draft")
def cancel_version(ctx: Context, data: CancelVersion) -> Cancelled:
    """Cancel a published version of the rules before it takes effect."""
    house_only(ctx)
    lock_versions(ctx)
    row = RulesetVersion.objects.filter(number=data.number).first()
    if row is None:
        raise errors.version_unknown(data.number)
    if row.cancelled_at is not None or row.effective_from <= ctx.now:
        raise errors.not_to_come(data.number)
    reason = data.reason.strip()[:300]
    cancel(ctx, [row.number], reason)
    carried = carry_over(ctx, row.effective_from, f"#{row.number} ×")
    ctx.emit(VersionCancelled(number=row.number, reason=reason))
    ctx.audit(target="rulesets.settings", target_id=str(row.number), facts={"cancelled": True, "carried": carried})
    return Cancelled(number=row.number, carried=carried)
