"""Fill a draft from elsewhere: a file, a preset, an older version. An open draft is never overwritten."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.profiles.catalogue import preset_values
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.commands.drafting import house_only, lay, open_draft
from tenant_apps.rulesets.commands.write_version import lock_versions
from tenant_apps.rulesets.decisions.book import BadBook, read_book
from tenant_apps.rulesets.decisions.drafts import Changes, between, misfits, pruned, read_changes, without
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries.law import bans_in
from tenant_apps.rulesets.types import REGISTRY


class ImportBook(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`book` is an exported rule book. The draft is then the whole of it: what it leaves out is a default again."""

    book: dict[str, Any]


class LoadPreset(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`kind` of business and, if wanted, `industry`: their values are laid into the draft."""

    kind: str
    industry: str = ""


class RestoreVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`number` of the version whose values the marketplace should have again."""

    number: int


class DraftFilled(msgspec.Struct, frozen=True, kw_only=True):
    """The draft, and what could not be taken, by field. Without id when nothing differs from what is in force."""

    draft_id: UUID | None
    edition: int
    changed: list[str]
    left_out: list[dict[str, str]]


@command("rulesets.import_book", input=ImportBook, permission="rulesets.change_settings")
def import_book(ctx: Context, data: ImportBook) -> DraftFilled:
    """Make a draft from an exported rule book.

    Keys that are unknown here, do not fit or are forbidden by a higher level are left out and reported by field.
    """
    house_only(ctx)
    try:
        book = read_book(data.book)
    except BadBook as error:
        raise errors.bad_file(str(error)) from error
    origin = f"{book.marketplace} #{book.version}" if book.version else book.marketplace
    return _fill(ctx, book.values, book.limits, origin=origin, whole=True)


@command("rulesets.load_preset", input=LoadPreset, permission="rulesets.change_settings")
def load_preset(ctx: Context, data: LoadPreset) -> DraftFilled:
    """Lay the values of a preset into a draft of the rules."""
    house_only(ctx)
    try:
        values = preset_values(data.kind, data.industry)
    except KeyError as error:
        raise errors.no_preset("kind" if error.args[0] == data.kind else "industry") from error
    return _fill(ctx, values, {}, origin=" / ".join(part for part in (data.kind, data.industry) if part), whole=False)


@command("rulesets.restore_version", input=RestoreVersion, permission="rulesets.change_settings")
def restore_version(ctx: Context, data: RestoreVersion) -> DraftFilled:
    """Make a draft that brings back an older version of the rules.

    Only what the marketplace itself decides comes back; profile and preset stay as they are.
    """
    house_only(ctx)
    row = RulesetVersion.objects.filter(number=data.number).first()
    if row is None:
        raise errors.version_unknown(data.number)
    values, limits = row.content.get("tenant", {}), row.content.get("limits", {}).get("tenant", {})
    return _fill(ctx, values, limits, origin=f"#{row.number}", whole=True)


def _fill(ctx: Context, values: Any, limits: Any, *, origin: str, whole: bool) -> DraftFilled:
    current = lock_versions(ctx)
    if open_draft() is not None:
        raise errors.draft_open()
    content = current.content if current else {}
    bans = bans_in(content)
    read, problems = read_changes(REGISTRY, values, limits, bans)
    refused = {one.key for one in problems}
    wanted = between(content, read.values, read.limits) if whole else pruned(content, read)
    # A key that does not fit is left as it is here, not taken away.
    wanted = without(wanted, refused)
    while found := misfits(REGISTRY, content, wanted, bans):
        problems += found
        wanted = without(wanted, [one.key for one in found])
    draft = lay(ctx, current, wanted, origin) if wanted else None
    left_out = [errors.line_of(one) for one in problems]
    changed = Changes(draft.values, draft.limits).keys if draft else []
    facts = {"origin": origin, "changed": changed, "left_out": [one["field"] for one in left_out]}
    ctx.audit(target="rulesets.draft", target_id=draft.pk if draft else "", facts=facts)
    return DraftFilled(
        draft_id=draft.pk if draft else None, edition=draft.edition if draft else 0, changed=changed, left_out=left_out
    )
