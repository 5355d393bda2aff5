"""Change settings of the marketplace: draft and publication in one, in force at once."""

from typing import Any

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.commands.drafting import earliest, first_of, house_only, refuse_misfits
from tenant_apps.rulesets.commands.write_version import lock_versions, publish
from tenant_apps.rulesets.decisions.drafts import pruned, read_changes, risky
from tenant_apps.rulesets.queries.law import bans_in
from tenant_apps.rulesets.types import REGISTRY


class ChangeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`changes` maps keys to values; null takes the marketplace's own value away, so that the preset's counts again.

    `based_on` is the version the editor saw; if another is in force, the change is refused.
    """

    changes: dict[str, Any]
    note: str = ""
    based_on: int | None = None


class SettingsVersion(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    content_hash: str
    changed: list[str]


@command("rulesets.change_settings", input=ChangeSettings, needs_fresh_factor=True, risk="high")
def change_settings(ctx: Context, data: ChangeSettings) -> SettingsVersion:
    """Change settings of the marketplace.

    Refuses unknown keys, values that do not fit or that a higher level forbids, and an edit based on an older version.
    Rules that need a second pair of eyes or notice are refused too: they go through a draft. Kontor itself is not held
    to those two: it seeds. Nothing changed, no version.
    """
    house_only(ctx)
    current = lock_versions(ctx)
    number = current.number if current else 0
    if data.based_on is not None and data.based_on != number:
        raise errors.stale(number)
    content = current.content if current else {}
    read, problems = read_changes(REGISTRY, data.changes, {}, bans_in(content))
    if problems:
        raise first_of(problems)
    changes = pruned(content, read)
    if not changes and current:
        return SettingsVersion(number=number, content_hash=current.content_hash, changed=[])
    refuse_misfits(content, changes)
    if ctx.actor.kind != "system":
        if keys := risky(REGISTRY, changes):
            raise errors.second_person_needed(REGISTRY[keys[0]])
        first = earliest(ctx.now, current, changes)
        if first is not None:
            raise errors.notice_needed(first)
    row = publish(ctx, changes, note=data.note)
    ctx.audit(
        target="rulesets.settings",
        target_id=str(row.number),
        facts={"changed": dict(changes.values), "hash": row.content_hash},
    )
    return SettingsVersion(number=row.number, content_hash=row.content_hash, changed=changes.keys)
