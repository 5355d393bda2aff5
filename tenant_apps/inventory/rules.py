"""Rules that inventory reads: how long goods must live, who decides, when a count is believed."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

_DAYS = _("days")

declare(
    Rule(
        "stock.min_life_days", "int", 0, _("Least life when goods leave"),
        _("A lot that expires sooner than this after leaving stays in the warehouse."), unit=_DAYS, low=0, high=3650,
    ),
    Rule(
        "stock.quarantine_release", "choice", "another", _("Who releases from quarantine"),
        _("Another person: who kept goods back never lets them go alone."),
        choices=(("another", _("Another person")), ("anyone", _("Anyone with the right"))), risk="high",
    ),
    Rule(
        "stock.transfer_approve_quantity", "decimal", "", _("Transfers need approval above"),
        _("In the unit of each item; empty: no quantity needs one."), optional=True, least="0",
    ),
    Rule(
        "stock.transfer_approve_value", "decimal", "", _("Transfers need approval above a value of"),
        _("At list prices, in the currency of the marketplace; empty: no value needs one."), optional=True, least="0",
    ),
    Rule(
        "stock.transfer_days", "int", 7, _("Time for a transfer"),
        _("Whoever asks may name another day. Later than that, goods on their way are overdue."), unit=_DAYS,
        low=1, high=365,
    ),
    Rule(
        "stock.count_tolerance", "decimal", "2", _("Count again above"),
        _("A first count that differs by more than this share of the books is counted once more."), unit="%",
        least="0", most="100",
    ),
    Rule(
        "stock.count_approve_value", "decimal", "500", _("Differences need approval above a value of"),
        _("At list prices, in the currency of the marketplace; what has no price always needs one. Empty: never."),
        optional=True, least="0", risk="high",
    ),
    Rule(
        "stock.demand_window", "int", 90, _("Days of demand looked at"),
        _("For the classes of a count: how far back what left is looked at."), unit=_DAYS, low=7, high=730,
    ),
)  # fmt: skip

declare(
    Rule(
        "stock.watch", "choice", "all", _("What is watched for ordering again"),
        _("Everything that sells gets a reorder point from its own demand, or only items somebody has chosen."),
        choices=(("all", _("Everything that sells")), ("chosen", _("Chosen items"))),
    ),
    Rule(
        "stock.service_level", "decimal", "95", _("Service level"),
        _("How often goods last until the next supply comes. Each item may have another."), unit="%",
        least="50.01", most="99.99",
    ),
    Rule(
        "stock.lead_days", "int", 7, _("Days until goods come"),
        _("Counts as long as fewer than three supplies of an item have come; then what they took is reckoned with."),
        unit=_DAYS, low=0, high=365,
    ),
    Rule(
        "stock.review_days", "int", 1, _("Days between two looks at the list"),
        _("Somebody who orders once a week needs stock for a week more."), unit=_DAYS, low=0, high=90,
    ),
    Rule(
        "stock.cover_days", "int", 30, _("An order lasts for"),
        _("How much is suggested: what is missing to the reorder point, and the demand of so many days."), unit=_DAYS,
        low=1, high=365,
    ),
    Rule(
        "stock.alert_clears", "decimal", "10", _("An alert ends above the point by"),
        _("So that one unit to and fro does not open and close it."), unit="%", least="0", most="100",
    ),
    Rule(
        "stock.alert_mail", "flag", True, _("Tell by mail what runs low"),
        _("The company’s people for its warehouses and for buying hear of new alerts, many in one letter."),
    ),
    Rule(
        "stock.alerts_kept", "int", 365, _("Alerts that ended stay for"),
        _("Then a nightly cleaning removes them; open ones stay."), unit=_DAYS, low=7, high=3650,
    ),
)  # fmt: skip
