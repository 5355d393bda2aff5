"""What a refused act of a request says: the sentence, the field it is about, what to do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

_CHECK = _("Check the entry.")
VERDICTS: dict[str, tuple[Any, str | None, Any]] = {
    "trading.only_initiator": (_("Only the initiator may do this."), None, _("Answer with a quote.")),
    "trading.bad_line": (_("A line is missing, unknown or named twice."), "lines", _("Name each line once.")),
    "trading.bad_terms": (_("This entry cannot be used."), "text", _CHECK),
    "trading.bad_components": (
        _("The parts of the price do not add up to it."), "components", _("Make their sum the unit price."),
    ),
    "trading.components_missing": (
        _("The price must be broken down."), "components", _("Also state: %(missing)s."),
    ),
    "trading.bad_amounts": (
        _("An amount is unknown or cannot be read."), "extras",
        _("Write amounts such as 120.50; leave out what is nothing."),
    ),
    "trading.no_extras": (
        _("Who buys charges nothing for the whole quote."), "extras", _("Leave the charges empty."),
    ),
    "trading.extras_not_exact": (
        _("These charges do not come out exactly on the lines."), "extras",
        _("Use whole cents, or put the charge into the unit prices."),
    ),
    "trading.secrecy_first": (
        _("The words about confidentiality are not accepted yet."), None, _("Read and accept them, then quote."),
    ),
    "trading.other_secrecy": (
        _("These are not the words of the request."), "digest", _("Read them again, then accept."),
    ),
    "trading.secrecy_accepted": (_("Your company has accepted already."), None, _("Nothing needs to be done.")),
    "trading.no_proposal": (
        _("This award does not wait for approval."), None, _("Load the page again to see how it stands."),
    ),
    "trading.own_proposal": (
        _("Who proposed an award cannot approve it."), None, _("Ask a second person of your company."),
    ),
    "trading.no_extension": (_("The rules know no longer deadline."), None, _("Award, or close the request.")),
    "trading.deadline_runs": (_("The deadline has not come."), None, _("Wait for it.")),
    "trading.extended_already": (_("The deadline has moved once already."), None, _("Award, or close the request.")),
    "trading.enough_quotes": (_("Enough quotes have come in."), None, _("Award, or close the request.")),
    "trading.bad_currency": (_("This is not a currency."), "currency", _("Use a code such as EUR or CNY.")),
    "trading.bad_validity": (
        _("The quote must be firm until a day to come."), "firm_until", _("Choose a day within two years."),
    ),
    "trading.too_late": (
        _("The deadline for quotes is over."), None, _("You can still answer a counter-offer of the initiator."),
    ),
    "trading.bafo_running": (
        _("Best and final offers are awaited."), None, _("Decide once their time is over."),
    ),
    "trading.bafo_over": (_("The time for best and final offers is over."), None, _("Wait for the award.")),
    "trading.bafo_answered": (
        _("Your best and final offer is given."), None, _("It can no longer be changed."),
    ),
    "trading.after_bafo": (
        _("After best and final offers nothing is negotiated any more."), None, _("Award, or close the request."),
    ),
    "trading.no_bafo_left": (
        _("Best and final offers cannot be asked for again."), None, _("At most %(most)s rounds are allowed."),
    ),
    "trading.no_rounds_left": (
        _("No further version of a quote is allowed."), None, _("At most %(most)s versions are allowed."),
    ),
    "trading.quote_is_firm": (
        _("Your quote is firm and cannot be made worse or taken back."), None, _("It binds until %(firm_until)s."),
    ),
    "trading.nothing_to_accept": (_("There is no counter-offer to accept."), None, _("Look at the thread again.")),
    "trading.stale_counter": (
        _("There is a newer counter-offer."), "counter", _("Read it, then accept number %(counter)s."),
    ),
    "trading.quote_first": (
        _("The counter-offer is about something you have not quoted."), None, _("Send a quote instead."),
    ),
    "trading.quote_expired": (
        _("The quote has run out."), None, _("Ask the company to quote again."),
    ),
    "trading.quote_withdrawn": (_("The quote was withdrawn."), None, _("Choose another one.")),
    "trading.quote_unknown": (_("There is no such quote."), None, _("Take its number from the comparison.")),
    "trading.stale_quote": (
        _("The company has quoted anew."), None, _("Look at version %(quote)s, then decide."),
    ),
    "trading.declined_already": (_("Your company has declined already."), None, _("Quote to come back.")),
    "trading.nothing_to_withdraw": (_("There is no quote to withdraw."), None, _("Nothing needs to be done.")),
    "trading.other_currency": (
        _("Quotes must be in %(currency)s."), "currency", _("Quote in %(currency)s."),
    ),
    "trading.other_incoterm": (
        _("The delivery term must be %(incoterm)s."), "incoterm", _("Quote with %(incoterm)s."),
    ),
    "trading.lines_missing": (_("Every line must be quoted."), "lines", _("Quote the lines that are missing.")),
    "trading.proposal_needed": (
        _("A proposal describes the solution."), "text", _("Write what you would deliver and how."),
    ),
    "trading.no_alternates": (
        _("Alternatives are not allowed."), "alternate", _("Quote what is asked for, or leave the line out."),
    ),
    "trading.whole_line_only": (
        _("A line is quoted with its whole quantity."), "quantity", _("Leave the quantity empty."),
    ),
    "trading.empty_counter": (
        _("The counter-offer says nothing."), "text", _("Name a price, a quantity, a term, or write a line."),
    ),
    "trading.no_award_in_rfi": (
        _("A request for information is not awarded."), None, _("Close it, and ask for quotes with a new request."),
    ),
    "trading.award_too_early": (
        _("The deadline for quotes has not come."), None, _("Award after %(ends_at)s."),
    ),
    "trading.too_few_quotes": (
        _("Too few valid quotes have come in."), None, _("At least %(least)s are needed."),
    ),
    "trading.no_split": (
        _("The award may not be shared out like this."), "lines", _("The rules of the request say how far it may."),
    ),
    "trading.over_quantity": (
        _("More is awarded than is asked for."), "quantity", _("Award at most %(most)s of the line."),
    ),
    "trading.award_reason_needed": (
        _("Something better was offered."), "text", _("Say why this quote is chosen all the same."),
    ),
}  # fmt: skip
