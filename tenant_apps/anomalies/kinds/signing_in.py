"""A1, A2, A3, A8, A12: who comes from where, and with what.

What each rule is called, what it may do and which thresholds it has; how it judges stands in `decisions/signing_in.py`.
"""

from django.utils.translation import gettext_lazy as _

from tenant_apps.anomalies.decisions.shared import person_of, principal_of
from tenant_apps.anomalies.decisions.signing_in import (
    attempt,
    attempts,
    attempts_asks,
    first_seen,
    is_impossible,
    is_new,
    is_odd_time,
    is_spray,
    is_weakened,
    journey,
    last,
    last_asks,
    odd_time,
    opened,
    rare,
    spray,
    trail,
    trail_asks,
    weakened,
    what_weakened,
    where,
    where_asks,
    whose,
)
from tenant_apps.anomalies.types import Bar, Kind, Setting, Subject, register

A1_CHOICES = (("country", _("A country")), ("network", _("An operator of networks")), ("device", _("A device")))

A1 = Kind(
    "A1", _("New country, network or device"),
    _("Somebody signs in from where, or with what, they were not seen in 90 days. Countries and operators are judged "
      "where the deployment supplies a table of networks."),
    "warn", "notify", ("step_up",), opened, first_seen, is_new, lambda act, measure: person_of(act),
    sights=where, asks=where_asks,
    settings=(
        Setting(
            "a1_what", "codes", ["country", "network", "device"], _("New: what counts"),
            _("A device counts as new where it comes from a new network too."), choices=A1_CHOICES,
            loosest=["country", "network", "device"],
        ),
    ),
)  # fmt: skip

A2 = Kind(
    "A2", _("Impossible travel"),
    _("Two sign-ins of one person lie further apart than anybody travels in the time between. Judged between the "
      "nearest places of both networks, and never from networks known to relay others."),
    "high", "act", ("step_up",), opened, journey, is_impossible, lambda act, measure: person_of(act),
    sights=trail, asks=trail_asks,
    bars=lambda measure, settings: (
        Bar("speed", measure["kmh"], "kmh", is_this=True), Bar("limit", settings["a2_speed"], "kmh"),
    ),
    settings=(
        Setting("a2_speed", "int", 900, _("Travel: fastest"), _("Faster than an airliner is nobody."), _("km/h"),
                low=100, high=5000, loosest=100),
        Setting("a2_distance", "int", 500, _("Travel: shortest distance"),
                _("Nearer places are not told apart well."), _("km"), low=50, high=5000, loosest=50),
    ),
)  # fmt: skip

A3 = Kind(
    "A3", _("Passwords tried on many accounts"),
    _("Failures on many accounts within five minutes, from one network or in the whole marketplace, or far more "
      "failures than usual."),
    "high", "act", ("shut_out",), attempt, spray, is_spray,
    lambda act, measure: Subject("network", act.address or "*"), sights=attempts, asks=attempts_asks,
    bars=lambda measure, settings: (
        Bar("accounts", measure["accounts"], is_this=True), Bar("limit", settings["a3_accounts"]),
    ),
    settings=(
        Setting("a3_accounts", "int", 20, _("Trying: accounts from one network"),
                _("In five minutes, from one network (/24, or /48 of IPv6)."), _("accounts"), low=3, high=1000,
                loosest=3),
        Setting("a3_everywhere", "int", 60, _("Trying: accounts in the marketplace"),
                _("In five minutes, from wherever."), _("accounts"), low=5, high=10_000, loosest=5),
        Setting("a3_ratio", "int", 10, _("Trying: times the usual share of failures"),
                _("Of five minutes, against the 30 days before."), _("times"), low=2, high=50, loosest=2),
    ),
)  # fmt: skip

A8 = Kind(
    "A8", _("Sign-in made weaker"),
    _("A second factor was removed, recovery codes were renewed or used, or a password was set by a link. Where the "
      "rule acts, the person moves no money for 24 hours."),
    "high", "act", ("hold",), weakened, what_weakened, is_weakened, whose,
    settings=(
        Setting(
            "a8_whom", "choice", "privileged", _("Weaker sign-in: of whom"),
            _("Those who work for the marketplace or administer a company, or everybody."),
            choices=(("privileged", _("Those with much power")), ("everybody", _("Everybody"))), loosest="everybody",
        ),
    ),
)  # fmt: skip

A12 = Kind(
    "A12", _("Odd hours, or an account come back to life"),
    _("The marketplace’s own people do what carries high risk outside working hours, or an account is used again that "
      "nobody used for long."),
    "warn", "notify", ("step_up",), rare, odd_time, is_odd_time,
    lambda act, measure: person_of(act) if opened(act) else principal_of(act), sights=last, asks=last_asks,
    settings=(
        Setting("a12_from", "int", 6, _("Odd hours: work begins"), _("In the marketplace’s time zone."), _("o’clock"),
                low=0, high=23, loosest=0),
        Setting("a12_to", "int", 20, _("Odd hours: work ends"),
                _("In the marketplace’s time zone. Saturdays and Sundays are no working days."), _("o’clock"), low=0,
                high=24, loosest=0),
        Setting("a12_dormant", "int", 60, _("Come back: unused for more than"),
                _("An account that nobody used for so long signs in."),
                _("days"), low=7, high=365,
                loosest=7),
    ),
)  # fmt: skip

register(A1, A2, A3, A8, A12)
