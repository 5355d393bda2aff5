"""Walk through acts in their order and let every rule judge each of them. Pure: windows in, judgements out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tenant_apps.anomalies.types import REGISTRY, Act, Ask, Judged, Kind, Measure, Mode, Settings, Sight, Windows


def asks_of(acts: Iterable[Act], kinds: Iterable[Kind]) -> list[Ask]:
    """The windows that these acts need, each once."""
    kinds = list(kinds)
    found = {ask for act in acts for kind in kinds if kind.sees(act) for ask in kind.asks(act)}
    return sorted(found, key=lambda ask: (ask.kind, ask.key))


def judge(
    acts: Sequence[Act], windows: Windows, modes: Mapping[str, Mode], settings: Mapping[str, Settings], quiet: int = -1
) -> tuple[list[Judged], list[tuple[Act, Sight]], list[tuple[str, Exception]]]:
    """Judgements worth keeping, what is left in the windows, and what failed.

    Acts up to position `quiet` are seen and not judged: they lie before the watch began. A rule that is off sees too,
    so that it has windows when it is switched on.
    """
    judged: list[Judged] = []
    left: list[tuple[Act, Sight]] = []
    failed: list[tuple[str, Exception]] = []
    for act in acts:
        for kind in REGISTRY.values():
            try:
                if not kind.sees(act):
                    continue
                if act.seq > quiet and modes[kind.code] != "off":
                    found = judge_act(kind, act, windows, settings[kind.code])
                    if found is not None:
                        judged.append(found)
                sights = list(kind.sights(act))
            except Exception as error:
                failed.append((kind.code, error))
                continue
            for sight in sights:
                windows.add(act.at, sight)
                left.append((act, sight))
    return judged, left, failed


def judge_act(kind: Kind, act: Act, windows: Windows, settings: Settings) -> Judged | None:
    """What one rule makes of one act; None where even its loosest settings find nothing."""
    measure = kind.measure(act, windows)
    if measure is None:
        return None
    reasons = kind.verdict(measure, settings)
    if not reasons and not kind.verdict(measure, kind.loosest()):
        return None
    return Judged(kind, act, kind.subject(act, measure), measure, reasons, kind.bars(measure, settings))


def would_fire(kind: Kind, measures: Iterable[Mapping[str, Any]], settings: Settings) -> int:
    """How many of these measures would fire under other settings; one that an older rule took says nothing."""
    return sum(1 for measure in measures if _fires(kind, dict(measure), settings))


def _fires(kind: Kind, measure: Measure, settings: Settings) -> bool:
    try:
        return bool(kind.verdict(measure, settings))
    except KeyError:
        return False
