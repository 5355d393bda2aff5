"""Refusals of listings, in words. The codes are those of the decision."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


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
            field="buyer_id",
            remedy=_("Switch to the company that buys, or withdraw the listing."),
        )
    return Conflict(
        "trading.listing_closed",
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


def item_not_yours() -> Refusal:
    return NotFound(
        "trading.item_not_yours",
        _("This company has no such item."),
        field="item_id",
        remedy=_("Choose one of the company's own items."),
    )


def item_not_for_sale() -> Refusal:
    return Conflict(
        "trading.item_not_for_sale",
        _("This item is not active."),
        field="item_id",
        remedy=_("Activate the item in the catalogue first."),
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


def bad_currency(field: str, text: str) -> Refusal:
    return Invalid(
        "trading.bad_currency",
        _("%(code)s is not a currency in use (ISO 4217).") % {"code": text},
        field=field,
        remedy=_("Use a code such as EUR or CNY."),
    )


def ends_in_the_past() -> Refusal:
    return Invalid(
        "trading.ends_in_the_past",
        _("The listing would end before it begins."),
        field="ends_at",
        remedy=_("Choose a later time, or leave it open."),
    )


def below_taken(taken: str) -> Refusal:
    return Conflict(
        "trading.below_taken",
        _("%(taken)s has been taken already.") % {"taken": taken},
        field="quantity",
        remedy=_("Offer more than that, or withdraw the listing."),
        facts={"taken": taken},
    )


def min_take_too_large() -> Refusal:
    return Invalid(
        "trading.min_take_too_large",
        _("The least take is more than the quantity offered."),
        field="min_take",
        remedy=_("Lower it, or offer more."),
    )


def mode_not_offered() -> Refusal:
    return Conflict(
        "trading.mode_not_offered",
        _("Spot listings are not offered in this marketplace."),
        remedy=_("The administrators of the marketplace choose the trading modes."),
    )
