"""What a visit of support may never do, whatever it was lent: nothing with high risk, nothing of money, keys or rules.

An actor of the kind `operator` inside a marketplace is such a visit. The runner asks here before anything else, and a
generated test asks for every command there is.
"""

from fnmatch import fnmatchcase
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.commands.registry import Command
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed
from shared_apps.tenancy import scope

# Accounts, keys and rights; the rules and laws; what leaves; support itself; money; proofs and openings of bids.
NEVER = (
    "accounts.*", "identity.*", "rulesets.*", "compliance.*", "transfers.*", "support.*", "crypto.*", "audit.*",
    "workspace.*", "integrations.*", "payments.*", "settlement.*", "prepayment.*", "deposits.*", "spending.*",
    "approvals.*", "ledger.*", "vault.*", "privacy.*", "anomalies.*",
)  # fmt: skip


def is_visit(actor: Actor) -> bool:
    """Whether somebody of the platform acts inside a marketplace."""
    return actor.kind == "operator" and not scope.is_control()


def is_lendable(command: Command[Any, Any]) -> bool:
    """Whether a visit that may write can be lent this command."""
    if command.public or command.system_only or command.risk == "high" or command.needs_fresh_factor:
        return False
    return not any(fnmatchcase(code, one) for one in NEVER for code in (command.code, command.permission))


def refuse_visits(command: Command[Any, Any], actor: Actor) -> None:
    """NotAllowed for a visit of support, where nobody can lend this."""
    if is_visit(actor) and not is_lendable(command):
        raise NotAllowed(
            "commands.not_for_support",
            _("Support does not do this, whatever it was allowed."),
            remedy=_("Ask somebody of the marketplace to do it."),
        )
