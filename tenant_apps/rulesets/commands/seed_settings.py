"""The first version of a marketplace's settings: what profile and preset say, and its own name."""

from typing import Any

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.commands.write_version import lock_versions, write_first
from tenant_apps.rulesets.decisions.drafts import read_changes
from tenant_apps.rulesets.types import REGISTRY, BadValue, Value, checked


class SeedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Values by level: profile, preset, tenant; what profile and preset lock or bound; and their names."""

    profile: dict[str, Any]
    preset: dict[str, Any]
    tenant: dict[str, Any]
    limits: dict[str, dict[str, Any]] = {}
    sources: dict[str, str] = {}


class Seeded(msgspec.Struct, frozen=True, kw_only=True):
    number: int


@command("rulesets.seed_settings", input=SeedSettings, system_only=True)
def seed_settings(ctx: Context, data: SeedSettings) -> Seeded:
    """Write version 1 of the settings, unless there is one."""
    newest = lock_versions(ctx)
    if newest is not None:
        return Seeded(number=newest.number)
    content: dict[str, Any] = {level: _checked(getattr(data, level)) for level in ("profile", "preset", "tenant")}
    limits = {level: _limits(found) for level, found in data.limits.items() if found}
    content |= {"limits": limits} if limits else {}
    content |= {"sources": dict(data.sources)} if data.sources else {}
    row = write_first(ctx, content)
    ctx.audit(target="rulesets.settings", target_id="1", facts={"hash": row.content_hash})
    return Seeded(number=1)


def _checked(values: dict[str, Any]) -> dict[str, Value]:
    found = {}
    for key, value in values.items():
        rule = REGISTRY.get(key)
        if rule is None:
            raise errors.unknown_rule(key)
        try:
            found[key] = checked(rule, value)
        except BadValue as error:
            raise errors.bad_value(key, str(error)) from error
    return found


def _limits(given: dict[str, Any]) -> dict[str, Any]:
    read, problems = read_changes(REGISTRY, {}, given)
    if problems:
        raise errors.of_problem(problems[0])
    return {key: limit for key, limit in read.limits.items() if limit is not None}
