"""What can go wrong with single sign-on."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound


class NotSaid(Exception):
    """A provider's answer that is worth nothing. `why` is a short code for the log and the page of whoever tries it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def provider_unknown(provider_id: UUID | None = None) -> NotFound:
    return NotFound(
        "federation.no_such_provider",
        _("There is no such identity provider."),
        remedy=_("It may have ended. The list shows those that are in use."),
        facts={"provider_id": str(provider_id or "")},
    )


def bad(field: str, message: Any, remedy: Any = "") -> Invalid:
    return Invalid("federation.bad_provider", str(message), field=field, remedy=str(remedy))


def provider_taken() -> Conflict:
    return Conflict(
        "federation.provider_taken",
        _("There is an identity provider with this name of its own already."),
        field="issuer",
        remedy=_("Change that one, or end it first."),
    )


def wrong_state(state: str) -> Conflict:
    return Conflict(
        "federation.wrong_state",
        _("An identity provider that is %(state)s cannot do this.") % {"state": state},
        remedy=_("Drafts are put in use, those in use are ended, and what has ended stays so."),
        facts={"state": state},
    )


def only_the_marketplace() -> NotAllowed:
    return NotAllowed(
        "federation.only_the_marketplace",
        _("A company's provider that makes members is put in use by the marketplace."),
        remedy=_("Ask the marketplace: it checks that the mail domains are the company's own."),
    )


def still_demanded() -> Conflict:
    return Conflict(
        "federation.still_demanded",
        _("This is the last provider of the marketplace, and people must sign in through one."),
        remedy=_("Take the demand back in the settings first, or put another one in use."),
    )


def proof_over() -> Conflict:
    return Conflict(
        "federation.proof_over",
        _("That took too long."),
        remedy=_("Go to your identity provider once more; what it says is good for five minutes."),
    )


def is_somebody_elses() -> Conflict:
    return Conflict(
        "federation.identity_taken",
        _("Your provider's account is connected with another account here."),
        remedy=_("Sign in with it, or disconnect it there first."),
    )


def has_another() -> Conflict:
    return Conflict(
        "federation.has_another",
        _("Another account of this provider is connected with yours."),
        remedy=_("Disconnect that one first."),
    )


def not_for_you() -> NotAllowed:
    return NotAllowed(
        "federation.not_for_you",
        _("This provider may not say who you are here."),
        remedy=_("A company's provider speaks for people who sit in that company alone."),
    )


def no_connection() -> NotFound:
    return NotFound(
        "federation.no_such_connection", _("There is no such connection."), remedy=_("It may be ended already.")
    )


def last_way_in() -> Conflict:
    return Conflict(
        "federation.last_way_in",
        _("Without this connection you could not sign in any more."),
        remedy=_("Set a password first, by “Forgotten your password?” on the sign-in page."),
    )


def arrived_already() -> Conflict:
    return Conflict(
        "federation.arrived_already",
        _("This answer of your provider was used already."),
        remedy=_("Sign in once more."),
    )


def keys_enough() -> Conflict:
    return Conflict(
        "federation.keys_enough",
        _("Two keys count for this provider already."),
        field="provider_id",
        remedy=_("End the old one first, once the provider knows the new one."),
    )


def key_unknown() -> NotFound:
    return NotFound("federation.no_such_key", _("There is no such key."), remedy=_("It may be ended already."))


def last_key() -> Conflict:
    return Conflict(
        "federation.last_key",
        _("Without this key nobody could sign in by this provider."),
        field="key_id",
        remedy=_("Make a new key first, or change the provider so that it needs none."),
    )
