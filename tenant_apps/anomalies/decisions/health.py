"""A13, A15: sensors, and Kontor itself."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.anomalies.types import (
    Act,
    Bar,
    Kind,
    Measure,
    Reason,
    Setting,
    Settings,
    Subject,
    Windows,
    register,
)

# What a source of sensors writes to the log: facts `milli_celsius`, `low`, `high`, or `silent_s` and `every_s`.
READING = "telemetry.note_reading"
# What the watcher says of Kontor itself: facts `late_s`, `silent_s` or `breaches`.
HEALTH = "anomalies.health"


def _reading(act: Act, windows: Windows) -> Measure:
    facts = act.facts
    return {name: int(facts[name]) for name in ("milli_celsius", "low", "high", "silent_s", "every_s") if name in facts}


def _is_excursion(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    if "milli_celsius" in measure and not measure["low"] <= measure["milli_celsius"] <= measure["high"]:
        return (Reason("too_warm" if measure["milli_celsius"] > measure["high"] else "too_cold", measure),)
    if "silent_s" in measure and measure["silent_s"] > settings["a13_intervals"] * measure["every_s"]:
        return (Reason("sensor_silent", {**measure, "limit": settings["a13_intervals"]}),)
    return ()


A13 = Kind(
    "A13", _("Goods too warm, too cold, or unwatched"),
    _("A reading lies outside its bounds, or a sensor has been silent. It judges readings as soon as a source of "
      "sensors writes them to the log."),
    "high", "notify", (), lambda act: act.action == READING, _reading, _is_excursion,
    lambda act, measure: Subject("sensor", act.target_id),
    settings=(
        Setting("a13_intervals", "int", 2, _("Sensor: silent for more than"), "", _("intervals"), low=1, high=100,
                loosest=1),
    ),
    law=("GDP 2013/C 343/01 9.4",),
)  # fmt: skip


def _health(act: Act, windows: Windows) -> Measure:
    return {name: int(act.facts.get(name, 0)) for name in ("late_s", "silent_s", "breaches")} | {
        "which": list(act.facts.get("which", ()))[:10]
    }


def _is_ill(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    found = []
    if measure["breaches"]:
        found.append(Reason("invariant_broken", measure))
    if measure["late_s"] > settings["a15_seconds"]:
        found.append(Reason("seal_late", {**measure, "limit": settings["a15_seconds"]}))
    if measure["silent_s"]:
        found.append(Reason("watch_silent", measure))
    return tuple(found)


A15 = Kind(
    "A15", _("Kontor’s own books or log"),
    _("What must always be true is not, acts wait too long for their place in the log, or the watch itself is silent. "
      "Where the rule acts, no money moves until somebody has looked."),
    "critical", "act", ("hold",), lambda act: act.action == HEALTH, _health, _is_ill,
    lambda act, measure: Subject("kontor", "books" if measure["breaches"] else "log"),
    bars=lambda measure, settings: (
        (Bar("late", measure["late_s"], "seconds", is_this=True), Bar("limit", settings["a15_seconds"], "seconds"))
        if measure["late_s"] else ()
    ),
    settings=(
        Setting("a15_seconds", "int", 5, _("Log: a place within"), "", _("seconds"), low=5, high=600, loosest=5),
    ),
)  # fmt: skip

register(A13, A15)
