"""Refusals of the kernel that every mode shares."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.money import Money
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal
from tenant_apps.rulesets.errors import against_law
from tenant_apps.rulesets.queries import ban_on
from tenant_apps.trading.kernel.verdict_texts import VERDICTS


def company_needed(field: str) -> Refusal:
    return Invalid(
        "trading.company_needed",
        _("Say which company this is for."),
        field=field,
        remedy=_("Switch to a company, or name one."),
    )


def company_unknown(field: str, company_id: UUID) -> Refusal:
    return NotFound(
        "trading.company_unknown",
        _("There is no such company in this marketplace."),
        field=field,
        remedy=_("Check the id against the list of companies."),
        facts={"company_id": str(company_id)},
    )


def code_unknown(field: str, code: str) -> Refusal:
    return NotFound(
        "trading.company_unknown",
        _("No company here has the code %(code)s.") % {"code": code},
        field=field,
        remedy=_("Ask the company for its code in this marketplace."),
    )


def company_suspended(field: str, name: str) -> Refusal:
    return Conflict(
        "trading.company_suspended",
        _("%(company)s is suspended and cannot start new deals.") % {"company": name},
        field=field,
        remedy=_("The administrators of the marketplace can lift the suspension."),
    )


def company_may_not(field: str, name: str, *, sell: bool) -> Refusal:
    text = _("%(company)s may not sell here.") if sell else _("%(company)s may not buy here.")
    return Conflict(
        "trading.company_may_not_sell" if sell else "trading.company_may_not_buy",
        text % {"company": name},
        field=field,
        remedy=_("The administrators of the marketplace decide who buys and who sells."),
    )


def same_company(field: str) -> Refusal:
    return Conflict(
        "trading.same_company",
        _("A company cannot trade with itself."),
        field=field,
        remedy=_("Switch to the company that buys."),
    )


def deal_unknown(deal_id: Any) -> Refusal:
    return NotFound(
        "trading.deal_unknown",
        _("There is no such deal."),
        remedy=_("Open it from the list of deals."),
        facts={"deal_id": str(deal_id)},
    )


def deal_over(number: str) -> Refusal:
    return Conflict(
        "trading.deal_over",
        _("Deal %(number)s is already settled or cancelled.") % {"number": number},
        remedy=_("Nothing more needs to be done for it."),
    )


def amount_too_large(field: str) -> Refusal:
    return Invalid(
        "trading.amount_too_large",
        _("The amount of this line is too large."),
        field=field,
        remedy=_("Check the quantity and the price."),
    )


# -- events with an engine -------------------------------------------------------------------------------------------


def event_unknown(asked: Any) -> Refusal:
    return NotFound(
        "trading.event_unknown",
        _("There is no such trading event."),
        remedy=_("Open it from the list of trading events."),
        facts={"id": str(asked)},
    )


def event_over(number: str) -> Refusal:
    return Conflict(
        "trading.event_over",
        _("%(number)s has ended.") % {"number": number},
        remedy=_("Look at its result."),
    )


def mode_not_offered(field: str, mode: str) -> Refusal:
    """Switched off, unknown, or closed by a law, which then is what the refusal cites."""
    if (ban := ban_on(mode)) is not None:
        return against_law(ban, field)
    return Conflict(
        "trading.mode_not_offered",
        _("This way of trading is not offered in this marketplace."),
        field=field,
        remedy=_("The administrators switch trading modes on in the settings."),
        facts={"mode": mode},
    )


def side_not_offered(mode: str, side: str) -> Refusal:
    return Invalid(
        "trading.side_not_offered",
        _("This mode does not run in this direction."),
        field="side",
        remedy=_("Choose the other direction or another mode."),
        facts={"mode": mode, "side": side},
    )


def bad_currency(field: str, given: str) -> Refusal:
    return Invalid(
        "trading.bad_currency",
        _("%(given)s is not a currency.") % {"given": given},
        field=field,
        remedy=_("Use a code such as EUR or CNY."),
    )


def ends_before_it_opens() -> Refusal:
    return Invalid(
        "trading.ends_before_it_opens",
        _("The end lies before the opening."),
        field="ends_at",
        remedy=_("Choose a later end."),
    )


def rules_do_not_fit(why: str) -> Refusal:
    return Invalid(
        "trading.rules_do_not_fit",
        _("The rules of this event do not fit together: %(why)s.") % {"why": why},
        field=f"rules.{why.split(':', 1)[0]}",
        remedy=_("Change the rule that is named."),
    )


def need_instead_of_item(field: str) -> Refusal:
    return Invalid(
        "trading.need_instead_of_item",
        _("Who buys has no item yet."),
        field=field,
        remedy=_("Say in words what is needed; each bidder names its item."),
    )


def need_missing(field: str) -> Refusal:
    return Invalid(
        "trading.need_missing",
        _("It is not said what is needed."),
        field=field,
        remedy=_("Describe it in a line."),
    )


def category_unknown(code: str, *, sells: bool) -> Refusal:
    if sells:
        return Invalid(
            "trading.category_of_goods",
            _("The category of what is sold is that of the goods."),
            field="category",
            remedy=_("Leave it out."),
        )
    return NotFound(
        "trading.category_unknown",
        _("There is no category %(code)s.") % {"code": code},
        field="category",
        remedy=_("Choose one of the catalogue, or leave it out."),
    )


def lines_or_one() -> Refusal:
    return Invalid(
        "trading.lines_or_one",
        _("Either lines or one quantity, not both."),
        field="lines",
        remedy=_("Put the quantity and what it is of into the lines."),
    )


def too_many_lines(most: int) -> Refusal:
    return Invalid(
        "trading.too_many_lines",
        _("At most %(most)s lines are possible here.") % {"most": most},
        field="lines",
        remedy=_("Make several events, or choose a mode with several lines."),
        facts={"most": most},
    )


def item_not_yours(field: str) -> Refusal:
    return Conflict(
        "trading.item_not_yours",
        _("This is not an item of the company."),
        field=field,
        remedy=_("Choose one of its items."),
    )


def item_not_for_sale(field: str) -> Refusal:
    return Conflict(
        "trading.item_not_for_sale",
        _("This item is not active."),
        field=field,
        remedy=_("Activate it in the catalogue first."),
    )


def other_unit(field: str, given: str, wanted: str) -> Refusal:
    return Conflict(
        "trading.other_unit",
        _("The item is counted in %(given)s, the event in %(wanted)s.") % {"given": given, "wanted": wanted},
        field=field,
        remedy=_("Choose an item in the same unit."),
    )


def offer_an_item() -> Refusal:
    return Invalid(
        "trading.offer_an_item",
        _("Say which of your items you would deliver."),
        field="item_id",
        remedy=_("Choose an item in the unit of the event."),
    )


def no_item_needed() -> Refusal:
    return Invalid(
        "trading.no_item_needed",
        _("Who buys names no item."),
        field="item_id",
        remedy=_("Leave it out."),
    )


def bad_quantity(field: str, why: str) -> Refusal:
    return Invalid(
        "trading.bad_quantity",
        _("The quantity cannot be used: %(why)s.") % {"why": why},
        field=field,
        remedy=_("Give a number in the unit of the item."),
    )


def not_positive(field: str) -> Refusal:
    return Invalid(
        "trading.not_positive",
        _("A number above zero is needed."),
        field=field,
        remedy=_("Check the number."),
    )


def out_of_range(field: str, low: Any, high: Any) -> Refusal:
    return Invalid(
        "trading.out_of_range",
        _("The number is out of range."),
        field=field,
        remedy=_("Give a number of %(low)s or more.") % {"low": low}
        if high is None
        else _("Give a number from %(low)s to %(high)s.") % {"low": low, "high": high},
    )


def rule_not_of_events(field: str, name: str) -> Refusal:
    return Invalid(
        "trading.rule_not_of_events",
        _("Events of this mode set no rule %(name)s.") % {"name": name},
        field=field,
        remedy=_("Leave it out; the schema of the mode lists what an event may set."),
    )


def bad_rule_value(field: str, why: str) -> Refusal:
    return Invalid("trading.bad_rule_value", why, field=field, remedy=_("Correct this value."))


def nobody_invited() -> Refusal:
    return Invalid(
        "trading.nobody_invited",
        _("Only named companies may join, and none is named."),
        field="invite",
        remedy=_("Name at least one company, or let every company join."),
    )


def too_many_invited(most: int) -> Refusal:
    return Invalid(
        "trading.too_many_invited",
        _("At most %(most)s companies can be named.") % {"most": most},
        field="invite",
        remedy=_("Let every company join instead."),
    )


def reason_needed(field: str) -> Refusal:
    return Invalid(
        "trading.reason_needed",
        _("Say why."),
        field=field,
        remedy=_("Everybody who takes part sees the reason."),
    )


def only_marketplace_cancels(number: str) -> Refusal:
    return Conflict(
        "trading.only_marketplace_cancels",
        _("%(number)s is open, and bids bind those who made them.") % {"number": number},
        remedy=_("Ask the marketplace to cancel it."),
    )


def audit_file_too_early(number: str) -> Refusal:
    return Conflict(
        "trading.audit_file_too_early",
        _("%(number)s has not ended; its audit file would tell what is still secret.") % {"number": number},
        remedy=_("Fetch it once the event has ended."),
    )


def explain_verdicts(texts: Mapping[str, tuple[Any, str | None, Any]]) -> None:
    """Add what a refused bidder reads for the reasons of one engine. Called once by its app."""
    VERDICTS.update(texts)


def of_verdict(reason: str, facts: Mapping[str, Any]) -> Refusal:
    """The refusal for a bid that kernel or engine does not accept; facts hold the next valid value."""
    known = VERDICTS.get(reason)
    if known is None:
        return Conflict(reason, _("The bid is refused."), remedy=_("Look at the rules of the event."), facts=facts)
    message, field, remedy = known
    told = {**facts, "next_valid": facts.get("next_valid") or facts.get("least") or facts.get("most") or ""}
    field = str(facts.get("at") or "") or field
    return Conflict(reason, _filled(message, told), field=field, remedy=_filled(remedy, told), facts=facts)


def _filled(text: Any, facts: Mapping[str, Any]) -> str:
    """The text with its facts; a general one where a fact is hidden from the bidder."""
    try:
        return str(text) % facts
    except KeyError:
        return _("Look at the rules of the event.")


def only_in_a_sandbox() -> Refusal:
    return Conflict(
        "trading.only_in_a_sandbox",
        _("Time can be moved in a sandbox only; this marketplace trades."),
        remedy=_("Try it in a marketplace that was opened as a sandbox."),
    )


def time_stands_still(number: str) -> Refusal:
    return Conflict(
        "trading.time_stands_still",
        _("No clock of %(number)s runs now.") % {"number": number},
        remedy=_("Let it go on if it is paused; decide if the bidding is over."),
        facts={"number": number},
    )


def already_moving(number: str) -> Refusal:
    return Conflict(
        "trading.already_moving",
        _("The time of %(number)s is being moved already.") % {"number": number},
        remedy=_("Wait until it is done, or pause the event, which ends it."),
        facts={"number": number},
    )


def bad_move(field: str, most: int, *, least: int = 1) -> Refusal:
    return Invalid(
        "trading.bad_move",
        _("This is no time to move by."),
        field=field,
        remedy=_("From %(least)d to %(most)d seconds; without a length only where an end is set.")
        % {"least": least, "most": most},
        facts={"least": least, "most": most},
    )


def beyond_own_limit(permission: str, most: Money) -> NotAllowed:
    return NotAllowed(
        "trading.beyond_own_limit",
        _("You may agree on at most %(most)s, and on nothing of which the amount is not known yet.") % {"most": most},
        remedy=_("Ask a colleague who may agree on more."),
        facts={"permission": permission, "most": most.as_json()},
    )


def beyond_own_categories(permission: str) -> NotAllowed:
    return NotAllowed(
        "trading.beyond_own_categories",
        _("These goods are in none of the categories that you may trade in."),
        remedy=_("Ask a colleague who may."),
        facts={"permission": permission},
    )
