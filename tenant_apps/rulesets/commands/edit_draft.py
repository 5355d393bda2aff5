"""Prepare changes of the rules in a draft: edit, take back, discard. Nothing of it is in force."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.rulesets.commands.drafting import first_of, house_only, lay, need_draft, open_draft, refuse_misfits
from tenant_apps.rulesets.commands.write_version import actor_name, lock_versions
from tenant_apps.rulesets.decisions.drafts import Changes, read_changes
from tenant_apps.rulesets.queries.law import bans_in
from tenant_apps.rulesets.types import REGISTRY


class EditDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`changes` maps keys to values; null stands for the default of the levels above. `limits` says what categories,
    templates and events may still change: `{"lock": "read_only", "least": "1", "most": "9", "choices": []}`, or null.
    `undo` takes keys out of the draft again. `edition` is the draft the editor saw.
    """

    changes: dict[str, Any] = {}
    limits: dict[str, Any] = {}
    undo: list[str] = []
    edition: int | None = None


class DraftState(msgspec.Struct, frozen=True, kw_only=True):
    """The draft afterwards; without id when nothing differs from what is in force."""

    id: UUID | None
    edition: int
    state: str
    changed: list[str]


class DiscardDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`edition` is the draft that was seen."""

    edition: int | None = None


@command("rulesets.edit_draft", input=EditDraft, permission="rulesets.change_settings")
def edit_draft(ctx: Context, data: EditDraft) -> DraftState:
    """Prepare a change of the rules.

    Refuses unknown keys, values that do not fit, and whatever a higher level forbids, naming the level. A draft that
    waits for approval is open again after an edit.
    """
    house_only(ctx)
    current = lock_versions(ctx)
    draft = open_draft()
    if data.edition is not None and data.edition != (draft.edition if draft else 0):
        need_draft(data.edition)
    content = current.content if current else {}
    changes, problems = read_changes(REGISTRY, data.changes, data.limits, bans_in(content))
    if problems:
        raise first_of(problems)
    before = Changes(draft.values, draft.limits) if draft else Changes({}, {})
    whole = Changes({**before.values, **changes.values}, {**before.limits, **changes.limits})
    refuse_misfits(content, whole, changes.keys)
    undone = {key: content.get("tenant", {}).get(key) for key in data.undo}
    bounds = {key: content.get("limits", {}).get("tenant", {}).get(key) for key in data.undo}
    made = lay(ctx, current, Changes({**changes.values, **undone}, {**changes.limits, **bounds}))
    if made is None:
        ctx.audit(target="rulesets.draft", target_id="", facts={"changed": []})
        return DraftState(id=None, edition=0, state="", changed=[])
    keys = Changes(made.values, made.limits).keys
    ctx.audit(target="rulesets.draft", target_id=made.pk, facts={"edition": made.edition, "changed": keys})
    return DraftState(id=made.pk, edition=made.edition, state=made.state, changed=keys)


@command("rulesets.discard_draft", input=DiscardDraft, permission="rulesets.change_settings")
def discard_draft(ctx: Context, data: DiscardDraft) -> DraftState:
    """Throw the open draft away."""
    house_only(ctx)
    lock_versions(ctx)
    draft = need_draft(data.edition)
    draft.state, draft.decided_at, draft.decided_by = "discarded", ctx.now, actor_name(ctx)
    draft.save()
    keys = Changes(draft.values, draft.limits).keys
    ctx.audit(target="rulesets.draft", target_id=draft.pk, facts={"edition": draft.edition, "changed": keys})
    return DraftState(id=draft.pk, edition=draft.edition, state=draft.state, changed=[])
