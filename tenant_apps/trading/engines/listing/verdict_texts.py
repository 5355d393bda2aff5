"""What a company reads when an act in a listing is refused: per reason the sentence, the field, and what to do."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.trading.kernel.verdict_texts import VerdictText

TEXTS: dict[str, VerdictText] = {
    "trading.listing_closed": (
        _("This listing is not open."),
        "listing_id",
        _("Look for another offer in the market."),
    ),
    "trading.own_listing": (
        _("A company cannot take its own listing."),
        "company_id",
        _("Switch to another company, or withdraw the listing."),
    ),
    "trading.stale_version": (
        _("The offer has changed since you saw it."),
        "version",
        _("Look at the new terms and take it again if they suit you."),
    ),
    "trading.out_of_session": (
        _("Trading rests now."),
        "listing_id",
        _("Take it once trading hours have begun; the page says when."),
    ),
    "trading.whole_lot_only": (_("It is sold as a whole."), "quantity", _("Take %(quantity)s.")),
    "trading.must_take_all": (
        _("What would be left is too little for anybody else."),
        "quantity",
        _("Take all of %(remaining)s, or so little that enough is left."),
    ),
    "trading.bad_step": (
        _("The quantity is not on a step."),
        "quantity",
        _("Choose a quantity in steps of %(take_step)s."),
    ),
    "trading.price_is_firm": (
        _("The price is not negotiable."),
        "unit_price",
        _("Take it at %(unit_price)s, or leave the price out."),
    ),
    "trading.no_item_needed": (_("The listing itself says what is sold."), "item_id", _("Leave the item out.")),
    "trading.no_such_act": (
        _("There is nothing of the kind to do in a listing."),
        None,
        _("Use what its page offers."),
    ),
    "trading.not_yours": (
        _("This is for the other side to do."),
        None,
        _("Wait for its answer."),
    ),
    "trading.no_changes": (
        _("The rules of the marketplace let no open listing be changed."),
        "listing_id",
        _("Withdraw it and publish another."),
    ),
    "trading.not_better": (
        _("The new price is worse than the one that stands."),
        "unit_price",
        _("Offer %(unit_price)s or better, or withdraw the listing."),
    ),
    "trading.below_taken": (
        _("%(taken)s has been taken already, or waits."),
        "quantity",
        _("Offer more than that, or withdraw the listing."),
    ),
    "trading.min_take_too_large": (
        _("The least take is more than the quantity offered."),
        "min_take",
        _("Lower it, or offer more."),
    ),
    "trading.ends_in_the_past": (
        _("The listing would end before it begins."),
        "ends_at",
        _("Choose a later time, or leave it open."),
    ),
    "trading.tiers_begin_elsewhere": (
        _("The first price of the table is not the unit price."),
        "rules.tiers",
        _("Begin it with the unit price, or change that."),
    ),
    "trading.take_does_not_wait": (
        _("This take does not wait for an answer, or no longer."),
        "take",
        _("Look at the takes of the listing."),
    ),
    "trading.basket_refused": (
        _("Another part of the basket was refused, so nothing of it was taken."),
        None,
        _("Change that part, or take the others on their own."),
    ),
}
