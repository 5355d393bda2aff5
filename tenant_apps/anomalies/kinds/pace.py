"""A11: somebody does in ten minutes what they never did in ten minutes.

What each rule is called, what it may do and which thresholds it has; how it judges stands in `decisions/pace.py`.
"""

from django.utils.translation import gettext_lazy as _

from tenant_apps.anomalies.decisions.pace import is_fast, moves, pace, pace_asks, velocity
from tenant_apps.anomalies.decisions.shared import principal_of
from tenant_apps.anomalies.types import Bar, Kind, Setting, register

A11 = Kind(
    "A11", _("Much faster than usual"),
    _("Orders, bids or withdrawals of one person or key in ten minutes, against their own 30 days."),
    "warn", "notify", ("step_up",), moves, velocity, is_fast, lambda act, measure: principal_of(act),
    sights=pace, asks=pace_asks,
    bars=lambda measure, settings: (
        Bar("count", measure["count"], is_this=True), Bar("median", measure["usual"]),
    ),
    deterministic=False,
    settings=(
        Setting("a11_sigma", "int", 8, _("Faster: standard deviations over the mean"),
                _("Against what is usual for the same person in 30 days."),
                _("deviations"), low=3,
                high=50, loosest=3),
    ),
)  # fmt: skip

register(A11)
