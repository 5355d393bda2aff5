"""Rules of orders: how they are divided, who is served first when stock is short, how long prices are locked."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

HAZARD_ATTRIBUTE = "hazard_class"


def _cost(name: str, default: str, label: Any, text: Any) -> Rule:
    return Rule(f"orders.{name}", "decimal", default, label, text, least="0", most="100000")


def _points(name: str, default: str, label: Any, text: Any, least: str = "0") -> Rule:
    return Rule(f"orders.{name}", "decimal", default, label, text, unit=_("points"), least=least, most="1000")


declare(
    _cost(
        "split_parcel", "12", _("Cost of a shipment"),
        _("What each part of a divided order costs, in the order’s currency, besides what its warehouse costs."),
    ),
    _cost(
        "split_fragment", "3", _("Cost of a further portion"),
        _("What it costs to take one line from one more place, in the order’s currency."),
    ),
    _cost(
        "split_zone", "4", _("Cost of a zone"),
        _("What each zone between a warehouse and the buyers costs a shipment, in the order’s currency."),
    ),
    _cost(
        "split_late_day", "5", _("Cost of a day late"),
        _("What each day costs that a portion leaves after the wanted day, in the order’s currency."),
    ),
    Rule(
        "orders.split_hazard", "choice", "apart", _("Hazard classes"),
        _("Whether goods of unlike hazard classes may travel in one shipment. The class is the item’s hazard_class."),
        choices=(("apart", _("Never together")), ("together", _("Together"))), risk="high",
        law=("ADR 7.5.2", "IMDG 7.2"),
    ),
    Rule(
        "orders.split_tax", "choice", "together", _("Tax treatments"),
        _("Whether lines with unlike tax rates may travel in one shipment and stand on one invoice."),
        choices=(("together", _("Together")), ("apart", _("Apart"))),
    ),
    Rule(
        "orders.split_most_parts", "int", 12, _("Most shipments of an order"),
        _("An order is never divided into more parts."), low=1, high=60,
    ),
    Rule(
        "orders.split_lines", "choice", "refuse", _("A line no warehouse can fill"),
        _("When an order is placed: refuse it, or fill the line from several warehouses and divide the order."),
        choices=(("refuse", _("Refuse the order")), ("several", _("Fill it from several"))),
    ),
    Rule(
        "orders.backorder", "choice", "refuse", _("Stock that is not there"),
        _("When an order is placed: refuse it, or accept it and let what is missing wait for stock."),
        choices=(("refuse", _("Refuse the order")), ("wait", _("Let it wait"))),
    ),
    _points(
        "priority_class", "30", _("Points for the customer"),
        _("Class a gets all of them, class b half, class c none."),
    ),
    _points(
        "priority_promise", "30", _("Points for the promised day"),
        _("All of them from the promised day on; fewer, the further off it is."),
    ),
    _points("priority_value", "20", _("Points for the value"), _("All of them from the full value on.")),
    _points("priority_penalty", "20", _("Points for the penalty"), _("All of them from the full penalty a day on.")),
    _points(
        "priority_age", "10", _("Points for a day of waiting"),
        _("They have no ceiling: who waits long enough is served before everybody. All other points together, divided "
          "by these, are the days after which nobody can overtake."), least="0.1",
    ),
    Rule(
        "orders.priority_full_value", "decimal", "10000", _("Full value"),
        _("Net value of the waiting goods at which value counts in full, in the order’s currency."),
        least="1", most="100000000",
    ),
    Rule(
        "orders.priority_full_penalty", "decimal", "500", _("Full penalty"),
        _("Penalty for a late day at which it counts in full, in the order’s currency."), least="1", most="1000000",
    ),
    Rule(
        "orders.priority_horizon", "int", 14, _("Days before the promised day"),
        _("How many days before the promised day an order begins to get points for it."), unit=_("days"),
        low=1, high=365,
    ),
)  # fmt: skip
declare(
    Rule(
        "orders.price_lock_days", "int", 7, _("Price lock"),
        _("An order that waits for approval keeps the prices of its submission so long; 0: never."),
        unit=_("days"), low=0, high=90,
    ),
    Rule(
        "orders.after_lock", "choice", "ask", _("Approved after the price lock"),
        _("What happens when an order is approved later and the prices are others by then."),
        choices=(
            ("ask", _("Who asked submits it again at today’s prices")),
            ("lower", _("It is placed if it costs no more than was approved")),
        ),
    ),
)  # fmt: skip
declare(
    Rule(
        "orders.amend_hours", "int", 72, _("Answer to a change of an order"),
        _("A proposed change that nobody answers within this time expires, and the order stays as it is."),
        unit=_("hours"), low=1, high=720,
    ),
    Rule(
        "orders.amend_details", "choice", "buyer", _("Reference, cost centre, note, place and day"),
        _("Whether the buyer changes them at once while nothing has left, or the seller agrees first."),
        choices=(("buyer", _("The buyer alone")), ("ask", _("The seller agrees"))),
    ),
    Rule(
        "orders.amend_grace", "int", 0, _("Changes right after the order"),
        _("For so long after acceptance, the buyer changes lines without asking the seller; 0: always ask."),
        unit=_("minutes"), low=0, high=1440,
    ),
)  # fmt: skip
