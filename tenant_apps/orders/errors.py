"""Refusals of orders."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal
from tenant_apps.approvals.errors import needed_facts
from tenant_apps.approvals.types import Needed


def no_lines() -> Refusal:
    return Invalid(
        "orders.no_lines",
        _("An order needs at least one line."),
        field="lines",
        remedy=_("Add what you want to order."),
    )


def too_many_lines(most: int) -> Refusal:
    return Invalid(
        "orders.too_many_lines",
        _("An order has at most %(most)s lines.") % {"most": most},
        field="lines",
        remedy=_("Split it into several orders."),
        facts={"most": most},
    )


def no_orders() -> Refusal:
    return Invalid(
        "orders.no_orders", _("There is no order in this."), field="orders", remedy=_("Send at least one order.")
    )


def too_many_orders(most: int) -> Refusal:
    return Invalid(
        "orders.too_many_orders",
        _("At most %(most)s orders at a time.") % {"most": most},
        field="orders",
        remedy=_("Send the rest afterwards."),
        facts={"most": most},
    )


def bad_currency(code: str) -> Refusal:
    return Invalid(
        "orders.bad_currency",
        _("%(code)s is not a currency in use (ISO 4217).") % {"code": code},
        field="currency",
        remedy=_("Use a code such as EUR or CNY."),
    )


def item_not_named(field: str) -> Refusal:
    return Invalid(
        "orders.item_not_named",
        _("Name the item by its article number or by its id, not by both."),
        field=field,
        remedy=_("Give sku or item_id."),
    )


def item_unknown(field: str, text: str) -> Refusal:
    return Invalid(
        "orders.item_unknown",
        _("The seller has no item %(item)s.") % {"item": text},
        field=field,
        remedy=_("Check the article number in the catalogue."),
        facts={"item": text},
    )


def item_not_for_sale(field: str, text: str) -> Refusal:
    return Conflict(
        "orders.item_not_for_sale",
        _("Item %(item)s is not for sale.") % {"item": text},
        field=field,
        remedy=_("Choose another item, or ask the seller."),
        facts={"item": text},
    )


def bad_quantity(field: str, why: str, unit: str) -> Refusal:
    return Invalid(
        "orders.bad_quantity",
        why,
        field=field,
        remedy=_("This item is ordered in %(unit)s.") % {"unit": unit},
        facts={"unit": unit},
    )


def not_positive(field: str) -> Refusal:
    return Invalid(
        "orders.not_positive",
        _("The quantity must be greater than zero."),
        field=field,
        remedy=_("Leave the line out, or send a return for goods that go back."),
    )


def bad_price(field: str) -> Refusal:
    return Invalid(
        "orders.bad_price",
        _("This is not a price: zero or more, with at most six decimals."),
        field=field,
        remedy=_("Write it as in 12.50."),
    )


def price(reason: str, field: str, facts: Mapping[str, Any]) -> Refusal:
    """The refusal of a price verdict."""
    if reason == "orders.no_price":
        return Conflict(
            reason,
            _("There is no list price for item %(item)s.") % facts,
            field=field,
            remedy=_("Ask the seller to add it to a price list."),
            facts=facts,
        )
    return Conflict(
        reason,
        _("The price of item %(item)s is %(listed)s now.") % facts,
        field=field,
        remedy=_("Order again with the price of today, or without one."),
        facts=facts,
    )


def duplicate_reference(number: str) -> Refusal:
    return Conflict(
        "orders.duplicate_reference",
        _("Your reference was already used for %(number)s.") % {"number": number},
        field="client_reference",
        remedy=_("If it is the same order, nothing needs to be done; else use a new reference."),
        facts={"number": number},
    )


def bad_text(field: str, most: int) -> Refusal:
    return Invalid(
        "orders.text_too_long",
        _("At most %(most)s characters.") % {"most": most},
        field=field,
        remedy=_("Shorten it."),
    )


def time_in_future(field: str) -> Refusal:
    return Invalid(
        "orders.time_in_future", _("This time is in the future."), field=field, remedy=_("Check date and time zone.")
    )


def order_unknown(field: str | None = None) -> Refusal:
    return NotFound(
        "orders.order_unknown",
        _("There is no such order."),
        field=field,
        remedy=_("Open it from the list of orders."),
    )


def wrong_state(number: str, state: str) -> Refusal:
    return Conflict(
        "orders.wrong_state",
        _("Order %(number)s has moved on; this is not possible any more.") % {"number": number},
        remedy=_("Open the order again to see where it stands."),
        facts={"number": number, "state": state},
    )


def not_shipped_yet(number: str) -> Refusal:
    return Conflict(
        "orders.not_shipped_yet",
        _("Order %(number)s has not been invoiced yet.") % {"number": number},
        field="order_number",
        remedy=_("Cancel it while nothing has left, or wait until it is invoiced."),
    )


def not_on_order(field: str, text: str) -> Refusal:
    return Conflict(
        "orders.not_on_order",
        _("Item %(item)s is not on this order, or less of it than you return.") % {"item": text},
        field=field,
        remedy=_("Check what was delivered and what was returned before."),
        facts={"item": text},
    )


def approval_needed(steps: Sequence[Needed]) -> Refusal:
    """The policies of the buyer want this order approved before it is placed."""
    names = ", ".join(dict.fromkeys(one.step for one in steps))
    return Conflict(
        "orders.approval_needed",
        _("Your company wants this order approved first: %(steps)s.") % {"steps": names},
        remedy=_("Save it as a draft and submit it; it is placed by itself once it is approved."),
        facts=needed_facts(steps),
    )


def draft_unknown() -> Refusal:
    return NotFound(
        "orders.draft_unknown",
        _("There is no such draft."),
        field="draft_id",
        remedy=_("Open it from the list of drafts."),
    )


def draft_moved_on(version: int) -> Refusal:
    return Conflict(
        "orders.draft_moved_on",
        _("Somebody has changed this draft meanwhile."),
        field="version",
        remedy=_("Load it again and make your change in what it says now."),
        facts={"version": version},
    )


def draft_not_in_state(number: str, state: str) -> Refusal:
    return Conflict(
        "orders.draft_not_in_state",
        _("Draft %(number)s is past this step.") % {"number": number},
        remedy=_("Look at where it stands now."),
        facts={"state": state},
    )


def draft_incomplete(field: str) -> Refusal:
    return Invalid(
        "orders.draft_incomplete",
        _("The draft is not complete yet."),
        field=field,
        remedy=_("Fill in what is missing, then submit it."),
    )


def prices_moved(before: str, after: str) -> Refusal:
    return Conflict(
        "orders.prices_moved",
        _("The prices were locked until now: it was %(before)s and is %(after)s today.")
        % {"before": before, "after": after},
        remedy=_("Submit it again at today’s prices, or leave it."),
        facts={"before": before, "after": after},
    )
