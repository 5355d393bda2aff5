"""What the commands on drafts share: the open draft and the checks before publication."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from shared_apps.commands.context import Context
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.commands.write_version import actor_name
from tenant_apps.rulesets.decisions.drafts import Changes, Problem, misfits, notice_days, pruned, to_notice
from tenant_apps.rulesets.models import RulesetDraft, RulesetVersion
from tenant_apps.rulesets.queries.drafts import person_of
from tenant_apps.rulesets.queries.law import bans_in
from tenant_apps.rulesets.types import REGISTRY

OPEN = ("open", "submitted")


def house_only(ctx: Context) -> None:
    """The rules are the marketplace's own: nobody changes them for a company."""
    if ctx.actor.kind != "system" and not ctx.actor.is_marketplace:
        raise errors.house_only()


def open_draft() -> RulesetDraft | None:
    return RulesetDraft.objects.filter(state__in=OPEN).first()


def need_draft(edition: int | None) -> RulesetDraft:
    """The open draft in the edition that was seen."""
    draft = open_draft()
    if draft is None:
        raise errors.no_draft()
    if edition is not None and draft.edition != edition:
        raise errors.draft_moved(draft.edition)
    return draft


def changes_of(draft: RulesetDraft) -> Changes:
    return Changes(draft.values, draft.limits)


def lay(ctx: Context, current: RulesetVersion | None, changes: Changes, origin: str = "") -> RulesetDraft | None:
    """Write changes into the open draft, or a new one. A submitted draft is open again; an empty one is discarded."""
    content = current.content if current else {}
    draft = open_draft()
    both = changes if draft is None else _merged(changes_of(draft), changes)
    left = pruned(content, both)
    if draft is None and not left:
        return None
    if draft is None:
        draft = RulesetDraft(edition=0, authors=[], origin=origin[:200])
    person = person_of(ctx.actor)
    draft.state = "open" if left else "discarded"
    draft.edition += 1
    draft.values, draft.limits = dict(left.values), dict(left.limits)
    draft.authors = [*draft.authors, person] if person not in draft.authors else draft.authors
    draft.edited_at, draft.edited_by = ctx.now, actor_name(ctx)
    draft.submitted_at, draft.submitted_by = None, ""
    draft.save()
    return draft if left else None


def refuse_misfits(content: Mapping[str, Any], changes: Changes, keys: Iterable[str] | None = None) -> None:
    """The whole must fit: the first thing that does not is refused, the others stand in the facts."""
    wanted = None if keys is None else set(keys)
    found = [
        one for one in misfits(REGISTRY, content, changes, bans_in(content)) if wanted is None or one.key in wanted
    ]
    if found:
        raise first_of(found)


def first_of(problems: list[Problem]) -> Exception:
    refusal = errors.of_problem(problems[0])
    refusal.facts["problems"] = [errors.line_of(one) for one in problems]
    return refusal


def earliest(now: datetime, current: RulesetVersion | None, changes: Changes) -> datetime | None:
    """The earliest time of effect where a changed trading rule needs notice; None where it needs none."""
    days = notice_days(REGISTRY, current.content if current else {})
    return now + timedelta(days=days) if days and to_notice(REGISTRY, changes) else None


def _merged(before: Changes, after: Changes) -> Changes:
    return Changes({**before.values, **after.values}, {**before.limits, **after.limits})
