"""Refusals of the commands of sealed tenders."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def person_needed() -> Refusal:
    return Conflict(
        "vault.person_needed",
        _("Kontor itself opens no bids."),
        remedy=_("Sign in, or use an API key."),
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


def openers_fixed() -> Refusal:
    return Conflict(
        "vault.openers_fixed",
        _("The openers of this tender are fixed already."),
        remedy=_("Ask companies before you fix openers and criteria."),
    )


def opener_takes_part(field: str) -> Refusal:
    return Conflict(
        "vault.opener_takes_part",
        _("A company that takes part in the tender opens no bids of it."),
        field=field,
        remedy=_("Choose a company without an interest in it, or a witness of the marketplace."),
    )


def opener_asked(field: str) -> Refusal:
    return Conflict(
        "vault.opener_asked",
        _("This company was asked already."),
        field=field,
        remedy=_("Wait for its answer, or ask another one."),
    )


def request_unknown(field: str) -> Refusal:
    return NotFound(
        "vault.request_unknown",
        _("There is no such request to your company."),
        field=field,
        remedy=_("Look at the page for opener keys."),
    )


def request_answered(field: str) -> Refusal:
    return Conflict(
        "vault.request_answered",
        _("This request is answered already, or the openers are fixed."),
        field=field,
        remedy=_("Nothing needs to be done."),
    )


def key_needed() -> Refusal:
    return Conflict(
        "vault.key_needed",
        _("You have no opener key of this company in use."),
        remedy=_("Make a key on this page first."),
    )


def lends_opener() -> Refusal:
    return Conflict(
        "vault.lends_opener",
        _("Your company lends an opener to this tender and cannot bid in it."),
        remedy=_("Bid in another one."),
    )
