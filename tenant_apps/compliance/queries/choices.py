"""The chosen profiles and all that follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from shared_apps.profiles import laws
from shared_apps.profiles.catalogue import ComplianceProfile, get_profile
from shared_apps.profiles.merging import combine_all
from shared_apps.profiles.types import Ban, Combined, Decision, Demand
from tenant_apps.compliance.decisions.bounding import ProfileLevel, profile_level
from tenant_apps.compliance.models import ProfileChoice
from tenant_apps.compliance.types import Change, ChoiceFacts, ControlLine, Displaced, Reason, State
from tenant_apps.rulesets.queries import bans_now, effective, laws_now, own_values_now, would_be
from tenant_apps.rulesets.types import REGISTRY


def home_values(code: str) -> dict[str, Any]:
    """What follows for the rules from where the marketplace is."""
    home = get_profile(code)
    return {
        "general.currency": home.currency,
        "general.time_zone": home.time_zone,
        "general.languages": list(home.locales),
        **home.settings,
    }


def home_of(choice: ChoiceFacts) -> ComplianceProfile:
    return get_profile(choice.home)


def level_of(profiles: Sequence[str], decisions: Mapping[str, Decision] | None = None) -> ProfileLevel:
    """What the profiles mean for the rule book; KeyError for an unknown one."""
    combined = combine_all(laws.demands_of(profiles), decisions)
    return profile_level(REGISTRY, combined.values(), laws.bans_of(list(profiles)))


def current_choice() -> ChoiceFacts | None:
    row = ProfileChoice.objects.filter(state="in_force").first()
    return facts_of(row) if row else None


def proposal() -> ChoiceFacts | None:
    row = ProfileChoice.objects.filter(state="proposed").first()
    return facts_of(row) if row else None


def list_choices(limit: int = 50) -> list[ChoiceFacts]:
    """Newest first."""
    return [facts_of(row) for row in ProfileChoice.objects.order_by("-number")[:limit]]


def chosen() -> list[str]:
    """The codes of the profiles the rules in force were made under."""
    return laws_now()


def bans_in_force() -> Sequence[Ban]:
    return bans_now()


def decisions_of(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, Decision]:
    return {key: Decision(one["value"], one["reason"], one.get("by", "")) for key, one in stored.items()}


def lines_of(
    profiles: Iterable[str], decisions: Mapping[str, Mapping[str, Any]] | None = None, *, live: bool = True
) -> list[ControlLine]:
    """Every control of the profiles, by key. With `live`, rules say which value is in force here."""
    combined = combine_all(laws.demands_of(profiles), decisions_of(decisions or {}))
    return [_line(one, live=live) for one in combined.values()]


def preview(
    before: Sequence[str], after: Sequence[str], made: Mapping[str, Mapping[str, Any]] | None = None,
    decisions: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Change]:  # fmt: skip
    """The controls that would differ in value, conflict or reasons."""
    old = {line.key: line for line in lines_of(before, made, live=False)}
    new = {line.key: line for line in lines_of(after, decisions, live=False)}
    return [
        Change(key, old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if key not in old or key not in new or _told(old[key]) != _told(new[key])
    ]


def displaced_by(
    profiles: Sequence[str], home: str, decisions: Mapping[str, Decision] | None = None
) -> list[Displaced]:
    """The marketplace's own values that would count no more under these profiles."""
    level = level_of(profiles, decisions)
    after = would_be({**home_values(home), **level.values}, level.limits)
    return [
        Displaced(key, own, after[key])
        for key, own in own_values_now().items()
        if key in after and after[key] != own and effective(key).value == own
    ]


def choice_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[ProfileChoice]:
    """All choices, for the marketplace's own people."""
    rows = ProfileChoice.objects.filter(**filters)
    return rows if actor.is_marketplace else rows.none()


def facts_of(row: ProfileChoice) -> ChoiceFacts:
    return ChoiceFacts(
        number=row.number,
        state=row.state,
        edition=row.edition,
        home=row.home,
        profiles=tuple(one["profile"] for one in row.profiles),
        versions={one["profile"]: one["version"] for one in row.profiles},
        decisions=row.decisions,
        reason=row.reason,
        content_hash=row.content_hash,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        authors=tuple(row.authors),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decided_reason=row.decided_reason,
        ruleset=row.ruleset,
    )


def _line(one: Combined, *, live: bool) -> ControlLine:
    rows = [laws.control_of(demand) for demand in one.demands]
    rule = REGISTRY.get(one.key)
    return ControlLine(
        key=one.key,
        name=str(rows[0].name),
        combined=one,
        state=_state(one.key, rows),
        reasons=tuple(_reason(demand, one) for demand in one.demands),
        enforce=tuple(dict.fromkeys(row.enforce for row in rows if row.enforce)),
        tests=tuple(dict.fromkeys(row.test for row in rows if row.test)),
        in_force=effective(one.key).value if rule is not None and live else None,
    )


def _state(key: str, rows: Sequence[laws.Control]) -> State:
    """A rule keeps what is declared as one; without code or rule it is on the organisation to show evidence."""
    if key in REGISTRY:
        return "rule"
    return "software" if any(row.enforce for row in rows) else "evidence"


def _reason(demand: Demand, combined: Combined) -> Reason:
    return Reason(
        profile=demand.law,
        profile_name=str(laws.get_law(demand.law).name),
        value=demand.value,
        source=demand.source,
        effective_from=demand.effective_from,
        status=demand.status,
        rank=demand.rank,
        decides=demand in combined.decisive,
    )


def _told(line: ControlLine) -> tuple[Any, ...]:
    return line.value, line.combined.conflict, line.combined.floor, line.combined.ceiling, line.profiles
