"""Refusals of sealed tenders: those of commands, and the texts for what the engine refuses."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal

_l = gettext_lazy


def person_needed() -> Refusal:
    return Conflict(
        "vault.person_needed",
        _("Only a person can do this, not a program."),
        remedy=_("Sign in as the person who was named."),
    )


def bad_key(field: str) -> Refusal:
    return Invalid(
        "vault.bad_key",
        _("This is not a public key for opening bids."),
        field=field,
        remedy=_("Make the key on the page for opener keys: RSA with 3072 bits."),
    )


def key_taken() -> Refusal:
    return Conflict(
        "vault.key_taken",
        _("This key is registered already."),
        field="public_key",
        remedy=_("Make a new one."),
    )


def key_unknown(field: str) -> Refusal:
    return NotFound(
        "vault.key_unknown",
        _("There is no such opener key in use."),
        field=field,
        remedy=_("Choose one of the keys of your company or of the marketplace."),
    )


def key_in_use(number: str) -> Refusal:
    return Conflict(
        "vault.key_in_use",
        _("This key is needed for %(number)s, which is not over.") % {"number": number},
        remedy=_("Retire it when the tender has ended."),
    )


def not_named(part: str) -> Refusal:
    text = (
        _("You are not named as an opener of this tender.")
        if part == "opener"
        else _("You are not named as a scorer of this tender.")
    )
    return Conflict("vault.not_named", text, remedy=_("The people named on the page of the tender can do it."))


def scorer_unknown(field: str) -> Refusal:
    return NotFound(
        "vault.scorer_unknown",
        _("This person does not belong to the company that opened the tender."),
        field=field,
        remedy=_("Choose somebody of the company."),
    )


def too_many(field: str, most: int) -> Refusal:
    return Invalid("vault.too_many", _("At most %(most)s.") % {"most": most}, field=field, remedy=_("Name fewer."))


VERDICTS: dict[str, tuple[Any, str | None, Any]] = {
    "trading.unknown_act": (
        _l("This cannot be done in a sealed tender."),
        None,
        _l("Seal a bid on the page of the tender."),
    ),
    "trading.only_initiator": (_l("Only who opened the tender does this."), None, _l("Switch to that company.")),
    "trading.late": (
        _l("The deadline has passed; the bid is returned unopened."),
        None,
        _l("Nothing can be handed in any more."),
    ),
    "trading.too_early": (_l("The deadline has not come yet."), None, _l("Come back after the deadline.")),
    "trading.terms_fixed": (
        _l("Openers and criteria are fixed already."),
        None,
        _l("They cannot change while bids rely on them."),
    ),
    "trading.bad_terms": (
        _l("Openers or criteria do not fit the rules: %(part)s."),
        None,
        _l("Change the part that is named."),
    ),
    "trading.no_terms": (
        _l("Openers and criteria are not fixed yet."),
        None,
        _l("Wait until the initiator has named the openers."),
    ),
    "trading.bad_envelope": (
        _l("The envelope does not have the form that was agreed."),
        "envelopes",
        _l("Seal it on the page, or as docs/sealed-bids.md says."),
    ),
    "trading.no_bid": (_l("There is no bid of your company to withdraw."), None, _l("Nothing needs to be done.")),
    "trading.root_published": (_l("The commitment root is published already."), None, _l("Nothing needs to be done.")),
    "trading.bad_root": (
        _l("This is not the root of the bids that were handed in."),
        None,
        _l("It is published by itself after the deadline."),
    ),
    "trading.no_root": (
        _l("The commitment root is not published yet."),
        None,
        _l("It is published by itself right after the deadline."),
    ),
    "trading.not_now": (
        _l("This is not the time for it."),
        None,
        _l("Look at the page of the tender for what comes next."),
    ),
    "trading.bad_act": (
        _l("What was sent is not complete."),
        None,
        _l("Do it on the page, or as the API reference says."),
    ),
    "trading.no_opener": (_l("There is no opener with this number."), None, _l("Look at the list of openers.")),
    "trading.opener_came": (
        _l("You have done your part of the opening already."),
        None,
        _l("Wait for the other openers."),
    ),
    "trading.wrong_secret": (
        _l("The key does not fit bid %(bid)s."),
        "secrets",
        _l("Use the key file with the fingerprint that the tender names."),
    ),
    "trading.too_few_openers": (
        _l("Too few openers have come: %(needed)s are needed."),
        None,
        _l("Ask the other openers."),
    ),
    "trading.no_scorer": (_l("There is no scorer with this number."), None, _l("Look at the list of scorers.")),
    "trading.sheet_locked": (_l("This sheet is locked."), None, _l("A locked sheet does not change any more.")),
    "trading.sheet_unfinished": (_l("Bid %(bid)s has no marks yet."), None, _l("Give marks to every bid first.")),
    "trading.no_such_bid": (_l("There is no such bid that counts."), "bid", _l("Choose one from the list.")),
    "trading.bad_marks": (_l("Every criterion needs a mark from 0 to 10."), "marks", _l("Give marks such as 7.5.")),
    "trading.sheets_open": (
        _l("Too few sheets are locked: %(needed)s are needed."),
        None,
        _l("Ask the scorers to lock their sheets."),
    ),
    "trading.reason_needed": (_l("Say why."), "reason", _l("The reason is kept in the ledger.")),
    "trading.nothing_to_justify": (_l("This price needs no justification."), "bid", _l("Nothing needs to be done.")),
    "trading.justified": (_l("The price is justified already."), "bid", _l("Wait for the decision.")),
    "trading.judged": (_l("This was decided already."), "bid", _l("Nothing needs to be done.")),
    "trading.no_justification": (
        _l("The bidder has not justified the price yet."),
        "bid",
        _l("Wait for the justification, or reject the price."),
    ),
    "trading.bids_expired": (
        _l("The bids bound only until %(until)s."),
        None,
        _l("End the tender without an award and run it again."),
    ),
    "trading.no_candidate": (_l("No bid can be awarded."), None, _l("End the tender without an award.")),
    "trading.not_the_best": (
        _l("Bid %(best)s is the best, and the rules award the best."),
        "bid",
        _l("Award bid %(best)s."),
    ),
    "trading.abnormal_price": (
        _l("The price of bid %(bid)s must be justified first."),
        "bid",
        _l("Accept its justification or reject the price."),
    ),
}
