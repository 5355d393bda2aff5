"""Change settings of the marketplace: a new version, in force at once."""

from typing import Any

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.commands.write_version import lock_versions, write_version
from tenant_apps.rulesets.events import SettingsChanged
from tenant_apps.rulesets.types import REGISTRY, BadValue, checked


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


@command("rulesets.change_settings", input=ChangeSettings, risk="high")
def change_settings(ctx: Context, data: ChangeSettings) -> SettingsVersion:
    """Change settings of the marketplace.

    Refuses unknown keys, values that do not fit, and an edit based on an older version. Nothing changed, no version.
    """
    newest = lock_versions(ctx)
    number = newest.number if newest else 0
    if data.based_on is not None and data.based_on != number:
        raise errors.stale(number)
    content = dict(newest.content) if newest else {}
    own = dict(content.get("tenant", {}))
    changed = []
    for key, value in data.changes.items():
        rule = REGISTRY.get(key)
        if rule is None:
            raise errors.unknown_rule(key)
        if value is None:
            if own.pop(key, None) is not None:
                changed.append(key)
            continue
        try:
            found = checked(rule, value)
        except BadValue as error:
            raise errors.bad_value(key, str(error)) from error
        if own.get(key) != found or key not in own:
            own[key] = found
            changed.append(key)
    if not changed and newest:
        return SettingsVersion(number=number, content_hash=newest.content_hash, changed=[])
    row = write_version(ctx, number + 1, content | {"tenant": own}, data.note)
    ctx.emit(SettingsChanged(number=row.number, content_hash=row.content_hash, keys=changed))
    ctx.audit(
        target="rulesets.settings",
        target_id=str(row.number),
        facts={"changed": {key: own.get(key) for key in changed}, "hash": row.content_hash},
    )
    return SettingsVersion(number=row.number, content_hash=row.content_hash, changed=changed)
