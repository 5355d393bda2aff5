"""Set and close rules for a category of goods, or for events made from a template."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.profiles.gate import first_ban, forbids_mode
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.commands.drafting import first_of, house_only
from tenant_apps.rulesets.commands.write_version import actor_name, lock_versions
from tenant_apps.rulesets.decisions.bounds import breach_of
from tenant_apps.rulesets.decisions.content import layers_of
from tenant_apps.rulesets.decisions.drafts import Changes, Problem, notice_days, read_changes
from tenant_apps.rulesets.decisions.resolve import resolve
from tenant_apps.rulesets.events import SheetSaved
from tenant_apps.rulesets.models import RuleSheet
from tenant_apps.rulesets.queries.law import bans_in
from tenant_apps.rulesets.queries.sheets import find_sheet, settable
from tenant_apps.rulesets.types import REGISTRY, list_rules

Kind = Literal["category", "template"]
# A category's code is the catalogue's; a template's stands in addresses and keys.
_CODES = {
    "category": re.compile(r"[^\s/][^/\x00-\x1f]{0,59}"),
    "template": re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,58}[a-z0-9])?"),
}


class SaveSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`values` and `limits` are the whole sheet by full keys; what is left out is set by the levels above.

    A template needs a `mode`, and only rules of it may stand in it. `edition` is the one that was seen; 0: a new sheet.
    """

    kind: Kind
    code: str
    name: str
    mode: str = ""
    values: dict[str, Any] = {}
    limits: dict[str, Any] = {}
    edition: int | None = None


class RetireSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    kind: Kind
    code: str


class SheetResult(msgspec.Struct, frozen=True, kw_only=True):
    sheet_id: UUID
    edition: int


@command("rulesets.save_sheet", input=SaveSheet, permission="rulesets.change_settings")
def save_sheet(ctx: Context, data: SaveSheet) -> SheetResult:
    """Write the next edition of a sheet. It counts for events published from then on; those that run keep theirs.

    Where changed trading rules are announced beforehand, the edition begins after that notice; only a template that is
    new begins at once, since nobody trades under it yet. Refuses
    rules that no event sets, those that need a second person, and whatever a level above forbids.
    """
    house_only(ctx)
    current = lock_versions(ctx)
    content = current.content if current else {}
    bans = bans_in(content)
    if (ban := forbids_mode(bans, data.mode)) is not None:
        raise errors.against_law(ban, "mode")
    for key, value in data.values.items():
        if (ban := first_ban(bans, key, value, data.values)) is not None:
            raise errors.against_law(ban, key)
    if not _CODES[data.kind].fullmatch(data.code):
        raise errors.bad_sheet_code()
    if not data.name.strip():
        raise errors.sheet_needs_name()
    if data.kind == "template" and not [rule for rule in list_rules(data.mode) if rule.at_event]:
        raise errors.sheet_needs_mode(data.mode)
    known = find_sheet(data.kind, data.code)
    if data.edition is not None and data.edition != (known.edition if known and not known.is_retired else 0):
        raise errors.sheet_moved(known.edition if known else 0)
    if known and known.kind == "template" and not known.is_retired and known.mode != data.mode:
        raise errors.sheet_of_other_mode(known.mode)
    changes, problems = read_changes(REGISTRY, data.values, data.limits, bans)
    problems += _problems(content, changes, data.mode if data.kind == "template" else "")
    if problems:
        raise first_of(problems)
    row = RuleSheet.objects.create(
        kind=data.kind,
        code=data.code,
        edition=(known.edition if known else 0) + 1,
        name=data.name.strip()[:120],
        mode=data.mode if data.kind == "template" else "",
        values={key: value for key, value in changes.values.items() if value is not None},
        limits={key: limit for key, limit in changes.limits.items() if limit},
        effective_from=_begins(ctx, content, is_new=known is None and data.kind == "template"),
        made_at=ctx.now,
        made_by=actor_name(ctx),
    )
    return _told(ctx, row, changes.keys)


@command("rulesets.retire_sheet", input=RetireSheet, permission="rulesets.change_settings")
def retire_sheet(ctx: Context, data: RetireSheet) -> SheetResult:
    """End a sheet: nothing new is published under it, after the same notice. What runs is not touched."""
    house_only(ctx)
    current = lock_versions(ctx)
    known = find_sheet(data.kind, data.code)
    if known is None or known.is_retired:
        raise errors.no_sheet(data.kind, data.code)
    row = RuleSheet.objects.create(
        kind=known.kind,
        code=known.code,
        edition=known.edition + 1,
        name=known.name,
        mode=known.mode,
        is_retired=True,
        effective_from=_begins(ctx, current.content if current else {}),
        made_at=ctx.now,
        made_by=actor_name(ctx),
    )
    return _told(ctx, row, [])


def _begins(ctx: Context, content: Mapping[str, Any], *, is_new: bool = False) -> datetime:
    return ctx.now if is_new else ctx.now + timedelta(days=notice_days(REGISTRY, content))


def _problems(content: Mapping[str, Any], changes: Changes, mode: str) -> list[Problem]:
    """What may not stand in the sheet."""
    above, found = layers_of(content, 0), []
    for key in changes.keys:
        rule = REGISTRY[key]
        if not settable(rule) or (mode and rule.group != mode):
            found.append(Problem(key, "not_at_event" if not rule.at_event or rule.group != mode else "second_person"))
            continue
        value, limits = changes.values.get(key), resolve(rule, above).limits
        breach = breach_of(rule, value, limits) if value is not None else None
        locked = next((one for one in limits if one.limit.lock != "open"), None)
        if breach is not None:
            found.append(Problem(key, "locked" if breach.why == "locked" else "bound", breach=breach))
        elif changes.limits.get(key) is not None and locked is not None:
            found.append(Problem(key, "locked", breach=breach_of(rule, resolve(rule, above).value, limits)))
    return found


def _told(ctx: Context, row: RuleSheet, keys: list[str]) -> SheetResult:
    ctx.emit(
        SheetSaved(
            kind=row.kind, code=row.code, edition=row.edition, keys=keys, effective_from=row.effective_from.isoformat()
        )
    )
    ctx.audit(
        target="rulesets.sheet",
        target_id=row.pk,
        facts={"kind": row.kind, "code": row.code, "edition": row.edition, "keys": keys, "retired": row.is_retired},
    )
    return SheetResult(sheet_id=row.pk, edition=row.edition)
