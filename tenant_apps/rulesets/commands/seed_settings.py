"""The first version of a marketplace's settings: what profile and preset say, and its own name."""

from typing import Any

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.rulesets.commands.levels import checked_limits, checked_values
from tenant_apps.rulesets.commands.write_version import lock_versions, write_first


class SeedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Values by level: profile, preset, tenant; what profile and preset lock or bound; and their names.

    `laws` are the compliance profiles that the profile's level was made of.
    """

    profile: dict[str, Any]
    preset: dict[str, Any]
    tenant: dict[str, Any]
    limits: dict[str, dict[str, Any]] = {}
    sources: dict[str, str] = {}
    laws: list[str] = []


class Seeded(msgspec.Struct, frozen=True, kw_only=True):
    number: int


@command("rulesets.seed_settings", input=SeedSettings, system_only=True)
def seed_settings(ctx: Context, data: SeedSettings) -> Seeded:
    """Write version 1 of the settings, unless there is one."""
    newest = lock_versions(ctx)
    if newest is not None:
        return Seeded(number=newest.number)
    content: dict[str, Any] = {level: checked_values(getattr(data, level)) for level in ("profile", "preset", "tenant")}
    limits = {level: checked_limits(found) for level, found in data.limits.items() if found}
    content |= {"limits": limits} if limits else {}
    content |= {"sources": dict(data.sources)} if data.sources else {}
    content |= {"laws": list(data.laws)} if data.laws else {}
    row = write_first(ctx, content)
    ctx.audit(target="rulesets.settings", target_id="1", facts={"hash": row.content_hash})
    return Seeded(number=1)
