"""Refusals of orders."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.money import Money
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal
from tenant_apps.approvals.errors import needed_facts
from tenant_apps.approvals.types import Needed
from tenant_apps.catalogue.types import Lack

DUPLICATE_REFERENCE = "orders.duplicate_reference"


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


def terms_of_nobody(terms_id: str) -> Refusal:
    return Invalid(
        "orders.terms_of_nobody",
        _("Nothing is ordered from the seller whose terms these are, or two of its terms are named."),
        field="payment_terms",
        remedy=_("Name terms once for each seller, of sellers that something is ordered from."),
        facts={"terms_id": terms_id},
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


def licence_missing(field: str, item: str, lack: Lack, buyer_id: UUID) -> Refusal:
    need, is_buyer = lack.need, lack.company_id == buyer_id
    text = _("The buyer of %(item)s needs a valid licence %(licence)s.")
    remedy = _("Hand the licence in on the page of licences; it counts once the marketplace has granted it.")
    if not is_buyer:
        text = _("The seller of %(item)s needs a valid licence %(licence)s.")
        remedy = _("Order it from another seller, or wait until this one has handed its licence in.")
    return Conflict(
        "orders.licence_missing",
        text % {"item": item, "licence": need.kind},
        field=field,
        remedy=remedy,
        facts={"item": item, "licence": need.kind, "side": need.side, "category": need.category},
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
        DUPLICATE_REFERENCE,
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


def divided(number: str) -> Refusal:
    return Conflict(
        "orders.divided",
        _("Order %(number)s is divided into parts.") % {"number": number},
        remedy=_("Act on its parts, or join them first."),
        facts={"number": number},
    )


def not_divided(number: str) -> Refusal:
    return Conflict(
        "orders.not_divided",
        _("Order %(number)s is not divided.") % {"number": number},
        remedy=_("Nothing needs to be done."),
        facts={"number": number},
    )


def split_needless(number: str) -> Refusal:
    return Conflict(
        "orders.split_needless",
        _("Order %(number)s is cheapest in one shipment; dividing it would only cost more.") % {"number": number},
        remedy=_("Ship it whole."),
        facts={"number": number},
    )


def cannot_divide(number: str, most: int) -> Refusal:
    return Conflict(
        "orders.cannot_divide",
        _("No division of order %(number)s fits: stock, and at most %(most)s shipments.")
        % {"number": number, "most": most},
        remedy=_("Free or receive stock, or allow more shipments in the rules."),
        facts={"number": number, "most": most},
    )


def nothing_left(number: str) -> Refusal:
    return Conflict(
        "orders.nothing_left",
        _("Nothing of order %(number)s has left.") % {"number": number},
        remedy=_("Cancel the order, or change it."),
        facts={"number": number},
    )


def no_rest(number: str) -> Refusal:
    return Conflict(
        "orders.no_rest",
        _("All of order %(number)s has left.") % {"number": number},
        remedy=_("What has left can be refused on receipt, returned or claimed."),
        facts={"number": number},
    )


def in_delivery(number: str) -> Refusal:
    return Conflict(
        "orders.in_delivery",
        _("Order %(number)s leaves together with others.") % {"number": number},
        remedy=_("Take the joint delivery apart first."),
        facts={"number": number},
    )


def join_count(most: int) -> Refusal:
    return Invalid(
        "orders.join_count",
        _("Name 2 to %(most)s orders.") % {"most": most},
        field="order_ids",
        remedy=_("Choose orders that go to the same place."),
        facts={"most": most},
    )


def misfit_name(code: str) -> str:
    """Why two orders do not leave together, or why one never does, in words."""
    words = {
        "buyer": _("other buyer"),
        "seller": _("other seller"),
        "currency": _("other currency"),
        "site": _("other place of delivery"),
        "terms_days": _("other payment terms"),
        "tax_treatment": _("other tax treatment"),
        "left": _("has left or is over"),
        "divided": _("is divided"),
        "taken": _("leaves with others already"),
    }
    return words.get(code, code)


def cannot_leave_together(number: str, reasons: list[str]) -> Refusal:
    told = ", ".join(misfit_name(code) for code in reasons)
    return Conflict(
        "orders.cannot_leave_together",
        _("Order %(number)s cannot leave with others: %(reasons)s.") % {"number": number, "reasons": told},
        field="order_ids",
        remedy=_("Leave it out."),
        facts={"number": number, "reasons": reasons},
    )


def do_not_fit(pairs: list[tuple[str, str, list[str]]]) -> Refusal:
    """Every pair that does not fit, with its reasons; the sentence names the first few."""
    told = "; ".join(
        _("%(one)s and %(other)s: %(reasons)s")
        % {"one": one, "other": other, "reasons": ", ".join(misfit_name(code) for code in reasons)}
        for one, other, reasons in pairs[:5]
    )
    return Conflict(
        "orders.do_not_fit",
        _("These orders cannot leave together. %(pairs)s.") % {"pairs": told},
        field="order_ids",
        remedy=_("Join only orders that agree in all of this."),
        facts={"pairs": [{"orders": [one, other], "reasons": reasons} for one, other, reasons in pairs]},
    )


def delivery_unknown() -> Refusal:
    return NotFound(
        "orders.delivery_unknown", _("There is no such joint delivery."), field="delivery_id",
        remedy=_("Open it from the list."),
    )  # fmt: skip


def delivery_over(number: str) -> Refusal:
    return Conflict(
        "orders.delivery_over",
        _("Joint delivery %(number)s has left or is taken apart already.") % {"number": number},
        remedy=_("Open it again to see where it stands."),
        facts={"number": number},
    )


def delivery_changed() -> Refusal:
    return Conflict(
        "orders.delivery_changed",
        _("The joint delivery of this order has changed."),
        remedy=_("Load the page again, then ship."),
    )


def bad_terms(field: str) -> Refusal:
    return Invalid(
        "orders.bad_terms", _("This value cannot be used."), field=field,
        remedy=_("Enter zero or more, in the currency of the order; days as a whole number up to 365."),
    )  # fmt: skip


def site_unknown() -> Refusal:
    return NotFound(
        "orders.site_unknown", _("The buyer has no such place of delivery."), field="site_id",
        remedy=_("Choose one of the buyer’s places, or add it to the company."),
    )  # fmt: skip


def warehouse_not_yours() -> Refusal:
    return NotFound(
        "orders.warehouse_unknown", _("Your company has no such warehouse."), field="warehouse_id",
        remedy=_("Choose one of your company’s warehouses."),
    )  # fmt: skip


def bad_grade() -> Refusal:
    return Invalid("orders.bad_grade", _("There are the classes a, b and c."), field="grade", remedy=_("Choose one."))


def no_customer() -> Refusal:
    return NotFound(
        "orders.no_customer", _("This company has not ordered from you."), field="buyer_id",
        remedy=_("Class it once it has."),
    )  # fmt: skip


def prepayment_needed() -> Refusal:
    return Conflict(
        "orders.prepayment_needed",
        _("This supplier delivers to your company once it has been paid."),
        field="seller_id",
        remedy=_("Order with payment first: the goods are held while you pay."),
    )


def prepayment_not_needed() -> Refusal:
    return Conflict(
        "orders.prepayment_not_needed",
        _("This supplier delivers to your company on invoice."),
        field="seller_id",
        remedy=_("Place an ordinary order."),
    )


def two_prices(field: str, item: str) -> Refusal:
    return Invalid(
        "orders.two_prices",
        _("Item %(item)s has two prices in this order.") % {"item": item},
        field=field,
        remedy=_("Use one price for an item, or order it twice."),
        facts={"item": item},
    )


def group_size(fewest: int, most: int) -> Refusal:
    return Invalid(
        "orders.group_size",
        _("A group has between %(fewest)s and %(most)s orders.") % {"fewest": fewest, "most": most},
        field="orders",
        remedy=_("Place a single order by itself, and split a longer list."),
        facts={"fewest": fewest, "most": most},
    )


def seller_twice(field: str) -> Refusal:
    return Invalid(
        "orders.seller_twice",
        _("This supplier is in the group already."),
        field=field,
        remedy=_("Put everything from one supplier into one order."),
    )


def another_buyer(field: str) -> Refusal:
    return Invalid(
        "orders.another_buyer",
        _("All orders of a group have one buyer."),
        field=field,
        remedy=_("Leave the buyer out."),
    )


def tentative_unknown() -> Refusal:
    return NotFound(
        "orders.tentative_unknown",
        _("There is no such held order."),
        remedy=_("Open it from the list."),
    )


def not_bought_here() -> Conflict:
    return Conflict(
        "orders.not_bought_here",
        _("Nobody has said from whom this item is bought on the marketplace."),
        field="alert_id",
        remedy=_("Name the supplier and its article number at the reorder point, or write down what you expect."),
    )


def ordered_again_already(number: str) -> Conflict:
    return Conflict(
        "orders.ordered_again_already",
        _("It is ordered again with %(number)s.") % {"number": number},
        field="alert_id",
        remedy=_("Open that draft, or withdraw it first."),
        facts={"number": number},
    )


def bad_again_quantity(unit: str) -> Invalid:
    return Invalid(
        "orders.bad_again_quantity",
        _("A quantity above zero in %(unit)s is needed.") % {"unit": unit},
        field="quantity",
        remedy=_("Write how much is to be ordered."),
        facts={"unit": unit},
    )


def beyond_own_limit(most: Money) -> NotAllowed:
    return NotAllowed(
        "orders.beyond_own_limit",
        _("You may place orders of at most %(most)s.") % {"most": most},
        field="lines",
        remedy=_("Order less, or ask a colleague who may order more."),
        facts={"permission": "orders.place_order", "most": most.as_json()},
    )


def beyond_own_categories(sku: str) -> NotAllowed:
    return NotAllowed(
        "orders.beyond_own_categories",
        _("You may not order %(sku)s: it is in none of your categories.") % {"sku": sku},
        field="lines",
        remedy=_("Leave it out, or ask a colleague who may order it."),
        facts={"permission": "orders.place_order"},
    )
