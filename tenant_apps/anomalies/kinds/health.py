"""A13, A15: sensors, and Kontor itself.

What each rule is called, what it may do and which thresholds it has; how it judges stands in `decisions/health.py`.
"""

from django.utils.translation import gettext_lazy as _

from tenant_apps.anomalies.decisions.health import HEALTH, READING, health, is_excursion, is_ill, reading
from tenant_apps.anomalies.types import Bar, Kind, Setting, Subject, register

A13 = Kind(
    "A13", _("Goods too warm, too cold, or unwatched"),
    _("A reading lies outside its bounds, or a sensor has been silent. It judges readings as soon as a source of "
      "sensors writes them to the log."),
    "high", "notify", (), lambda act: act.action == READING, reading, is_excursion,
    lambda act, measure: Subject("sensor", act.target_id),
    settings=(
        Setting("a13_intervals", "int", 2, _("Sensor: silent for more than"),
                _("Of the time between two of its readings."),
                _("intervals"), low=1, high=100,
                loosest=1),
    ),
    law=("GDP 2013/C 343/01 9.4",),
)  # fmt: skip

A15 = Kind(
    "A15", _("Kontor’s own books or log"),
    _("What must always be true is not, acts wait too long for their place in the log, or the watch itself is silent. "
      "Where the rule acts, no money moves until somebody has looked."),
    "critical", "act", ("hold",), lambda act: act.action == HEALTH, health, is_ill,
    lambda act, measure: Subject("kontor", "books" if measure["breaches"] else "log"),
    bars=lambda measure, settings: (
        (Bar("late", measure["late_s"], "seconds", is_this=True), Bar("limit", settings["a15_seconds"], "seconds"))
        if measure["late_s"] else ()
    ),
    settings=(
        Setting("a15_seconds", "int", 5, _("Log: a place within"),
                _("An act waits no longer for its place under a signed head."),
                _("seconds"), low=5, high=600, loosest=5),
    ),
)  # fmt: skip

register(A13, A15)
