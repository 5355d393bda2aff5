"""A6, A7, A9, A10: power, exports, records, and ids that are not one's own.

What each rule is called, what it may do and which thresholds it has; how it judges stands in `decisions/access.py`.
"""

from django.utils.translation import gettext_lazy as _

from tenant_apps.anomalies.decisions.access import (
    denials,
    denials_asks,
    denied,
    export,
    exported,
    exported_asks,
    exports,
    grows,
    growth,
    is_growth,
    is_loss,
    is_mass,
    is_probing,
    kept,
    kept_asks,
    loss,
    probing,
    watches,
)
from tenant_apps.anomalies.decisions.shared import principal_of
from tenant_apps.anomalies.types import Bar, Kind, Setting, Subject, register

A6 = Kind(
    "A6", _("Power grows"),
    _("Somebody gave themselves a role, there is a new administrator, an API key may do much, or roles change outside "
      "the hours for it. A second person looks at it."),
    "high", "notify", ("lock",), grows, growth, is_growth,
    lambda act, measure: Subject("api_key", act.target_id) if act.target == "accounts.api_key" else
    Subject("user", str(act.facts.get("user_id") or act.actor_id)),
    settings=(
        Setting("a6_permissions", "int", 40, _("Power: permissions of a key"), _("A key with so many may do much."),
                _("permissions"), low=1, high=1000, loosest=1),
        Setting("a6_from", "int", 6, _("Power: hours for changes begin"),
                _("In the marketplace’s time zone."),
                _("o’clock"), low=0, high=23, loosest=0),
        Setting("a6_to", "int", 22, _("Power: hours for changes end"), _("Not on Saturdays and Sundays."),
                _("o’clock"), low=0, high=24, loosest=0),
    ),
)  # fmt: skip

A7 = Kind(
    "A7", _("Much is exported"),
    _("Rows that one person or key takes out within ten minutes, against a limit and against what they usually take."),
    "high", "act", ("lock", "hold_files"), exports, export, is_mass, lambda act, measure: principal_of(act),
    sights=exported, asks=exported_asks,
    bars=lambda measure, settings: (
        Bar("rows", measure["rows"], is_this=True), Bar("median", measure["usual"]), Bar("limit", settings["a7_rows"]),
    ),
    settings=(
        Setting("a7_rows", "int", 10_000, _("Export: rows in ten minutes"),
                _("Of one person, over all lists and files."),
                _("rows"), low=100, high=10_000_000,
                loosest=100),
        Setting("a7_times", "int", 5, _("Export: times what is usual"),
                _("Against the mean of the person’s exports in 30 days."), _("times"), low=2, high=100, loosest=2),
    ),
)  # fmt: skip

A9 = Kind(
    "A9", _("Watching made weaker"),
    _("A rule of this page was switched off, records are kept for less time, or a compliance profile is to be "
      "removed."),
    "critical", "notify", (), watches, loss, is_loss, lambda act, measure: principal_of(act),
    sights=kept, asks=kept_asks,
)  # fmt: skip

A10 = Kind(
    "A10", _("Ids that are not one’s own"),
    _("Somebody asks within five minutes for several things by ids that do not exist or belong to others."),
    "high", "act", ("lock",), denied, probing, is_probing, lambda act, measure: principal_of(act),
    sights=denials, asks=denials_asks,
    bars=lambda measure, settings: (
        Bar("ids", measure["ids"], is_this=True), Bar("limit", settings["a10_ids"]),
    ),
    settings=(
        Setting("a10_ids", "int", 3, _("Foreign ids: how many"), _("Different ones, in five minutes."), _("ids"),
                low=2, high=100, loosest=2),
    ),
)  # fmt: skip

register(A6, A7, A9, A10)
