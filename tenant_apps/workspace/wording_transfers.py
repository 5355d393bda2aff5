"""The words of transfers and of visits of support."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare


def register() -> None:
    """Declare everything; called once at start."""
    declare(
        "transfers.mechanism",
        {
            "proposed": Status(pgettext_lazy("transfer", "Proposed"), "brass", icon="clock"),
            "in_force": Status(pgettext_lazy("transfer", "In force"), "good", icon="circle-check"),
            "ended": Status(pgettext_lazy("transfer", "Ended"), "mute", icon="ban"),
            "rejected": Status(pgettext_lazy("transfer", "Rejected"), "bad", icon="ban"),
            "withdrawn": Status(pgettext_lazy("transfer", "Taken back"), "mute", icon="arrow-back-up"),
        },
    )
    declare(
        "transfers.request",
        {
            "open": Status(pgettext_lazy("transfer", "Blocked"), "warn", icon="lock"),
            "approved": Status(pgettext_lazy("transfer", "Approved"), "info", icon="check"),
            "refused": Status(pgettext_lazy("transfer", "Refused"), "bad", icon="ban"),
            "handed_over": Status(pgettext_lazy("transfer", "Handed over"), "mute", icon="checks"),
        },
    )
    declare(
        "transfers.flow",
        {
            "passed": Status(pgettext_lazy("transfer", "Left"), "mute", icon="check"),
            "blocked": Status(pgettext_lazy("transfer", "Blocked"), "bad", icon="ban"),
        },
    )
    declare(
        "support.visit",
        {
            "asked": Status(pgettext_lazy("support", "Asks for consent"), "brass", icon="clock"),
            "consented": Status(pgettext_lazy("support", "May come in"), "info", icon="lock-open"),
            "refused": Status(pgettext_lazy("support", "Refused"), "mute", icon="ban"),
            "ended": Status(pgettext_lazy("support", "Over"), "mute", icon="circle-check"),
        },
    )
    declare(
        "audit.action",
        {
            "egress.leave": Status(_("Something was blocked on its way out")),
            "transfers.note_blocked": Status(_("Blocked on its way out of the region")),
            "transfers.see_blocked": Status(_("What was blocked was looked at")),
            "transfers.propose_mechanism": Status(_("Mechanism for transfers proposed")),
            "transfers.approve_mechanism": Status(_("Mechanism for transfers put in force")),
            "transfers.reject_mechanism": Status(_("Mechanism for transfers rejected")),
            "transfers.end_mechanism": Status(_("Mechanism for transfers ended")),
            "transfers.enter_request": Status(_("Request of a foreign authority entered")),
            "transfers.approve_request": Status(_("Request of a foreign authority approved")),
            "transfers.refuse_request": Status(_("Request of a foreign authority refused")),
            "transfers.hand_over": Status(_("Handed to a foreign authority")),
            "transfers.state_residency": Status(_("Residency stated")),
            "support.receive_request": Status(_("Support asks to come in")),
            "support.consent": Status(_("Support was let in")),
            "support.refuse": Status(_("Support was refused")),
            "support.open_entry": Status(_("Support is about to come in")),
            "support.enter": Status(_("Support came in")),
            "support.end_visit": Status(_("Visit of support ended")),
            "support.end_by_support": Status(_("Visit of support ended")),
            "support.give_standing": Status(_("Standing consent given to support")),
            "support.end_standing": Status(_("Standing consent of support ended")),
        },
    )
