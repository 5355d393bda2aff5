"""Refusals of listings, in words. The codes are those of the decision."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal
from tenant_apps.trading.kernel import errors as kernel_errors


def of_verdict(reason: str, facts: Mapping[str, Any]) -> Refusal:
    """The refusal for a verdict that is not accepted."""
    if reason == "trading.stale_version":
        return Conflict(
            reason,
            _("The offer has changed since you saw it."),
            field="version",
            remedy=_("Look at the new terms and take it again if they suit you."),
            facts=facts,
        )
    if reason == "trading.insufficient_remaining":
        return Conflict(
            reason,
            _("Only %(remaining)s is left.") % facts,
            field="quantity",
            remedy=_("Take what is left or less."),
            facts=facts,
        )
    if reason == "trading.below_min_take":
        return Invalid(
            reason,
            _("At least %(min_take)s must be taken.") % facts,
            field="quantity",
            remedy=_("Take more, or all that is left."),
            facts=facts,
        )
    if reason == "trading.bad_step":
        return Invalid(
            reason,
            _("It is sold in steps of %(take_step)s, starting at %(min_take)s.") % facts,
            field="quantity",
            remedy=_("Choose a quantity on a step."),
            facts=facts,
        )
    if reason == "trading.own_listing":
        return Conflict(
            reason,
            _("A company cannot take its own listing."),
            field="company_id",
            remedy=_("Switch to another company, or withdraw the listing."),
        )
    if reason != "trading.listing_closed":
        return kernel_errors.of_verdict(reason, facts)
    return Conflict(
        reason,
        _("This listing is not open."),
        field="listing_id",
        remedy=_("Look for another offer in the market."),
        facts=facts,
    )


def listing_unknown(listing_id: UUID) -> Refusal:
    return NotFound(
        "trading.listing_unknown",
        _("There is no such listing."),
        field="listing_id",
        remedy=_("Open it from the market."),
        facts={"listing_id": str(listing_id)},
    )


def not_positive(field: str) -> Refusal:
    return Invalid(
        "trading.not_positive",
        _("The value must be greater than zero."),
        field=field,
        remedy=_("Enter a positive number."),
    )


def bad_number(field: str) -> Refusal:
    return Invalid(
        "trading.bad_number",
        _("This is not a number with at most six decimals."),
        field=field,
        remedy=_("Write it as in 12.50."),
    )


def bad_quantity(field: str, why: str, unit: str) -> Refusal:
    return Invalid(
        "trading.bad_quantity",
        why,
        field=field,
        remedy=_("This item is traded in %(unit)s.") % {"unit": unit},
        facts={"unit": unit},
    )


def ends_in_the_past() -> Refusal:
    return Invalid(
        "trading.ends_in_the_past",
        _("The listing would end before it begins."),
        field="ends_at",
        remedy=_("Choose a later time, or leave it open."),
    )


def mode_not_offered() -> Refusal:
    return Conflict(
        "trading.mode_not_offered",
        _("Spot listings are not offered in this marketplace."),
        remedy=_("The administrators of the marketplace choose the trading modes."),
    )


def tiers_begin_elsewhere(price: str) -> Refusal:
    return Invalid(
        "trading.tiers_begin_elsewhere",
        _("The first price of the table is not the unit price."),
        field="rules.tiers",
        remedy=_("Begin it with 0: %(price)s, or change the unit price.") % {"price": price},
    )


def tiers_missing() -> Refusal:
    return Invalid(
        "trading.tiers_missing",
        _("Tiered prices need a table."),
        field="rules.tiers",
        remedy=_("Say from which quantity which unit price holds, or choose a firm price."),
    )


def outside_band(price: str, reference: str, percent: str) -> Refusal:
    return Conflict(
        "trading.outside_band",
        _("The price is further than %(percent)s %% from the reference price %(reference)s.")
        % {"percent": percent, "reference": reference},
        field="unit_price",
        remedy=_("Choose a price inside the band, or ask the marketplace about the reference."),
        facts={"reference": reference, "percent": percent, "unit_price": price},
    )


def nothing_to_review(number: str) -> Refusal:
    return Conflict(
        "trading.nothing_to_review",
        _("Listing %(number)s does not wait for a review.") % {"number": number},
        field="listing_id",
        remedy=_("Look at its page for what became of it."),
    )


def only_the_marketplace() -> Refusal:
    return NotAllowed(
        "trading.only_the_marketplace",
        _("Only the marketplace itself does this."),
        remedy=_("Wait for its answer."),
    )


def basket_of_many_sellers(index: int) -> Refusal:
    return Invalid(
        "trading.basket_of_many_sellers",
        _("A basket is from one seller, in one currency."),
        field=f"lines[{index}].listing_id",
        remedy=_("Take from the others on their own."),
    )


def basket_size(most: int) -> Refusal:
    return Invalid(
        "trading.basket_size",
        _("A basket has from 1 to %(most)s different listings.") % {"most": most},
        field="lines",
        remedy=_("Name each listing once."),
    )
