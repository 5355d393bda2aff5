"""One rule as a row of the settings: its control, the value in force, who set it, why, and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tenant_apps.rulesets.queries import DraftFacts, level_name, limit_text, range_text, value_text
from tenant_apps.rulesets.types import EffectiveValue, Limit, LimitStep, Rule
from tenant_apps.workspace.web.settings_forms import SettingsForm, lock_name_of, name_of
from tenant_apps.workspace.web.settings_shared import MARKS, TONES, source_name


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What the template shows. `field` is None for a rule that a higher level closed."""

    rule: Rule
    field: Any
    lock_field: Any
    level: str
    source: str
    tone: str
    icon: str
    value: str
    in_force: str
    default: str
    is_own: bool
    is_draft: bool
    is_dependent: bool
    range: str
    changed: tuple[int, datetime, str] | None
    locked: str
    chain: tuple[str, ...]


def row_of(
    rule: Rule,
    form: SettingsForm,
    found: EffectiveValue,
    draft: DraftFacts | None,
    changed: Mapping[str, tuple[int, datetime, str]],
) -> RuleRow:
    """The row of a rule; `found` is what is in force."""
    is_draft = draft is not None and rule.key in draft.keys
    below = [value for level, value in found.chain if level != "tenant"]
    closed = closed_above(found)
    name, lock = name_of(rule.key), lock_name_of(rule.key)
    return RuleRow(
        rule=rule,
        field=form[name] if name in form.fields else None,
        lock_field=form[lock] if lock in form.fields else None,
        level=level_name(found.level),
        source="" if found.level == "tenant" else source_name(found.level, found.source),
        tone=TONES.get(found.level, "mute"),
        icon=MARKS[found.level if found.level in MARKS else "tenant"].icon,
        value=value_text(rule, found.value),
        in_force=value_text(rule, found.value) if is_draft else "",
        default=value_text(rule, below[-1]) if below else "",
        is_own=found.level == "tenant",
        is_draft=is_draft,
        is_dependent=rule.depends_on is not None,
        range=range_text(rule, bound_above(found)),
        changed=changed.get(rule.key),
        locked=_("Closed by %(level)s %(source)s")
        % {"level": level_name(closed.level), "source": source_name(closed.level, closed.source)}
        if closed
        else "",
        chain=chain_of(rule, found),
    )


def closed_above(found: EffectiveValue) -> LimitStep | None:
    """The lock that binds the marketplace itself: one of a level above it."""
    closed = found.locked_by
    return closed if closed is not None and closed.level != "tenant" else None


def bound_above(found: EffectiveValue) -> Limit:
    """The last bound of a level above the marketplace; bounds only ever narrow, so it is the narrowest in its part."""
    total = Limit()
    for one in found.limits:
        if one.level != "tenant":
            total = Limit(
                total.lock,
                one.limit.least if one.limit.least is not None else total.least,
                one.limit.most if one.limit.most is not None else total.most,
                one.limit.choices if one.limit.choices is not None else total.choices,
            )
    return total


def chain_of(rule: Rule, found: EffectiveValue) -> tuple[str, ...]:
    """Every level that said something, highest first, as sentences."""
    words = {
        "set": "",
        "bounded": _("moved into its bound"),
        "ignored": _("not let pass"),
    }
    lines = []
    for step in found.steps:
        who = f"{level_name(step.level)} {source_name(step.level, step.source)}".strip()
        note = words[step.outcome]
        lines.append(f"{who}: {value_text(rule, step.value)}" + (f" ({note})" if note else ""))
    for one in found.limits:
        who = f"{level_name(one.level)} {source_name(one.level, one.source)}".strip()
        parts = [limit_text(rule, one.limit)] if one.limit.is_bound else []
        parts += [lock_word(one.limit.lock)] if one.limit.lock != "open" else []
        lines.append(f"{who}: {'; '.join(parts)}")
    return tuple(lines)


def lock_word(lock: str) -> str:
    return {"open": _("open below"), "read_only": _("closed below"), "hidden": _("hidden below")}[lock]
