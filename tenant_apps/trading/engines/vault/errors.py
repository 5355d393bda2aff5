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
