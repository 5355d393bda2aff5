"""Append a version of the rules. Called by the commands beside it, inside their transaction.

A version counts from its `effective_from` on. One that is still to begin was made from an older content; when another
is published before it, its changes are carried over into a new version, so that nothing is lost and nothing comes back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from shared_apps.commands.context import Context
from shared_apps.foundation import canonical
from shared_apps.tenancy import policy
from tenant_apps.rulesets.commands.levels import checked_limits, checked_values
from tenant_apps.rulesets.decisions.drafts import Changes, applied
from tenant_apps.rulesets.events import SettingsChanged, VersionScheduled
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries.versions import forget

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.rulesets', 0))"


def lock_versions(ctx: Context) -> RulesetVersion | None:
    """Let one change of the rules at a time pass; return the version in force."""
    with transaction.get_connection(ctx.using).cursor() as cursor:
        cursor.execute(_LOCK)
    return version_at(ctx.now)


def version_at(moment: datetime) -> RulesetVersion | None:
    """The version that counts at a moment, as published so far."""
    rows = RulesetVersion.objects.filter(effective_from__lte=moment, cancelled_at__isnull=True)
    return rows.order_by("-effective_from", "-number").first()


def publish(
    ctx: Context, changes: Changes, *, at: datetime | None = None, note: str = "", approved_by: str = ""
) -> RulesetVersion:
    """A version with the changes, in force from `at` (now, if not given); later ones are carried over.

    Refused while the marketplace is not ready for a demand in them.
    """
    for key, value in changes.values.items():
        policy.check_ready(key, value)
    moment = at or ctx.now
    row = _write(ctx, version_at(moment), changes, moment, note, approved_by)
    carry_over(ctx, moment, f"#{row.number}")
    return row


def publish_laws(
    ctx: Context,
    *,
    laws: Sequence[str],
    values: Mapping[str, Any],
    limits: Mapping[str, Mapping[str, Any]],
    source: str,
    note: str,
    approved_by: str,
) -> RulesetVersion:
    """A version whose profile level is what these laws say, in force now; what is scheduled is carried over.

    The marketplace's own values stay as they are: one that a law forbids counts no more, and says so in its chain.
    """
    base = lock_versions(ctx)
    before: Mapping[str, Any] = base.content if base else {}
    content = {**before, "profile": checked_values(values), "laws": list(laws)}
    others = {level: found for level, found in before.get("limits", {}).items() if level != "profile"}
    bounds = checked_limits(limits)
    content["limits"] = others | ({"profile": bounds} if bounds else {})
    content["sources"] = {**before.get("sources", {}), "profile": source}
    row = _append(ctx, _next_number(), content, base.number if base else 0, Changes({}, {}), ctx.now, note, approved_by)
    had = {**before.get("profile", {}), **before.get("limits", {}).get("profile", {})}
    now = {**content["profile"], **bounds}
    keys = sorted(key for key in had.keys() | now.keys() if had.get(key) != now.get(key))
    ctx.emit(SettingsChanged(number=row.number, content_hash=row.content_hash, keys=keys))
    carry_over(ctx, ctx.now, f"#{row.number}")
    return row


def carry_over(ctx: Context, moment: datetime, reason: str) -> list[int]:
    """Make what is to begin after `moment` anew, on the content that counts before it now; the new numbers."""
    later = list(
        RulesetVersion.objects.filter(effective_from__gt=moment, cancelled_at__isnull=True).order_by(
            "effective_from", "number"
        )
    )
    cancel(ctx, [old.number for old in later], reason)
    made = []
    for old in later:
        again = Changes(old.changes.get("values", {}), old.changes.get("limits", {}))
        row = _write(ctx, version_at(old.effective_from), again, old.effective_from, old.note, old.approved_by)
        made.append(row.number)
    return made


def cancel(ctx: Context, numbers: list[int], reason: str) -> None:
    """Mark versions that have not begun as never to begin."""
    RulesetVersion.objects.filter(number__in=numbers).update(
        cancelled_at=ctx.now, cancelled_by=actor_name(ctx), cancel_reason=reason[:300]
    )
    forget()


def write_first(ctx: Context, content: Mapping[str, Any]) -> RulesetVersion:
    """Version 1: what profile and preset say, and the marketplace's own name."""
    return _append(ctx, 1, content, 0, Changes(content.get("tenant", {}), {}), ctx.now, "", "")


def actor_name(ctx: Context) -> str:
    """Who acts, for people; empty for Kontor itself."""
    if ctx.actor.kind == "system":
        return ""
    return (ctx.actor.display or ctx.actor.id)[:200]


def _write(
    ctx: Context, base: RulesetVersion | None, changes: Changes, moment: datetime, note: str, approved_by: str
) -> RulesetVersion:
    content = applied(base.content if base else {}, changes)
    row = _append(ctx, _next_number(), content, base.number if base else 0, changes, moment, note, approved_by)
    keys = changes.keys
    if moment <= ctx.now:
        ctx.emit(SettingsChanged(number=row.number, content_hash=row.content_hash, keys=keys))
    else:
        ctx.emit(
            VersionScheduled(
                number=row.number, content_hash=row.content_hash, keys=keys, effective_from=moment.isoformat()
            )
        )
    return row


def _next_number() -> int:
    return (RulesetVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def _append(
    ctx: Context, number: int, content: Mapping[str, Any], base: int, changes: Changes, moment: datetime, note: str,
    approved_by: str,
) -> RulesetVersion:  # fmt: skip
    row = RulesetVersion.objects.create(
        number=number,
        content=dict(content),
        content_hash=canonical.digest(content),
        base=base,
        changes={"values": dict(changes.values), "limits": dict(changes.limits)},
        note=note[:300],
        published_at=ctx.now,
        published_by=actor_name(ctx),
        effective_from=moment,
        approved_by=approved_by,
    )
    forget()
    transaction.on_commit(forget, using=ctx.using)
    return row
