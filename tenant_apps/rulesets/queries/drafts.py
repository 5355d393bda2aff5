"""The open draft as people review it: each change with what is in force, the risk, the notice, what does not fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared_apps.accounts.models import ApiKey
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.decisions.content import layers_of, limit_from
from tenant_apps.rulesets.decisions.drafts import Changes, applied, misfits, notice_days, risky, to_notice
from tenant_apps.rulesets.decisions.resolve import has_meaning, resolve, resolve_all
from tenant_apps.rulesets.models import RulesetDraft
from tenant_apps.rulesets.queries.law import bans_in
from tenant_apps.rulesets.queries.values import effective
from tenant_apps.rulesets.queries.versions import Current, in_force
from tenant_apps.rulesets.types import REGISTRY, EffectiveValue, Limit, Rule, Value


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One changed rule: effective value before and after, limit before and after, and what stands against it."""

    rule: Rule
    before: Value
    after: Value
    resets: bool
    limit_before: Limit | None
    limit_after: Limit | None
    is_risky: bool
    problem: str


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """The open draft. `earliest` is the first time of effect where changed trading rules need notice."""

    id: UUID
    state: str
    edition: int
    origin: str
    note: str
    wanted_from: datetime | None
    edited_at: datetime
    edited_by: str
    submitted_at: datetime | None
    submitted_by: str
    reason: str
    decided_by: str
    authors: tuple[str, ...]
    values: Mapping[str, Value | None]
    limits: Mapping[str, Mapping[str, Any] | None]
    lines: tuple[DraftLine, ...]
    earliest: datetime | None
    notice_days: int

    @property
    def keys(self) -> list[str]:
        return [line.rule.key for line in self.lines]

    @property
    def risky(self) -> list[Rule]:
        return [line.rule for line in self.lines if line.is_risky]

    @property
    def fits(self) -> bool:
        return not any(line.problem for line in self.lines)

    def is_by(self, actor: Actor) -> bool:
        """Did this actor edit or submit it? Then it cannot be its second pair of eyes."""
        return person_of(actor) in self.authors


def person_of(actor: Actor) -> str:
    """Whose eyes these are: a person's own, or those of the person who made the key."""
    if actor.kind == "api_key":
        maker = ApiKey.objects.filter(pk=actor.id).values_list("created_by_id", flat=True).first()
        return str(maker or actor.id)
    return str(actor.user_id or actor.id)


def draft_changes() -> Changes:
    """What the open draft changes; nothing if there is none."""
    row = RulesetDraft.objects.filter(state__in=("open", "submitted")).first()
    return Changes(row.values, row.limits) if row else Changes({}, {})


def draft_edition() -> int:
    """The edition of the open draft; 0 if there is none."""
    found = RulesetDraft.objects.filter(state__in=("open", "submitted")).values_list("edition", flat=True).first()
    return found or 0


def current_draft() -> DraftFacts | None:
    """The open draft with all of its changes; keys that are declared no more are left out."""
    row = RulesetDraft.objects.filter(state__in=("open", "submitted")).first()
    if row is None:
        return None
    current = in_force()
    changes = Changes(
        {key: value for key, value in row.values.items() if key in REGISTRY},
        {key: limit for key, limit in row.limits.items() if key in REGISTRY},
    )
    days = notice_days(REGISTRY, current.content)
    noticed = bool(days and to_notice(REGISTRY, changes))
    return DraftFacts(
        id=row.pk,
        state=row.state,
        edition=row.edition,
        origin=row.origin,
        note=row.note,
        wanted_from=row.wanted_from,
        edited_at=row.edited_at,
        edited_by=row.edited_by,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        reason=row.reason,
        decided_by=row.decided_by,
        authors=tuple(row.authors),
        values=changes.values,
        limits=changes.limits,
        lines=_lines(current, changes),
        earliest=clock.now(scope.alias()) + timedelta(days=days) if noticed else None,
        notice_days=days if noticed else 0,
    )


def drafted(group: str) -> dict[str, EffectiveValue]:
    """The values of a group as they would be with the open draft."""
    current = in_force()
    layers = layers_of(applied(current.content, draft_changes()), current.number)
    return resolve_all([rule for rule in REGISTRY.values() if rule.group == group], layers)


def _lines(current: Current, changes: Changes) -> tuple[DraftLine, ...]:
    before = layers_of(current.content, current.number)
    after = layers_of(applied(current.content, changes), current.number)
    own = current.content.get("limits", {}).get("tenant", {})
    high = set(risky(REGISTRY, changes))
    found = misfits(REGISTRY, current.content, changes, bans_in(current.content))
    problems = {one.key: str(errors.of_problem(one).message) for one in found}
    return tuple(
        DraftLine(
            rule=REGISTRY[key],
            before=resolve(REGISTRY[key], before).value,
            after=resolve(REGISTRY[key], after).value,
            resets=key in changes.values and changes.values[key] is None,
            limit_before=limit_from(own[key]) if key in own and key in changes.limits else None,
            limit_after=_limit(changes.limits.get(key)),
            is_risky=key in high,
            problem=problems.get(key, ""),
        )
        for key in changes.keys
    )


def _limit(stored: Mapping[str, Any] | None) -> Limit | None:
    return None if stored is None else limit_from(stored)


def own_limits() -> dict[str, Mapping[str, Any]]:
    """What the marketplace lets the levels below it do, as it would be with the open draft."""
    content = applied(in_force().content, draft_changes())
    return dict(content.get("limits", {}).get("tenant", {}))


def is_read(rule: Rule, found: Mapping[str, EffectiveValue]) -> bool:
    """Do the rules this one depends on have the values with which it is read? `found` are those of its group."""
    values = {key: one.value for key, one in found.items()}
    condition = rule.condition
    if condition is not None and condition[0] in REGISTRY and condition[0] not in values:
        values[condition[0]] = effective(condition[0]).value
    return has_meaning(rule, REGISTRY, values)
