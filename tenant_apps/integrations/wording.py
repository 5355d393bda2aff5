"""The words of integrations: states, causes, fields, and the reasons kept with messages."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare


def register() -> None:
    """Declare everything; called once at start."""
    declare("integrations.health", {
        "good": Status(pgettext_lazy("connection", "Well"), "good", icon="circle-check"),
        "late": Status(pgettext_lazy("connection", "Last try failed"), "warn", icon="clock"),
        "broken": Status(pgettext_lazy("connection", "Does not answer"), "bad", icon="alert-triangle"),
        "paused": Status(pgettext_lazy("connection", "Paused"), "mute", icon="ban"),
        "new": Status(pgettext_lazy("connection", "Not heard yet"), "info", icon="circle-dot"),
    })  # fmt: skip
    declare("integrations.message", {
        "applied": Status(pgettext_lazy("sync message", "Applied"), "good", icon="circle-check"),
        "superseded": Status(pgettext_lazy("sync message", "Overtaken"), "mute", icon="checks"),
        "parked": Status(pgettext_lazy("sync message", "Waits for another"), "warn", icon="clock"),
        "dead": Status(pgettext_lazy("sync message", "Cannot be applied"), "bad", icon="alert-triangle"),
    })  # fmt: skip
    declare("integrations.delivery", {
        "owed": Status(pgettext_lazy("handing over", "To hand over"), "info", icon="clock"),
        "unknown": Status(pgettext_lazy("handing over", "Outcome open"), "warn", icon="alert-circle"),
        "taken": Status(pgettext_lazy("handing over", "Taken"), "good", icon="circle-check"),
        "dead": Status(pgettext_lazy("handing over", "Refused"), "bad", icon="alert-triangle"),
    })  # fmt: skip
    declare("integrations.file", {
        "owed": Status(pgettext_lazy("stock file", "Being read"), "info", icon="clock"),
        "read": Status(pgettext_lazy("stock file", "Read"), "good", icon="circle-check"),
        "refused": Status(pgettext_lazy("stock file", "Not readable"), "bad", icon="alert-triangle"),
    })  # fmt: skip
    declare("integrations.field", {
        "stock.on_hand": Status(gettext_lazy("Stock on hand")),
        "order.state": Status(gettext_lazy("Order shipped or cancelled")),
        "order.confirmed": Status(gettext_lazy("Confirmed quantity")),
    })  # fmt: skip
    declare("integrations.winner", {
        "theirs": Status(pgettext_lazy("winner", "Their system")),
        "ours": Status(pgettext_lazy("winner", "Kontor")),
        "newer": Status(pgettext_lazy("winner", "What was said later")),
        "ask": Status(pgettext_lazy("winner", "A person is asked")),
    })  # fmt: skip
    declare("integrations.why", {
        "promised": Status(gettext_lazy("Less than is promised to buyers")),
        "rule": Status(gettext_lazy("Decided by the rule of the connection")),
        "newer_ours": Status(gettext_lazy("Ours was said later")),
        "newer_theirs": Status(gettext_lazy("Theirs was said later")),
        "asked": Status(gettext_lazy("The rule asks a person")),
        "too_late": Status(gettext_lazy("The order has moved on")),
        "refused": Status(gettext_lazy("The order cannot go there")),
        "report": Status(gettext_lazy("Found by a comparison")),
    })  # fmt: skip
    declare("integrations.cause", {
        "conflict": Status(gettext_lazy("A difference waits for a decision"), "warn"),
        "missing": Status(gettext_lazy("A message is missing"), "warn"),
        "dead": Status(gettext_lazy("A message cannot be applied"), "bad"),
        "unsaid": Status(gettext_lazy("Their system never spoke of it"), "mute"),
        "moved": Status(gettext_lazy("Changed here since their last word"), "info"),
        "undelivered": Status(gettext_lazy("The order has not reached them"), "bad"),
        "unknown": Status(gettext_lazy("No cause found"), "bad"),
    })  # fmt: skip
    declare("audit.action", {
        "integrations.sync_orders": Status(gettext_lazy("A connected system spoke")),
        "integrations.mark_delivery": Status(gettext_lazy("Handed over to the seller's system")),
        "integrations.owe_deliveries": Status(gettext_lazy("To be handed over to the seller's system")),
    })  # fmt: skip


def effects() -> dict[str, dict[str, Any]]:
    """What each choice of winner does, per field, in a sentence for the settings page."""
    return {
        "stock.on_hand": {
            "theirs": _("What their system counts is set here, with the goods that have moved here since."),
            "ours": _("Our count stays; their movements are still followed. The difference is listed."),
            "newer": _("The later of their word and our last change counts."),
            "ask": _("Our count stays until a person has taken one of the two."),
        },
        "order.state": {
            "theirs": _("Orders are shipped or cancelled here when their system says so."),
            "ours": _("Orders move by people alone; what their system says is listed."),
            "newer": _("Their word counts if it is later than the order."),
            "ask": _("Nothing moves until a person has decided."),
        },
        "order.confirmed": {
            "ask": _("A smaller or larger confirmation waits for a person. A binding order never changes by itself."),
            "ours": _("What was ordered stays; the confirmation is listed."),
        },
    }


def reason(text: str) -> str:
    """The reason kept with a message, in the language of the page; what was typed by a person stays as it is."""
    plain = {
        "a later word was applied already": _("A later word was applied already."),
        "another message has this number": _("Another message has this number."),
        "a level is at least 0": _("A level is at least 0."),
        "give on_hand or change, one of them": _("Either on_hand or change is needed."),
        "a change needs its number": _("A change needs its number."),
        "1 to 60 characters are needed": _("1 to 60 characters are needed."),
        "a whole number is needed": _("A whole number is needed."),
    }
    patterns: tuple[tuple[str, str], ...] = (
        (r"number (\d+) is missing", _("Number %(what)s is missing.")),
        (r"the company has no stocked article (.+)", _("The company has no stocked article %(what)s.")),
        (r"the company has no warehouse (.+)", _("The company has no warehouse %(what)s.")),
        (r"the company has no order (.+)", _("The company has no order %(what)s.")),
        (r"(.+) is not a number", _("%(what)s is not a number.")),
        (r"it cannot be read: (.+)", _("It cannot be read: %(what)s")),
    )
    if text in plain:
        return plain[text]
    for pattern, words in patterns:
        if found := re.fullmatch(pattern, text):
            return words % {"what": found[1]}
    return text
