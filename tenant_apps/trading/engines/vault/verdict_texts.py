"""What is read for the refusals of the engine: per reason the sentence, the field it is about, and what to do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

VERDICTS: dict[str, tuple[Any, str | None, Any]] = {
    "trading.unknown_act": (
        _("This cannot be done in a sealed tender."),
        None,
        _("Seal a bid on the page of the tender."),
    ),
    "trading.only_initiator": (_("Only who opened the tender does this."), None, _("Switch to that company.")),
    "trading.late": (
        _("The deadline has passed; the bid is returned unopened."),
        None,
        _("Nothing can be handed in any more."),
    ),
    "trading.too_early": (_("The deadline has not come yet."), None, _("Come back after the deadline.")),
    "trading.terms_fixed": (
        _("Openers and criteria are fixed already."),
        None,
        _("They cannot change while bids rely on them."),
    ),
    "trading.bad_terms": (
        _("Openers or criteria do not fit the rules: %(part)s."),
        None,
        _("Change the part that is named."),
    ),
    "trading.no_terms": (
        _("Openers and criteria are not fixed yet."),
        None,
        _("Wait until the initiator has named the openers."),
    ),
    "trading.bad_envelope": (
        _("The envelope does not have the form that was agreed."),
        "envelopes",
        _("Seal it on the page, or as docs/sealed-bids.md says."),
    ),
    "trading.no_bid": (_("There is no bid of your company to withdraw."), None, _("Nothing needs to be done.")),
    "trading.root_published": (_("The commitment root is published already."), None, _("Nothing needs to be done.")),
    "trading.bad_root": (
        _("This is not the root of the bids that were handed in."),
        None,
        _("It is published by itself after the deadline."),
    ),
    "trading.no_root": (
        _("The commitment root is not published yet."),
        None,
        _("It is published by itself right after the deadline."),
    ),
    "trading.not_now": (
        _("This is not the time for it."),
        None,
        _("Look at the page of the tender for what comes next."),
    ),
    "trading.bad_act": (
        _("What was sent is not complete."),
        None,
        _("Do it on the page, or as the API reference says."),
    ),
    "trading.no_opener": (_("There is no opener with this number."), None, _("Look at the list of openers.")),
    "trading.opener_came": (
        _("You have done your part of the opening already."),
        None,
        _("Wait for the other openers."),
    ),
    "trading.wrong_secret": (
        _("The key does not fit bid %(bid)s."),
        "secrets",
        _("Use the key file with the fingerprint that the tender names."),
    ),
    "trading.too_few_openers": (
        _("Too few openers have come: %(needed)s are needed."),
        None,
        _("Ask the other openers."),
    ),
    "trading.no_scorer": (_("There is no scorer with this number."), None, _("Look at the list of scorers.")),
    "trading.sheet_locked": (_("This sheet is locked."), None, _("A locked sheet does not change any more.")),
    "trading.sheet_unfinished": (_("Bid %(bid)s has no marks yet."), None, _("Give marks to every bid first.")),
    "trading.no_such_bid": (_("There is no such bid that counts."), "bid", _("Choose one from the list.")),
    "trading.bad_marks": (_("Every criterion needs a mark from 0 to 10."), "marks", _("Give marks such as 7.5.")),
    "trading.sheets_open": (
        _("Too few sheets are locked: %(needed)s are needed."),
        None,
        _("Ask the scorers to lock their sheets."),
    ),
    "trading.reason_needed": (_("Say why."), "reason", _("The reason is kept in the ledger.")),
    "trading.nothing_to_justify": (_("This price needs no justification."), "bid", _("Nothing needs to be done.")),
    "trading.justified": (_("The price is justified already."), "bid", _("Wait for the decision.")),
    "trading.judged": (_("This was decided already."), "bid", _("Nothing needs to be done.")),
    "trading.no_justification": (
        _("The bidder has not justified the price yet."),
        "bid",
        _("Wait for the justification, or reject the price."),
    ),
    "trading.bids_expired": (
        _("The bids bound only until %(until)s."),
        None,
        _("End the tender without an award and run it again."),
    ),
    "trading.revealed": (_("Your bid is open already."), None, _("Nothing needs to be done.")),
    "trading.reveal_over": (
        _("Bids could be opened until %(until)s; yours is void."),
        None,
        _("Nothing can be done any more."),
    ),
    "trading.reveal_runs": (
        _("Bidders may still open their bids until %(until)s."),
        None,
        _("End the opening afterwards."),
    ),
    "trading.bad_reveal": (
        _("This is not what your bid was sealed over."),
        "text",
        _("Use the copy that you kept when you sealed it."),
    ),
    "trading.not_invited": (
        _("Your company is not invited to the second stage."),
        None,
        _("Only those whose proposals passed the first one hand in prices."),
    ),
    "trading.too_few_invited": (
        _("At least %(needed)s proposals must go on to the second stage."),
        "refused",
        _("Invite more, or end the tender without an award."),
    ),
    "trading.published": (
        _("The candidates are published already."),
        None,
        _("Wait until the time for objections is over."),
    ),
    "trading.not_published": (
        _("The candidates must be published before the award."),
        None,
        _("Publish them; participants then have time to object."),
    ),
    "trading.standstill": (
        _("The time for objections runs until %(until)s."),
        None,
        _("Award afterwards."),
    ),
    "trading.standstill_over": (
        _("The time for objections was over at %(until)s."),
        None,
        _("Write to the initiator."),
    ),
    "trading.objection_open": (
        _("Objection %(objection)s is not answered yet."),
        None,
        _("Answer it first."),
    ),
    "trading.objection_waits": (
        _("Your objection %(objection)s is not answered yet."),
        None,
        _("Wait for the answer; then you can object again while there is time."),
    ),
    "trading.no_objection": (
        _("There is no objection with this number."),
        "objection",
        _("Choose one from the list."),
    ),
    "trading.answered": (
        _("This objection is answered already."),
        "objection",
        _("Nothing needs to be done."),
    ),
    "trading.beacon_early": (
        _("The beacon speaks only at %(at)s."),
        None,
        _("Enter its value afterwards."),
    ),
    "trading.beacon_known": (_("The beacon's value is entered already."), None, _("Nothing needs to be done.")),
    "trading.bad_beacon": (
        _("This is not the value of the beacon that was named."),
        None,
        _("Copy round, signature and randomness as the network publishes them, or the lottery's numbers."),
    ),
    "trading.beacon_needed": (
        _("Equal bids wait for the beacon's value."),
        None,
        _("Enter the value when it is published."),
    ),
    "trading.no_candidate": (_("No bid can be awarded."), None, _("End the tender without an award.")),
    "trading.not_the_best": (
        _("Bid %(best)s is the best, and the rules award the best."),
        "bid",
        _("Award bid %(best)s."),
    ),
    "trading.abnormal_price": (
        _("The price of bid %(bid)s must be justified first."),
        "bid",
        _("Accept its justification or reject the price."),
    ),
}
