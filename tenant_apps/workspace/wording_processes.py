"""The words of processes, and of what is ordered by one: baskets at several suppliers, orders that are paid first."""

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.outbox.sagas.types import REGISTRY as SAGAS
from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare

STEPS = {
    "hold": _("Hold the goods"),
    "promise": _("Promise to keep them"),
    "pay": _("Wait for the payment"),
    "order": _("Order"),
}


def register() -> None:
    """Declare everything; called once at start."""

    declare(
        "outbox.saga",
        {
            "forward": Status(pgettext_lazy("process", "Under way"), "info", icon="loader-2"),
            "backward": Status(pgettext_lazy("process", "Being undone"), "warn", icon="arrow-back-up"),
            "stuck": Status(pgettext_lazy("process", "Waits for a person"), "bad", icon="alert-triangle"),
            "done": Status(pgettext_lazy("process", "Done"), "good", icon="circle-check"),
            "undone": Status(pgettext_lazy("process", "Undone"), "mute", icon="ban"),
        },
    )
    declare(
        "outbox.step_state",
        {
            "owed": Status(pgettext_lazy("process", "To come"), "mute", icon="circle"),
            "waiting": Status(pgettext_lazy("process", "Waits"), "brass", icon="clock"),
            "done": Status(pgettext_lazy("process", "Done"), "good", icon="circle-check"),
            "undone": Status(pgettext_lazy("process", "Undone"), "mute", icon="arrow-back-up"),
            "skipped": Status(pgettext_lazy("process", "Nothing to undo"), "mute", icon="ban"),
        },
    )
    declare("outbox.step", {name: Status(label) for name, label in STEPS.items()})
    acts = {f"saga.{kind}.{step}.{way}": told for kind, step, way, told in _done_steps()}
    for name in ("orders.group", "prepayment.order"):
        acts |= {
            f"saga.{name}.done": Status(pgettext_lazy("process", "Done")),
            f"saga.{name}.undone": Status(pgettext_lazy("process", "Undone")),
        }
    declare(
        "audit.action",
        acts
        | {
            "processes.retry_process": Status(_("Told to try again")),
            "processes.undo_process": Status(_("Told to undo it")),
            "processes.give_process": Status(_("Given to a person")),
            "orders.place_group": Status(_("Basket ordered")),
            "orders.set_prepaid": Status(_("Terms of payment changed")),
            "prepayment.order_prepaid": Status(_("Ordered, to be paid first")),
            "prepayment.withdraw_prepayment": Status(_("Withdrawn")),
            "prepayment.free_prepayment": Status(_("Payment put on account")),
        },
    )
    declare(
        "orders.group",
        {
            "trying": Status(pgettext_lazy("basket", "Being held"), "brass", icon="clock"),
            "held": Status(pgettext_lazy("basket", "Being ordered"), "info", icon="loader-2"),
            "confirmed": Status(pgettext_lazy("basket", "Ordered"), "good", icon="circle-check"),
            "released": Status(pgettext_lazy("basket", "Let go"), "mute", icon="ban"),
        },
    )
    declare(
        "orders.tentative",
        {
            "asked": Status(pgettext_lazy("basket", "Asked for"), "mute", icon="clock"),
            "held": Status(pgettext_lazy("basket", "Held"), "info", icon="lock"),
            "confirmed": Status(pgettext_lazy("basket", "Ordered"), "good", icon="circle-check"),
            "released": Status(pgettext_lazy("basket", "Let go"), "mute", icon="ban"),
        },
    )
    declare(
        "prepayment.prepayment",
        {
            "awaiting": Status(pgettext_lazy("prepayment", "To pay"), "warn", icon="clock"),
            "paid": Status(pgettext_lazy("prepayment", "Paid"), "info", icon="cash"),
            "ordered": Status(pgettext_lazy("prepayment", "Ordered"), "good", icon="circle-check"),
            "lapsed": Status(pgettext_lazy("prepayment", "Lapsed"), "mute", icon="ban"),
        },
    )
    declare(
        "prepayment.earmark",
        {
            "kept": Status(pgettext_lazy("prepayment", "Kept for it"), "info", icon="lock"),
            "used": Status(pgettext_lazy("prepayment", "Paid its invoice"), "good", icon="checks"),
            "freed": Status(pgettext_lazy("prepayment", "On account"), "mute", icon="cash"),
        },
    )


def _done_steps() -> Iterator[tuple[str, str, str, Status]]:
    for kind in SAGAS.values():
        for step in kind.steps:
            label = STEPS.get(step.name, step.name)
            yield kind.name, step.name, "do", Status(label)
            yield kind.name, step.name, "undo", Status(format_lazy("{}: {}", label, pgettext_lazy("process", "Undone")))
