"""A13, A15: sensors, and Kontor itself."""

from tenant_apps.anomalies.types import (
    Act,
    Measure,
    Reason,
    Settings,
    Windows,
)

# What a source of sensors writes to the log: facts `milli_celsius`, `low`, `high`, or `silent_s` and `every_s`.
READING = "telemetry.note_reading"
# What the watcher says of Kontor itself: facts `late_s`, `silent_s` or `breaches`.
HEALTH = "anomalies.health"


def reading(act: Act, windows: Windows) -> Measure:
    facts = act.facts
    return {name: int(facts[name]) for name in ("milli_celsius", "low", "high", "silent_s", "every_s") if name in facts}


def is_excursion(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    if "milli_celsius" in measure and not measure["low"] <= measure["milli_celsius"] <= measure["high"]:
        return (Reason("too_warm" if measure["milli_celsius"] > measure["high"] else "too_cold", measure),)
    if "silent_s" in measure and measure["silent_s"] > settings["a13_intervals"] * measure["every_s"]:
        return (Reason("sensor_silent", {**measure, "limit": settings["a13_intervals"]}),)
    return ()


def health(act: Act, windows: Windows) -> Measure:
    return {name: int(act.facts.get(name, 0)) for name in ("late_s", "silent_s", "breaches")} | {
        "which": list(act.facts.get("which", ()))[:10]
    }


def is_ill(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    found = []
    if measure["breaches"]:
        found.append(Reason("invariant_broken", measure))
    if measure["late_s"] > settings["a15_seconds"]:
        found.append(Reason("seal_late", {**measure, "limit": settings["a15_seconds"]}))
    if measure["silent_s"]:
        found.append(Reason("watch_silent", measure))
    return tuple(found)
