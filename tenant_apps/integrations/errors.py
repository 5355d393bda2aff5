"""Refusals of integrations."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def bad(field: str, why: str) -> Refusal:
    return Invalid("integrations.bad_value", why, field=field, remedy=_("Correct this field; nothing was written."))


def connection_unknown(field: str = "connection_id") -> Refusal:
    return NotFound(
        "integrations.connection_unknown", _("There is no such connection."), field=field,
        remedy=_("Take the code of one of the company's connections."),
    )  # fmt: skip


def code_taken(code: str) -> Refusal:
    return Conflict(
        "integrations.code_taken", _("The company has a connection %(code)s.") % {"code": code}, field="code",
        remedy=_("Use another code."),
    )  # fmt: skip


def is_paused(name: str) -> Refusal:
    return Conflict(
        "integrations.paused", _("%(name)s is paused; nothing it says is taken.") % {"name": name}, field="source",
        remedy=_("Resume the connection and send the messages again."),
    )  # fmt: skip


def not_found(what: str) -> Refusal:
    return NotFound(
        "integrations.unknown", _("There is no such entry."), field=what, remedy=_("Open it from the connection.")
    )


def decided_already() -> Refusal:
    return Conflict(
        "integrations.decided_already", _("This has been decided meanwhile."),
        remedy=_("Open the connection again to see how."),
    )  # fmt: skip


def binding(number: str) -> Refusal:
    return Conflict(
        "integrations.order_is_binding",
        _("Order %(number)s is binding; a confirmation cannot change what was ordered.") % {"number": number},
        field="winner", remedy=_("Keep ours and talk to the buyer, or cancel the order."),
    )  # fmt: skip


def not_open(state: str) -> Refusal:
    return Conflict(
        "integrations.not_open", _("This is not waiting any more."), field="message_id",
        remedy=_("Open the list again."), facts={"state": state},
    )  # fmt: skip


def only_pushes() -> Refusal:
    return Conflict(
        "integrations.only_pushes", _("This system sends by itself; it cannot be asked."), field="connection_id",
        remedy=_("Let it send, or set up a connector that asks."),
    )  # fmt: skip


def stale(name: str, hours: int) -> Refusal:
    return Conflict(
        "integrations.stock_is_stale",
        _("The stock of %(name)s has not been confirmed by its system for %(hours)s hours.")
        % {"name": name, "hours": hours},
        field="quantity", remedy=_("Try again when the seller's system answers, or ask the seller."),
        facts={"hours": hours},
    )  # fmt: skip


def file_known(name: str) -> Refusal:
    return Conflict(
        "integrations.file_known", _("%(name)s was read already, with the same content.") % {"name": name},
        field="file", remedy=_("Send a newer file."),
    )  # fmt: skip
