"""Append a version of the settings. Called by the commands beside it, inside their transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from shared_apps.commands.context import Context
from shared_apps.foundation import canonical
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries.versions import forget

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.rulesets', 0))"


def lock_versions(ctx: Context) -> RulesetVersion | None:
    """Let one change of settings at a time pass; return the newest version."""
    with transaction.get_connection(ctx.using).cursor() as cursor:
        cursor.execute(_LOCK)
    return RulesetVersion.objects.order_by("-number").first()


def write_version(ctx: Context, number: int, content: Mapping[str, Any], note: str) -> RulesetVersion:
    row = RulesetVersion.objects.create(
        number=number,
        content=dict(content),
        content_hash=canonical.digest(content),
        note=note[:300],
        published_at=ctx.now,
        published_by=(ctx.actor.display or ctx.actor.id)[:200],
    )
    forget()
    transaction.on_commit(forget, using=ctx.using)
    return row
