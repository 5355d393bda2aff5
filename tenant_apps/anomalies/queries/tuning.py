"""How the rules are tuned: how often each fired in 30 days, and how often it would have under other thresholds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from tenant_apps.anomalies import places, settings
from tenant_apps.anomalies.decisions.judging import would_fire
from tenant_apps.anomalies.models import Alert, Judgement
from tenant_apps.anomalies.types import REGISTRY, Kind, Setting
from tenant_apps.rulesets.queries import effective_all
from tenant_apps.rulesets.types import REGISTRY as RULES
from tenant_apps.rulesets.types import BadValue, checked

WINDOW = timedelta(days=30)
# Measures that are judged anew at once; of more, the newest.
MOST = 20_000


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: what it does, and of 30 days how much it found, in how many alerts, how many of them were none."""

    kind: Kind
    mode: str
    fired: int
    kept: int
    alerts: int
    confirmed: int
    dismissed: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold with the value in force and the one that is tried."""

    setting: Setting
    key: str
    current: Any
    tried: Any
    text: str
    error: str

    @property
    def shown(self) -> str:
        """The value in force, codes in words."""
        labels = {code: str(label) for code, label in self.setting.choices}
        codes = self.current if isinstance(self.current, list) else [self.current]
        return ", ".join(labels.get(str(one), str(one)) for one in codes)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a rule would have done on the acts of 30 days; `fired` under what is in force now."""

    line: RuleLine
    thresholds: Sequence[Threshold]
    fired: int
    would: int
    judged: int
    is_cut: bool
    needs_places: bool


def rule_lines(now: datetime) -> list[RuleLine]:
    """Every rule in its order."""
    values = effective_all("anomalies")
    since = now - WINDOW
    counts = {
        code: (fired, kept)
        for code, fired, kept in Judgement.objects.filter(at__gte=since)
        .order_by()
        .values("rule")
        .annotate(fired=Count("pk", filter=Q(alert__isnull=False)), kept=Count("pk"))
        .values_list("rule", "fired", "kept")
    }
    ends: dict[str, tuple[int, int, int]] = {
        rule: (alerts, confirmed, dismissed)
        for rule, alerts, confirmed, dismissed in Alert.objects.filter(found_at__gte=since)
        .order_by()
        .values("rule")
        .annotate(
            alerts=Count("pk"),
            confirmed=Count("pk", filter=Q(state="confirmed")),
            dismissed=Count("pk", filter=Q(state="dismissed")),
        )
        .values_list("rule", "alerts", "confirmed", "dismissed")
    }
    kinds = sorted(REGISTRY.values(), key=lambda one: int(one.code[1:]))
    return [_line(one, str(values[one.key].value), counts, ends) for one in kinds]


def _line(
    kind: Kind, mode: str, counts: Mapping[str, tuple[int, int]], ends: Mapping[str, tuple[int, int, int]]
) -> RuleLine:
    fired, kept = counts.get(kind.code, (0, 0))
    alerts, confirmed, dismissed = ends.get(kind.code, (0, 0, 0))
    return RuleLine(kind, mode, fired, kept, alerts, confirmed, dismissed)


def tried(code: str, wanted: Mapping[str, Any], now: datetime) -> Tried:
    """What the rule would have done with these thresholds (texts by name) on what it measured in 30 days."""
    kind = REGISTRY[code]
    line = next(one for one in rule_lines(now) if one.kind.code == code)
    in_force = {key: one.value for key, one in effective_all("anomalies").items()}
    thresholds = [_threshold(kind, one, in_force, wanted) for one in kind.settings]
    values = dict(in_force) | {one.key: one.tried for one in thresholds}
    rows = Judgement.objects.filter(rule=code, at__gte=now - WINDOW).order_by("-at").values_list("measure", flat=True)
    measures = list(rows[: MOST + 1])
    known = measures[:MOST]
    return Tried(
        line=line,
        thresholds=thresholds,
        fired=would_fire(kind, known, settings.settings_from(kind, in_force)),
        would=would_fire(kind, known, settings.settings_from(kind, values)),
        judged=len(known),
        is_cut=len(measures) > MOST,
        needs_places=code in ("A1", "A2") and not places.is_supplied(),
    )


def _threshold(kind: Kind, one: Setting, in_force: Mapping[str, Any], wanted: Mapping[str, Any]) -> Threshold:
    key = kind.key_of(one.name)
    current = in_force[key]
    given = wanted.get(one.name)
    if given in (None, "", []):
        return Threshold(one, key, current, current, _text(current), "")
    try:
        value = checked(RULES[key], given)
    except BadValue as error:
        return Threshold(one, key, current, current, _text(given), str(error))
    return Threshold(one, key, current, value, _text(value), "")


def _text(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)
